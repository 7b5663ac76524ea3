// Tokens: the bearer tokens that were given out and have not expired. They live in memory: after a
// restart clients fetch new ones, as they must be able to. One thread.
#pragma once

#include "core/base/clock.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace meterbench::billing {

class Tokens {
public:
    /// The clock must outlive this.
    Tokens(const base::Clock& clock, std::int64_t lifeSeconds)
        : m_clock(clock)
        , m_lifeSeconds(lifeSeconds) {}

    /// Nothing when there are no random bytes. Of more than a thousand the oldest goes.
    [[nodiscard]] std::optional<std::string> issue();
    [[nodiscard]] bool admits(std::string_view token);

    [[nodiscard]] std::int64_t lifeSeconds() const { return m_lifeSeconds; }

private:
    struct Issued {
        std::string token;
        std::int64_t expiresNs = 0;
    };

    void forgetExpired();

    const base::Clock& m_clock;
    std::int64_t m_lifeSeconds;
    std::deque<Issued> m_issued; ///< the oldest first
};

} // namespace meterbench::billing
