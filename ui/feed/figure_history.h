// FigureHistory: the last two minutes of the few figures that the window always shows, one value a
// second at most, for sparklines. Filled by the feed from every snapshot, also while the view is
// paused. Gui thread.
#pragma once

#include "core/pipeline/snapshot.h"

#include <cstdint>
#include <vector>

namespace meterbench::ui {

class FigureHistory {
public:
    static constexpr std::size_t kValues = 120;

    /// Does nothing when less than a second has passed since the last value.
    void add(const pipeline::Snapshot& snapshot);

    [[nodiscard]] const std::vector<double>& samplesIn() const { return m_samplesIn; }

    [[nodiscard]] const std::vector<double>& samplesOut() const { return m_samplesOut; }

    [[nodiscard]] const std::vector<double>& oldestUnsentSeconds() const { return m_oldestUnsent; }

    [[nodiscard]] const std::vector<double>& series() const { return m_series; }

private:
    std::int64_t m_lastMs = 0;
    std::vector<double> m_samplesIn;
    std::vector<double> m_samplesOut;
    std::vector<double> m_oldestUnsent;
    std::vector<double> m_series;
};

/// Age of the oldest sample that some endpoint has not yet delivered; 0: nothing waits.
[[nodiscard]] std::int64_t oldestUnsentAgeMs(const pipeline::Snapshot& snapshot);

} // namespace meterbench::ui
