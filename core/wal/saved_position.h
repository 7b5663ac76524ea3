// SavedPosition: how far an endpoint has come, on disk. Two slots with checksums are written in
// turn, so a torn write leaves the former one. Cheap enough to be saved after every answer (one
// small pwrite, no sync). An endpoint that sends in lanes saves one position a lane; it may stand
// inside a group that is larger than a request. The file is named after the endpoint (FORMAT.md).
#pragma once

#include "core/base/file.h"
#include "core/base/result.h"
#include "core/wal/position.h"

#include <memory>
#include <string>
#include <vector>

namespace meterbench::wal {

/// How far one lane has come.
struct SavedLane {
    static constexpr std::uint64_t kUnknown = ~std::uint64_t{0};

    Position at; ///< all groups before it are done
    /// Samples in all groups before it (the log's running count).
    std::uint64_t samplesBefore = kUnknown;
    /// Of the group that begins there: positions of this lane's batches, in their order, that are
    /// done as well.
    std::uint64_t seriesDone = 0;

    friend bool operator==(const SavedLane&, const SavedLane&) = default;
};

class SavedPosition {
public:
    /// Opens or creates "<folder>/positions/<key>". A new one starts at `ifNew`; one of which both
    /// slots are damaged starts before everything: what is sent twice can be refused, what is
    /// skipped is lost.
    [[nodiscard]] static base::Result<SavedPosition> open(
        base::FileSystem& files, const std::string& folder, const std::string& key, Position ifNew
    );

    /// One per lane; everything before the smallest is done.
    [[nodiscard]] const std::vector<SavedLane>& lanes() const { return m_lanes; }

    [[nodiscard]] base::Status save(std::vector<SavedLane> lanes);
    [[nodiscard]] base::Status sync();

    [[nodiscard]] bool isNew() const { return m_isNew; }

    /// Keys with a saved position in a folder (endpoints of earlier configurations too).
    [[nodiscard]] static base::Result<std::vector<std::string>>
    keys(base::FileSystem& files, const std::string& folder);
    [[nodiscard]] static base::Status
    forget(base::FileSystem& files, const std::string& folder, const std::string& key);

    /// No more lanes can be saved; Limit.
    static constexpr std::size_t kMaxLanes = 250;

private:
    std::unique_ptr<base::File> m_file;
    std::vector<SavedLane> m_lanes;
    std::string m_bytes; // kept: a save allocates nothing
    std::uint64_t m_sequence = 0;
    bool m_isNew = false;
};

/// The furthest place that any saved position of the folder has come to; {0, 0} when there is none.
/// One that stands within a group is behind that group's first byte.
[[nodiscard]] Position furthestSavedPosition(base::FileSystem& files, const std::string& folder);

} // namespace meterbench::wal
