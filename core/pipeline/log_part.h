// LogPart: a part of the log that is metered again, once for each order of its samples. Behind
// damage the metering begins anew: what stands before may have been metered before it was damaged.
// Errors: those of the meters (InvalidInput) and of the disk. Any one thread.
#pragma once

#include "core/base/file.h"
#include "core/base/result.h"
#include "core/metering/metering.h"
#include "core/pipeline/second_metering.h"
#include "core/wal/position.h"

#include <memory>
#include <string>
#include <vector>

namespace meterbench::pipeline {

struct LogPart {
    base::FileSystem& files;
    std::string folder;
    const metering::SchemaOptions& schema;
    const std::vector<metering::Meter>& meters;
    const metering::Metering& first; ///< metered it; it outlives what is made and does not change
    wal::Position from;
    wal::Position end;
};

struct MeteredAgain {
    std::vector<std::unique_ptr<SecondMetering>> seconds; ///< one for each order
    std::string damage; ///< of the log: only what comes after it is in them
};

/// Which target has a thing when the part begins is known from the first metering.
[[nodiscard]] base::Result<MeteredAgain>
meterAgain(const LogPart& part, const std::vector<metering::TimeOrder>& orders);

} // namespace meterbench::pipeline
