// What the answer to usage records means. Unlike remote write, where a refused request costs some
// samples, a refused record is money: only an answer that speaks of the record itself refuses it;
// one that speaks of the sender or its address (401, 404 …) is tried again. README.md has the
// table. Source: RFC 9110; facts 4.3 and 5.
#pragma once

#include "core/remote/answer.h"

#include <cstdint>

namespace meterbench::delivery {

/// 409 or 422 that say that the record is there already are Accepted; whether it is there with
/// something else is the receiver's business to say (400, 409 without those words).
[[nodiscard]] remote::Judgement judgeUsage(const http::Response& response, std::int64_t nowMs);

} // namespace meterbench::delivery
