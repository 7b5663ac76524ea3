// What the answer to usage records means. Unlike remote write, where a refused request costs some
// samples, a refused record is money: only an answer that speaks of the record itself refuses it;
// one that speaks of the sender or its address (401, 404 …) is tried again. README.md has the
// table. Source: RFC 9110; facts 4.3 and 5.
#pragma once

#include "core/remote/answer.h"

#include <chrono>
#include <cstdint>

namespace meterbench::delivery {

/// 409 or 422 that say that the record is there already are Accepted; whether it is there with
/// something else is the receiver's business to say (400, 409 without those words).
[[nodiscard]] remote::Judgement judgeUsage(const http::Response& response, std::int64_t nowMs);

/// The receiver says that it has this record already: as Lago does (422 with value_already_exist), or by
/// the header Idempotent-Replayed.
[[nodiscard]] bool isRepeat(const http::Response& response);

/// An answer of somebody who knows nothing of this path: 404 or 405.
[[nodiscard]] bool isWrongAddress(const http::Response& response);
/// How long to wait after the n-th such answer in a row, from 0: a second, then twice as long up to a
/// minute. Nobody mends an address within a second, and somebody else's server is asked there.
[[nodiscard]] std::chrono::milliseconds wrongAddressPause(std::uint32_t before);

} // namespace meterbench::delivery
