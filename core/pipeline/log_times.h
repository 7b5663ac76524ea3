// LogTimes: at which place in the log which time was reached, so that late samples need not be looked
// for from its begin. Times in milliseconds since 1970, UTC. Errors: Io of the log. One thread.
#pragma once

#include "core/base/file.h"
#include "core/base/result.h"
#include "core/wal/position.h"

#include <cstdint>
#include <string>
#include <vector>

namespace meterbench::pipeline {

class LogTimes {
public:
    /// Looks at the first group of each segment before `end`.
    [[nodiscard]] static base::Result<LogTimes>
    read(base::FileSystem& files, const std::string& folder, wal::Position end);

    /// Before the place no group is newer. Places that are close to the last one are not kept, nor
    /// those that are too old.
    void note(std::int64_t newestMs, wal::Position place);

    /// What is later than this time stands behind it.
    [[nodiscard]] wal::Position before(std::int64_t timeMs) const;

private:
    struct Place {
        std::int64_t newestMs = 0;
        wal::Position position;
    };

    std::vector<Place> m_places; ///< ascending in both
};

} // namespace meterbench::pipeline
