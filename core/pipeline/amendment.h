// Amendment: what becomes of the records of a thing whose late samples have taken their place. It was
// metered again as it was and in the order of time, perhaps from a part of the log only; where the
// two differ, what is known is changed. No I/O but by KnownRecord. Any one thread.
#pragma once

#include "core/base/result.h"
#include "core/metering/metering.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace meterbench::pipeline {

/// One thing, as it was metered from a place in the log on, and in the order of time.
struct Reordered {
    using Records = std::map<std::string, metering::UsageRecord>; ///< by id

    std::uint32_t meter = 0;
    std::string thing;
    std::uint64_t samples = 0; ///< late ones that are worked in
    std::int64_t coverMs = 0;  ///< windows that begin after it were read as a whole
    Records before;
    Records after;
    std::optional<metering::Tail> tailBefore;
    std::optional<metering::Tail> tailAfter;
};

struct Amendment {
    std::vector<metering::UsageRecord> closed; ///< as they are now, not only what the log shows
    metering::Tail tail;                       ///< the thing goes on from it
};

/// Finds what is known of the last record of the same meter, thing and owner that begins from this
/// one's begin to a time. Errors as of the journal.
using KnownRecord = std::function<base::Result<std::optional<metering::UsageRecord>>(
    const metering::UsageRecord& record, std::int64_t lastBeginMs
)>;

/// `tail`: as it is now. Nothing if the second metering is not in its state: then nothing is known
/// that could be trusted.
[[nodiscard]] base::Result<std::optional<Amendment>> amended(
    Reordered thing, metering::Measure measure, const metering::Tail& tail, const KnownRecord& known
);

} // namespace meterbench::pipeline
