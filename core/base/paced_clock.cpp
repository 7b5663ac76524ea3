#include "core/base/paced_clock.h"

#include <algorithm>
#include <cmath>

namespace meterbench::base {

std::int64_t PacedClock::nowMs(std::int64_t steadyNs) const {
    if (!m_isPaced) {
        return m_machine.nowMs();
    }
    const double passedMs = static_cast<double>(steadyNs - m_fromNs) / 1e6;
    return m_fromMs + static_cast<std::int64_t>(passedMs * m_pace);
}

std::int64_t PacedClock::nowMs() const {
    const MutexLock lock(m_mutex);
    return nowMs(m_machine.steadyNs());
}

std::int64_t PacedClock::steadyNs() const {
    return m_machine.steadyNs();
}

/// Rounded up: who waits so long does not find that it is a moment too early.
std::int64_t PacedClock::msUntil(std::int64_t atMs) const {
    const MutexLock lock(m_mutex);
    const double passing = static_cast<double>(atMs - nowMs(m_machine.steadyNs()));
    return static_cast<std::int64_t>(std::ceil(passing / m_pace));
}

void PacedClock::setPace(double pace) {
    const MutexLock lock(m_mutex);
    const std::int64_t steady = m_machine.steadyNs();
    m_fromMs = nowMs(steady);
    m_fromNs = steady;
    m_pace = std::max(1.0, pace);
    m_isPaced = true;
}

void PacedClock::leapTo(std::int64_t nowMs) {
    const MutexLock lock(m_mutex);
    m_fromNs = m_machine.steadyNs();
    m_fromMs = nowMs;
    m_isPaced = true;
}

void PacedClock::paceSince(std::int64_t sinceMs, double pace) {
    const MutexLock lock(m_mutex);
    m_pace = std::max(1.0, pace);
    const double passedMs = static_cast<double>(m_machine.nowMs() - sinceMs);
    m_fromNs = m_machine.steadyNs();
    m_fromMs = sinceMs + static_cast<std::int64_t>(passedMs * m_pace);
    m_isPaced = true;
}

void PacedClock::rejoin() {
    const MutexLock lock(m_mutex);
    m_isPaced = false;
    m_pace = 1;
}

double PacedClock::pace() const {
    const MutexLock lock(m_mutex);
    return m_pace;
}

} // namespace meterbench::base
