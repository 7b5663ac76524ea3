// StateTouch: tells the pipe that what others own is worth looking at again, at most some times a
// second: the first word wakes it, what follows soon is found when it looks again by itself. It
// looks again however many turns it has meanwhile for other reasons, so no word waits for the next
// scrape. tell() from any thread; look() from the pipe's.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>

namespace meterbench::pipeline {

class StateTouch {
public:
    explicit StateTouch(std::int64_t everyMs)
        : m_everyMs(everyMs) {}

    /// True: the pipe does not look by itself and has to be woken.
    [[nodiscard]] bool tell() { return !m_isTold.exchange(true) && !m_looksAgain; }

    struct Look {
        bool isTouched = false;
        std::int64_t waitMs = -1; ///< look again after so long at the latest; -1: when woken
    };

    [[nodiscard]] Look look(std::int64_t nowMs) {
        bool isTouched = m_isTold.exchange(false);
        if (!isTouched && m_looksAgain && nowMs >= m_nextMs) {
            m_looksAgain = false;
            isTouched = m_isTold.exchange(false); // told between these two lines: nobody wakes
        }
        if (isTouched) {
            m_looksAgain = true;
            m_nextMs = nowMs + m_everyMs;
        }
        return {isTouched, m_looksAgain ? std::max<std::int64_t>(0, m_nextMs - nowMs) : -1};
    }

private:
    const std::int64_t m_everyMs;
    std::int64_t m_nextMs = 0; ///< the pipe's
    std::atomic<bool> m_isTold = false;
    std::atomic<bool> m_looksAgain = false;
};

} // namespace meterbench::pipeline
