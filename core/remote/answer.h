// What the answer to a request means: on, again, or never. And how long to wait before the next
// attempt. Source: remote write 1.0 "Retries & Backoff"; prometheus storage/remote/client.go; RFC
// 9110 section 10.2.3 (Retry-After).
#pragma once

#include "core/http/client.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>

namespace meterbench::remote {

enum class Verdict : std::uint8_t {
    Accepted,
    Again,   ///< no answer, 5xx, 429 where that is wanted
    Refused, ///< every other answer: the same bytes will never be taken
};

struct Judgement {
    Verdict verdict = Verdict::Again;
    std::string words; ///< status and the receiver's words, or what failed; empty when accepted
    std::optional<std::chrono::milliseconds> retryAfter;
};

[[nodiscard]] Judgement judge(const http::Response& response, bool retryOn429, std::int64_t nowMs);
/// Seconds or an HTTP date; never more than five minutes.
[[nodiscard]] std::optional<std::chrono::milliseconds>
parseRetryAfter(std::string_view text, std::int64_t nowMs);
/// One line of printable text, at most 300 bytes.
[[nodiscard]] std::string shortened(std::string_view words);
/// Without user and password.
[[nodiscard]] std::string urlWithoutSecrets(std::string_view url);

/// Exponential, with full jitter; while a receiver is down it is asked about once a second, so that
/// it gets its samples soon after it is back.
class Backoff {
public:
    Backoff(std::chrono::milliseconds least, std::chrono::milliseconds most);
    [[nodiscard]] std::chrono::milliseconds next();

    void reset() { m_failures = 0; }

private:
    std::chrono::milliseconds m_least;
    std::chrono::milliseconds m_most;
    std::uint32_t m_failures = 0;
    std::minstd_rand m_random{std::random_device{}()};
};

} // namespace meterbench::remote
