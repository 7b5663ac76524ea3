// Day history: how much each row used in the slots of today, for small curves. All rows share one
// grid: it begins with slots of a second and doubles them when they are used up, so that the first
// minute of a demonstration has a curve as well as a whole day. One thread.
#pragma once

#include <cstdint>
#include <vector>

namespace meterbench::usage {

inline constexpr std::size_t kMostSlots = 64;

/// Usage by slot, oldest first; shorter than the grid where nothing came since.
using Slots = std::vector<float>;

class HistoryGrid {
public:
    HistoryGrid() = default;
    /// Covers from `beginMs` to `nowMs` at least.
    HistoryGrid(std::int64_t beginMs, std::int64_t nowMs);

    /// Makes room for a time; answers how often the slots doubled: so often every row is to be
    /// folded.
    [[nodiscard]] int extend(std::int64_t nowMs);
    [[nodiscard]] std::size_t slotOf(std::int64_t timeMs) const;

    [[nodiscard]] std::int64_t beginMs() const { return m_beginMs; }

    [[nodiscard]] std::int64_t slotMs() const { return m_slotMs; }

private:
    std::int64_t m_beginMs = 0;
    std::int64_t m_slotMs = 1'000;
};

/// Two slots become one.
void fold(Slots& used);
void addTo(Slots& used, std::size_t slot, double usage);
/// Spreads it evenly over the slots of a time.
void spread(
    Slots& used, const HistoryGrid& grid, std::int64_t fromMs, std::int64_t toMs, double usage
);

} // namespace meterbench::usage
