// Recompute: makes the usage of the samples that are still in the log a second time and holds it
// against what the journal kept. Reads only, also while an agent writes both: it is about one
// moment, that of the journal's checkpoint. Which windows can be compared: README.md of metering.
// Times in milliseconds since 1970, UTC. Errors: those of the meters (InvalidInput), the journal
// and the disk. One thread; takes long.
#pragma once

#include "core/base/file.h"
#include "core/base/result.h"
#include "core/metering/metering.h"
#include "core/metering/usage_journal.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace meterbench::pipeline {

/// A window in which the two are not the same.
struct UsageDifference {
    std::optional<metering::UsageRecord> kept; ///< with corrections
    std::optional<metering::UsageRecord> recomputed;
};

struct Recomputation {
    std::uint64_t windows = 0; ///< that were compared
    std::vector<UsageDifference> differences;
    // Kept windows that could not be compared, by cause.
    std::uint64_t before = 0; ///< from before what the log covers of their target
    /// Of things that several targets have: the same, or other than kept, and the readings of these
    /// targets do not stand in the order of time.
    std::uint64_t severalTargets = 0;
    std::uint64_t forgotten = 0; ///< other than kept, of samples that came when they were, perhaps
    std::uint64_t otherMeters = 0; ///< of meters that the workspace has not
    std::string damage;            ///< of the log: only what comes after it is compared
};

/// `logFolder`: of the segments.
[[nodiscard]] base::Result<Recomputation> recompute(
    const metering::SchemaOptions& schema,
    const std::vector<metering::Meter>& meters,
    metering::UsageJournal& journal,
    base::FileSystem& files,
    const std::string& logFolder
);

} // namespace meterbench::pipeline
