// What the endpoint has taken, as JSON: the ledger page by page, and the usage of one customer. Sums and
// values are texts: JSON's numbers are not exact everywhere. The ledgers' thread.
#pragma once

#include "core/billing/count_book.h"
#include "core/billing/faults.h"
#include "core/billing/usage_ledger.h"
#include "core/metering/meter.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace meterbench::billing {

struct Books {
    const UsageLedger& usage;
    const CountBook& counts;
    const Faults& faults;
};

/// Which part of the ledger.
struct LedgerPage {
    std::size_t mostOwners = 10'000; ///< customers and dimensions, of usage and of samples together
    /// Behind this one; nothing: from the first.
    std::optional<UsageLedger::Owner> after = std::nullopt;
};

/// With "next" when there is more: what `after` of the next page is.
[[nodiscard]] std::string ledgerJson(const Books& books, const LedgerPage& page = {});

/// An owner as `next` and `after` write it; nothing when it is none.
[[nodiscard]] std::string cursorOf(const UsageLedger::Owner& owner);
[[nodiscard]] std::optional<UsageLedger::Owner> ownerOf(std::string_view cursor);

/// What is asked of one customer's usage.
struct UsageQuery {
    std::int64_t beginMs = 0;
    std::int64_t endMs = 0;
    /// Sums by hour, day or month of UTC, and no records; None: one sum, and every record.
    metering::Window interval = metering::Window::None;
};

/// Entries with begin <= time < end, by dimension. Nothing when nobody knows the customer.
[[nodiscard]] std::optional<std::string> customerUsageJson(
    const UsageLedger& usage, const std::string& customer, const UsageQuery& query
);

} // namespace meterbench::billing
