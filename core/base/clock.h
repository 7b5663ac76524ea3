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
};

/// The machine's clocks.
class SystemClock final : public Clock {
public:
    [[nodiscard]] std::int64_t nowMs() const override;
    [[nodiscard]] std::int64_t steadyNs() const override;
};

} // namespace meterbench::base
