// SavedPosition: how far an endpoint has come, on disk. Two slots with checksums are written in turn, so a torn write
// leaves the former one. Cheap enough to be saved after every answer (one small pwrite, no sync). An endpoint that sends in
// lanes saves one position a lane. The file is named after the endpoint (FORMAT.md).
#pragma once

#include "core/base/file.h"
#include "core/base/result.h"
#include "core/wal/position.h"

#include <memory>
#include <string>
#include <vector>

namespace meterbench::wal {

class SavedPosition {
public:
    /// Opens or creates "<folder>/positions/<key>". A new one starts at `ifNew`; one of which both slots are damaged starts
    /// before everything: what is sent twice can be refused, what is skipped is lost.
    [[nodiscard]] static base::Result<SavedPosition>
    open(base::FileSystem& files, const std::string& folder, const std::string& key, Position ifNew);

    /// One per lane; everything before the smallest is done.
    [[nodiscard]] const std::vector<Position>& lanes() const { return m_lanes; }
    [[nodiscard]] base::Status save(std::vector<Position> lanes);
    [[nodiscard]] base::Status sync();
    [[nodiscard]] bool isNew() const { return m_isNew; }

    /// Keys with a saved position in a folder (endpoints of earlier configurations too).
    [[nodiscard]] static base::Result<std::vector<std::string>> keys(base::FileSystem& files, const std::string& folder);
    [[nodiscard]] static base::Status forget(base::FileSystem& files, const std::string& folder, const std::string& key);

    /// No more lanes can be saved; Limit.
    static constexpr std::size_t kMaxLanes = 250;

private:
    std::unique_ptr<base::File> m_file;
    std::vector<Position> m_lanes;
    std::string m_bytes; // kept: a save allocates nothing
    std::uint64_t m_sequence = 0;
    bool m_isNew = false;
};

/// The furthest place that any saved position of the folder has come to; {0, 0} when there is none.
[[nodiscard]] Position furthestSavedPosition(base::FileSystem& files, const std::string& folder);

} // namespace meterbench::wal
