// Time as a collaborator. Everything that asks for the time gets a Clock through its constructor,
// so tests run on tests/support/fake_clock.h. Not a timer: waiting is done by Channel and the http
// poll. Any thread.
#pragma once

#include <cstdint>

namespace meterbench::base {

class Clock {
public:
    Clock() = default;
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    virtual ~Clock() = default;

    /// Milliseconds since 1970, UTC; may jump.
    [[nodiscard]] virtual std::int64_t nowMs() const = 0;
    /// Nanoseconds since an arbitrary start; never goes back.
    [[nodiscard]] virtual std::int64_t steadyNs() const = 0;

    /// Milliseconds of real time until nowMs() is `atMs`, as far as can be told; negative: it was.
    /// What waits for a time of day waits so long: a clock may run faster than the time.
    [[nodiscard]] virtual std::int64_t msUntil(std::int64_t atMs) const { return atMs - nowMs(); }
};

/// The machine's clocks.
class SystemClock final : public Clock {
public:
    [[nodiscard]] std::int64_t nowMs() const override;
    [[nodiscard]] std::int64_t steadyNs() const override;
};

} // namespace meterbench::base
