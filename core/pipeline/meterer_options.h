// MetererOptions: what is metered, and where its journal stands. Plain values.
#pragma once

#include "core/metering/meter.h"
#include "core/metering/tags.h"

#include <chrono>
#include <string>
#include <vector>

namespace meterbench::pipeline {

struct MetererOptions {
    std::string folder; ///< of the usage journal
    metering::SchemaOptions schema;
    std::vector<metering::Meter> meters;
    /// The state is written down so often, or less if that takes long; what a KILL leaves unwritten
    /// is read from the log again.
    std::chrono::milliseconds commitEvery{5'000};

    /// So long the log is kept after it is metered: late samples find there what was around them.
    std::chrono::milliseconds lateWithin{3'600'000};

    friend bool operator==(const MetererOptions&, const MetererOptions&) = default;
};

} // namespace meterbench::pipeline
