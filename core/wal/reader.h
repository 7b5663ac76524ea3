// Reader: reads batches back from a position on, in order, while the log thread goes on writing.
// Any one thread. Damage is skipped to the next group that can be read, reported once with its
// first place and with how many samples stood there (groups carry a running count); nothing false
// is ever answered.
#pragma once

#include "core/base/file.h"
#include "core/base/result.h"
#include "core/model/batch.h"
#include "core/wal/damage.h"
#include "core/wal/position.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace meterbench::wal {

/// The batches of one append.
struct Group {
    std::vector<model::BatchPtr> batches;
    Position
        before; ///< where the log ended before this append (after damage: where reading went on)
    Position after;                  ///< what append() answered
    std::uint64_t samplesBefore = 0; ///< in all groups that the log has taken before it
};

enum class ReadOutcome : std::uint8_t {
    Group,   ///< a group was read
    End,     ///< nothing more before the limit
    Damage,  ///< something before the next group is lost; go on reading
    Missing, ///< the position lies in a segment that is gone; the reader now stands at the oldest
             ///< one there is
};

class Reader {
public:
    /// `samplesBefore` `from`, if they are known: then damage right there can be counted too.
    Reader(
        base::FileSystem& files,
        std::string folder,
        Position from,
        std::optional<std::uint64_t> samplesBefore = std::nullopt
    );
    ~Reader();
    Reader(Reader&&) noexcept;
    Reader& operator=(Reader&&) noexcept;

    /// Reads on, never past the limit. Io errors of the disk itself come back as errors.
    /// `samplesAtLimit` counts damage that ends there.
    [[nodiscard]] base::Result<ReadOutcome>
    next(Position limit, std::optional<std::uint64_t> samplesAtLimit = std::nullopt);
    [[nodiscard]] const Group& group() const;
    [[nodiscard]] const Damage& damage() const;
    [[nodiscard]] Position position() const;
    /// Layouts are shared with what the caller already knows, when it has the same id.
    void knowLayout(const model::LayoutPtr& layout);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace meterbench::wal
