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

} // namespace meterbench::wal
