// PacedClock: the machine's clocks, with a time of day that can run faster than the time, for
// demonstrations: at pace 60 an hour passes in a minute. A new pace holds from now on; only rejoin()
// goes back. Steady time, and with it every timeout, stays real. Any thread.
#pragma once

#include "core/base/clock.h"
#include "core/base/mutex.h"

namespace meterbench::base {

class PacedClock final : public Clock {
public:
    /// The pace at the start is 1: this is the machine's clock until told otherwise.
    PacedClock() = default;

    [[nodiscard]] std::int64_t nowMs() const override;
    [[nodiscard]] std::int64_t steadyNs() const override;
    [[nodiscard]] std::int64_t msUntil(std::int64_t atMs) const override;

    /// Milliseconds of the day that pass in one of time; from 1 on.
    void setPace(double pace);
    /// Goes on from there.
    void leapTo(std::int64_t nowMs);

    /// As if the pace had held since this time of the machine: who starts again with the same two
    /// goes on where it would be by now.
    void paceSince(std::int64_t sinceMs, double pace);

    /// From now on the machine's time of day again.
    void rejoin();

    [[nodiscard]] double pace() const;

private:
    [[nodiscard]] std::int64_t nowMs(std::int64_t steadyNs) const MB_REQUIRES(m_mutex);

    SystemClock m_machine;
    mutable Mutex m_mutex;
    bool m_isPaced MB_GUARDED_BY(m_mutex) = false; ///< else it is the machine's
    double m_pace MB_GUARDED_BY(m_mutex) = 1;
    std::int64_t m_fromNs MB_GUARDED_BY(m_mutex) = 0; ///< steady
    std::int64_t m_fromMs MB_GUARDED_BY(m_mutex) = 0; ///< of the day, at that time
};

} // namespace meterbench::base
