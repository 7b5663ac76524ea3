// What damage in the log is called by: the places that could not be read, the pages they touch (for
// counting each once, whoever met it), and how many samples stood there.
#pragma once

#include "core/wal/fragment_cursor.h"
#include "core/wal/position.h"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace meterbench::wal {

struct DamagedPage {
    std::uint64_t segment = 0;
    std::uint64_t page = 0; ///< of the segment, from 0

    friend auto operator<=>(const DamagedPage&, const DamagedPage&) = default;
};

/// Everything between two groups that could be read.
struct Damage {
    Position at;             ///< the first place
    std::uint64_t bytes = 0; ///< of all places
    std::string what;
    /// That stood there; nothing when the log's end or an unknown beginning leaves it open.
    std::optional<std::uint64_t> samples;
    std::vector<DamagedPage> pages;
};

void addPages(std::vector<DamagedPage>& pages, std::uint64_t segment, const Gap& gap);

} // namespace meterbench::wal
