// Repair: reads a segment from end to end (checksums, no values), says where its last whole record
// ends, which pages are damaged and where the count of samples has come to. Changes nothing; Log
// decides what to cut.
#pragma once

#include "core/base/file.h"
#include "core/base/result.h"
#include "core/wal/damage.h"
#include "core/wal/record_cursor.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace meterbench::wal {

struct Inspection {
    std::uint64_t sizeBytes = 0; ///< of the file
    std::uint64_t goodBytes =
        0; ///< up to the end of the last whole record; less than sizeBytes: a torn tail
    bool isForeign = false; ///< another version wrote it: all of it is left alone
    std::vector<DamagedPage> damagedPages;
    std::vector<Gap> gaps; ///< the torn tail is the last of them, if there is one
    std::optional<std::uint64_t>
        tailSamples; ///< in the group that the tail began, when that can be read
    std::optional<std::uint64_t>
        samplesAfter; ///< of the log, behind the last group that can be read
};

/// NotFound when there is no such segment, Io when it cannot be read.
[[nodiscard]] base::Result<Inspection>
inspectSegment(base::FileSystem& files, const std::string& folder, std::uint64_t number);

} // namespace meterbench::wal
