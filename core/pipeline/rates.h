// RateWindow: from counters to rates over the last ten seconds, a reading a second. Pipe thread
// only.
#pragma once

#include <cstdint>
#include <deque>
#include <utility>

namespace meterbench::pipeline {

class RateWindow {
public:
    /// Enters a reading (at most one a second is kept) and answers the rate per second.
    double update(std::int64_t nowMs, std::uint64_t counter) {
        if (m_readings.empty() || nowMs - m_readings.back().first >= kStepMs) {
            m_readings.emplace_back(nowMs, counter);
        }
        while (m_readings.size() > 1 && nowMs - m_readings[1].first >= kSpanMs) {
            m_readings.pop_front();
        }
        const auto& [sinceMs, since] = m_readings.front();
        return nowMs <= sinceMs ? 0
                                : static_cast<double>(counter - since) * 1000 /
                                      static_cast<double>(nowMs - sinceMs);
    }

private:
    static constexpr std::int64_t kStepMs = 1'000;
    static constexpr std::int64_t kSpanMs = 10'000;

    std::deque<std::pair<std::int64_t, std::uint64_t>> m_readings;
};

} // namespace meterbench::pipeline
