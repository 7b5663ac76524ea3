// Late samples: what usage would be if each had come when its time was. The log is metered again
// from its begin, once as it was metered and once in the order of time; where the two differ,
// records are amended. So a window may be longer than what the log still holds: only the sample
// before the late one and the one behind it must be there. No state of its own; runs on the thread
// that calls it. Errors: Io of the log.
#pragma once

#include "core/base/file.h"
#include "core/base/result.h"
#include "core/metering/metering.h"
#include "core/wal/position.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace meterbench::pipeline {

/// What is metered again.
struct LogPart {
    base::FileSystem& files;
    std::string folder;
    const metering::SchemaOptions& schema;
    const std::vector<metering::Meter>& meters;
    std::vector<std::int64_t> sinceMs; ///< per meter: Metering::sinceMs
    wal::Position workedIn;            ///< late samples before it are in their place, and so are:
    std::vector<metering::LateSample> workedInSince;
    wal::Position end;
};

/// One thing, as it was metered from the log's begin on, and in the order of time.
struct Reordered {
    using Records = std::map<std::string, metering::UsageRecord>; ///< by id

    std::uint32_t meter = 0;
    std::string thing;
    std::uint64_t samples = 0; ///< late ones that are worked in
    std::int64_t coverMs = 0;  ///< windows that begin after it are in the log as a whole
    Records before;
    Records after;
    std::optional<metering::Tail> tailBefore;
    std::optional<metering::Tail> tailAfter;
};

/// Left out are things with a sample that is too late, as its neighbours are not in the log, and
/// things that several targets have.
[[nodiscard]] base::Result<std::vector<Reordered>>
reorder(const LogPart& part, const std::vector<metering::LateSample>& late);

/// The late samples of the log up to workedIn, which are in their place. `only`: of these things.
[[nodiscard]] base::Result<std::vector<metering::LateSample>>
lateSamplesIn(const LogPart& part, std::optional<metering::TimeOrder::Things> only = std::nullopt);

/// What becomes of a thing.
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
