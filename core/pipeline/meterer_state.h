// MetererState: what others may see of the meters at work. A plain value, constant once published.
#pragma once

#include "core/metering/metering.h"
#include "core/metering/usage_record.h"
#include "core/pipeline/meterer_options.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace meterbench::pipeline {

struct MetererState {
    std::string folder; ///< of the usage journal
    std::shared_ptr<const MetererOptions> options; ///< what is metered; the same while it stays
    metering::MeteringCounts counts;
    std::vector<metering::Unbilled> unbilled;
    /// What is not in the journal as of lastSequence: not closed, or not yet written down.
    std::vector<metering::UsageRecord> open;
    std::int64_t lastSequence = 0; ///< newest of the journal when `open` was taken
    std::uint64_t recordsStored = 0;
    std::uint64_t groupsRead = 0;
    std::uint64_t lateTaken = 0;   ///< of the late samples: have corrected usage
    std::uint64_t samplesLost = 0; ///< of the log, before the meters saw them
    std::string problem;           ///< why nothing can be written down at present; empty: all well
};

} // namespace meterbench::pipeline
