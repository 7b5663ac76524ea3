// What the endpoint has taken, as JSON: the whole ledger, and the usage of one customer. Sums and
// values are texts: JSON's numbers are not exact everywhere. The ledgers' thread.
#pragma once

#include "core/billing/faults.h"
#include "core/billing/refusals.h"
#include "core/billing/sample_ledger.h"
#include "core/billing/usage_ledger.h"

#include <cstdint>
#include <optional>
#include <string>

namespace meterbench::billing {

struct Books {
    const UsageLedger& usage;
    const SampleLedger& samples;
    const Refusals& refusedUsage;
    const Refusals& refusedWrites;
    const Faults& faults;
    std::int64_t sinceMs = 0; ///< counts that are not kept over a restart begin then
};

[[nodiscard]] std::string ledgerJson(const Books& books);

/// Entries with begin <= time < end, by dimension. Nothing when nobody knows the customer.
[[nodiscard]] std::optional<std::string> customerUsageJson(
    const UsageLedger& usage, const std::string& customer, std::int64_t beginMs, std::int64_t endMs
);

} // namespace meterbench::billing
