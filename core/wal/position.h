// Position: a place in the log, between two records. Ordered; segments are numbered from 1, 0 is "before everything".
#pragma once

#include <compare>
#include <cstdint>

namespace meterbench::wal {

struct Position {
    std::uint64_t segment = 0;
    std::uint64_t offsetBytes = 0;

    friend auto operator<=>(const Position&, const Position&) = default;
};

/// Of a group that ends there: ascending along the log, and the same whenever it is read.
[[nodiscard]] constexpr std::uint64_t numberOf(Position end) {
    return end.segment << 40U | end.offsetBytes;
}

} // namespace meterbench::wal
