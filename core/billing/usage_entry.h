// UsageEntry: one usage record as Paigo's REST interface takes it (facts 4.3), read strictly. What
// makes a repeat known is a key: the header Idempotency-Key, or else metadata.id; a record without
// one counts each time it comes, as there. Any thread. Errors: InvalidInput, naming the field.
#pragma once

#include "core/base/decimal.h"
#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace meterbench::billing {

struct UsageEntry {
    std::string customer;
    std::string dimension;
    std::int64_t timeMs = 0; ///< the end of the usage period
    base::Decimal value;
    std::string metadata; ///< a JSON object, names sorted; empty: there is none
    std::string key;      ///< empty: none

    friend bool operator==(const UsageEntry&, const UsageEntry&) = default;
};

[[nodiscard]] base::Result<UsageEntry>
readUsage(std::string_view body, std::string_view idempotencyKey);

/// For the ledger's file.
void appendEntry(std::string& out, const UsageEntry& entry);
/// Corrupt when it is none.
[[nodiscard]] base::Result<UsageEntry> decodeEntry(std::string_view payload);

} // namespace meterbench::billing
