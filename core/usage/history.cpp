#include "core/usage/history.h"

#include <algorithm>

namespace meterbench::usage {

HistoryGrid::HistoryGrid(std::int64_t beginMs, std::int64_t nowMs)
    : m_beginMs(beginMs) {
    static_cast<void>(extend(nowMs));
}

int HistoryGrid::extend(std::int64_t nowMs) {
    int doubled = 0;
    while (nowMs - m_beginMs >= static_cast<std::int64_t>(kMostSlots) * m_slotMs) {
        m_slotMs *= 2;
        ++doubled;
    }
    return doubled;
}

std::size_t HistoryGrid::slotOf(std::int64_t timeMs) const {
    const std::int64_t slot = std::max<std::int64_t>(0, timeMs - m_beginMs) / m_slotMs;
    return std::min(static_cast<std::size_t>(slot), kMostSlots - 1);
}

void fold(Slots& used) {
    for (std::size_t i = 0; i < used.size(); i += 2) {
        used[i / 2] = used[i] + (i + 1 < used.size() ? used[i + 1] : 0.0F);
    }
    used.resize((used.size() + 1) / 2);
}

void addTo(Slots& used, std::size_t slot, double usage) {
    if (used.size() <= slot) {
        used.resize(slot + 1, 0.0F);
    }
    used[slot] += static_cast<float>(usage);
}

void spread(
    Slots& used, const HistoryGrid& grid, std::int64_t fromMs, std::int64_t toMs, double usage
) {
    const std::size_t first = grid.slotOf(fromMs);
    const std::size_t last = std::max(first, grid.slotOf(std::max(fromMs, toMs - 1)));
    const auto wholeMs = static_cast<double>(std::max<std::int64_t>(1, toMs - fromMs));
    std::int64_t atMs = fromMs;
    for (std::size_t slot = first; slot <= last; ++slot) {
        const std::int64_t endMs =
            grid.beginMs() + (static_cast<std::int64_t>(slot) + 1) * grid.slotMs();
        const std::int64_t untilMs = slot == last ? std::max(toMs, atMs + 1) : endMs;
        addTo(used, slot, usage * static_cast<double>(untilMs - atMs) / wholeMs);
        atMs = untilMs;
    }
}

} // namespace meterbench::usage
