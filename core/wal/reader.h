// Reader: reads batches back from a position on, in order, while the log thread goes on writing. Any one thread.
// Damage is skipped to the next page, counted and reported once with segment and offset; nothing false is ever answered.
#pragma once

#include "core/base/file.h"
#include "core/base/result.h"
#include "core/model/batch.h"
#include "core/wal/position.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace meterbench::wal {

/// The batches of one append.
struct Group {
    std::vector<model::BatchPtr> batches;
    Position before; ///< where the log ended before this append (after damage: where reading went on)
    Position after;  ///< what append() answered
};

struct Damage {
    Position at;
    std::uint64_t bytes = 0;
    std::string what;
};

enum class ReadOutcome : std::uint8_t {
    Group,   ///< a group was read
    End,     ///< nothing more before the limit
    Damage,  ///< some bytes were skipped; go on reading
    Missing, ///< the position lies in a segment that is gone; the reader now stands at the oldest one there is
};

class Reader {
public:
    Reader(base::FileSystem& files, std::string folder, Position from);
    ~Reader();
    Reader(Reader&&) noexcept;
    Reader& operator=(Reader&&) noexcept;

    /// Reads on, never past the limit. Io errors of the disk itself come back as errors.
    [[nodiscard]] base::Result<ReadOutcome> next(Position limit);
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
