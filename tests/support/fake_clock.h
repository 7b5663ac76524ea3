// A clock that stands still until a test moves it. Any thread.
#pragma once

#include "core/base/clock.h"

#include <atomic>

namespace meterbench::tests {

class FakeClock final : public base::Clock {
public:
    explicit FakeClock(std::int64_t nowMs = 1'700'000'000'000) : m_nowMs(nowMs) {}

    [[nodiscard]] std::int64_t nowMs() const override { return m_nowMs; }
    [[nodiscard]] std::int64_t steadyNs() const override { return m_nowMs * 1'000'000; }
    void advanceMs(std::int64_t ms) { m_nowMs += ms; }

private:
    std::atomic<std::int64_t> m_nowMs;
};

} // namespace meterbench::tests
