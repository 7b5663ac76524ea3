#include "core/delivery/usage_answer.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace meterbench::delivery {

namespace {

/// Those that say something about a record, or about the body that carries it.
constexpr std::array kOfTheRecord{400, 402, 406, 409, 410, 411, 412, 413, 414, 415, 416, 422, 431};

/// A refusal that is none.
bool hasItAlready(const http::Response& response) {
    return (response.status == 409 || response.status == 422) &&
           response.body.find("value_already_exist") != std::string::npos;
}

} // namespace

bool isRepeat(const http::Response& response) {
    return !response.error &&
           (hasItAlready(response) ||
            (response.status / 100 == 2 && response.header("Idempotent-Replayed") == "true"));
}

remote::Judgement judgeUsage(const http::Response& response, std::int64_t nowMs) {
    remote::Judgement judgement = remote::judge(response, true, nowMs);
    if (judgement.verdict != remote::Verdict::Refused) {
        return judgement;
    }
    if (hasItAlready(response)) {
        return {remote::Verdict::Accepted, {}, {}};
    }
    if (std::ranges::find(kOfTheRecord, response.status) == kOfTheRecord.end()) {
        judgement.verdict = remote::Verdict::Again;
        judgement.retryAfter = remote::parseRetryAfter(response.header("Retry-After"), nowMs);
    }
    return judgement;
}

bool isWrongAddress(const http::Response& response) {
    return !response.error && (response.status == 404 || response.status == 405);
}

std::chrono::milliseconds wrongAddressPause(std::uint32_t before) {
    constexpr std::chrono::seconds kMost{60};
    return std::min(std::chrono::seconds(1) * (1 << std::min(before, 6U)), kMost);
}

} // namespace meterbench::delivery
