// HeldClock: another clock's time of day, but never later than told. For pages about usage while the
// demo's period ends: the month that is settled is looked at, not the first minutes of the next
// one. Steady time is the other clock's. Any thread.
#pragma once

#include "core/base/clock.h"

#include <algorithm>
#include <atomic>

namespace meterbench::app {

class HeldClock final : public base::Clock {
public:
    /// The other one must outlive this.
    explicit HeldClock(const base::Clock& clock)
        : m_clock(clock) {}

    [[nodiscard]] std::int64_t nowMs() const override {
        return std::min(m_clock.nowMs(), m_latestMs.load());
    }

    [[nodiscard]] std::int64_t steadyNs() const override { return m_clock.steadyNs(); }

    [[nodiscard]] std::int64_t msUntil(std::int64_t atMs) const override {
        return m_clock.msUntil(atMs);
    }

    void holdAt(std::int64_t latestMs) { m_latestMs = latestMs; }

    void release() { m_latestMs = INT64_MAX; }

private:
    const base::Clock& m_clock;
    std::atomic<std::int64_t> m_latestMs = INT64_MAX;
};

} // namespace meterbench::app
