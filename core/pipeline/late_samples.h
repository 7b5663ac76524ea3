// Late samples: what usage would be if each had come when its time was. A part of the log is metered
// again, once as it was metered and once in the order of time; amendment.h has what comes of it. So a
// window may be longer than what the log still holds: only the sample before the late one and the
// one behind it must be there. No state of its own; runs on the thread that calls it. Errors: Io of
// the log.
#pragma once

#include "core/base/result.h"
#include "core/metering/metering.h"
#include "core/pipeline/amendment.h"
#include "core/pipeline/log_part.h"
#include "core/wal/position.h"

#include <vector>

namespace meterbench::pipeline {

/// Late samples that are in their place.
struct WorkedIn {
    wal::Position upTo; ///< those of the log before it, and:
    std::vector<metering::LateSample> since;
};

struct Reorder {
    std::vector<Reordered> things;
    bool hasUnplaced = false; ///< of some samples the part does not show what was around them
};

/// To `late` come samples that were ignored as it was another target's turn, and are late now.
[[nodiscard]] base::Result<Reorder>
reorder(const LogPart& part, const WorkedIn& workedIn, std::vector<metering::LateSample>& late);

/// With all late samples in their place.
[[nodiscard]] base::Result<MeteredAgain> meterInOrder(const LogPart& part);

} // namespace meterbench::pipeline
