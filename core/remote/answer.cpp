#include "core/remote/answer.h"

#include "core/base/number.h"
#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace meterbench::remote {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLongestRetryAfter{300'000};
constexpr milliseconds kProbeEvery{1'000};
constexpr std::size_t kMostWords = 300;

/// "Sun, 06 Nov 1994 08:49:37 GMT", the one form that may be generated.
std::optional<std::int64_t> parseHttpDate(const std::string& text) {
    static constexpr std::array<std::string_view, 12> months = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::array<char, 4> month{};
    int day = 0;
    int year = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
    const int read = std::sscanf(
        text.c_str(),
        "%*3s, %2d %3s %4d %2d:%2d:%2d GMT",
        &day,
        month.data(),
        &year,
        &hour,
        &minute,
        &second
    );
    const auto found = std::ranges::find(months, std::string_view(month.data()));
    if (read != 6 || found == months.end()) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date{
        std::chrono::year(year),
        std::chrono::month(static_cast<unsigned>(found - months.begin()) + 1),
        std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok()) {
        return std::nullopt;
    }
    const auto time = std::chrono::sys_days(date) + std::chrono::hours(hour) +
                      std::chrono::minutes(minute) + std::chrono::seconds(second);
    return std::chrono::duration_cast<milliseconds>(time.time_since_epoch()).count();
}

std::string answerWords(const http::Response& response) {
    const std::string words = shortened(response.body);
    return "status " + std::to_string(response.status) + (words.empty() ? "" : ": " + words);
}

/// A receiver that answered has answered, however long or broken its explanation is.
bool hasAnswered(const http::Response& response) {
    return !response.error ||
           (response.status != 0 && (response.error->code == base::Code::Limit ||
                                     response.error->code == base::Code::Corrupt));
}

} // namespace

Judgement judge(const http::Response& response, bool retryOn429, std::int64_t nowMs) {
    Judgement judgement;
    if (!hasAnswered(response)) {
        judgement.words = response.error->context;
        return judgement;
    }
    if (response.status / 100 == 2) {
        judgement.verdict = Verdict::Accepted;
        return judgement;
    }
    judgement.words = answerWords(response);
    if (response.status / 100 == 5 || (response.status == 429 && retryOn429)) {
        judgement.retryAfter = parseRetryAfter(response.header("Retry-After"), nowMs);
    } else {
        judgement.verdict = Verdict::Refused;
    }
    return judgement;
}

std::optional<milliseconds> parseRetryAfter(std::string_view text, std::int64_t nowMs) {
    const auto clamp = [](std::int64_t ms) {
        return milliseconds(std::clamp<std::int64_t>(ms, 0, kLongestRetryAfter.count()));
    };
    if (const auto seconds = base::parseInteger(text)) {
        if (*seconds < 0) {
            return std::nullopt;
        }
        return clamp(std::min<std::int64_t>(*seconds, kLongestRetryAfter.count()) * 1'000);
    }
    if (const auto date = parseHttpDate(std::string(text))) {
        return clamp(*date - nowMs);
    }
    return std::nullopt;
}

std::string shortened(std::string_view words) {
    std::string line;
    for (const char letter : words.substr(0, 4 * kMostWords)) {
        const bool isBlank = static_cast<unsigned char>(letter) <= 0x20 || letter == 0x7f;
        if (!isBlank) {
            line.push_back(letter);
        } else if (!line.empty() && line.back() != ' ') {
            line.push_back(' ');
        }
    }
    const bool isCut = line.size() > kMostWords || words.size() > 4 * kMostWords;
    line.resize(std::min(line.size(), kMostWords));
    // A cut must not leave half a letter; what is no text at all is made readable.
    for (int i = 0; i < 3 && isCut && !base::isValidUtf8(line); ++i) {
        line.pop_back();
    }
    if (!base::isValidUtf8(line)) {
        std::ranges::replace_if(
            line, [](char letter) { return static_cast<unsigned char>(letter) >= 0x80; }, '?'
        );
    }
    while (!line.empty() && line.back() == ' ') {
        line.pop_back();
    }
    return isCut ? line + "…" : line;
}

std::string urlWithoutSecrets(std::string_view url) {
    const std::size_t scheme = url.find("://");
    const std::size_t host = scheme == std::string_view::npos ? 0 : scheme + 3;
    const std::size_t path = std::min(url.find_first_of("/?#", host), url.size());
    const std::size_t at = url.substr(0, path).rfind('@');
    if (at == std::string_view::npos || at < host) {
        return std::string(url);
    }
    return std::string(url.substr(0, host)) + std::string(url.substr(at + 1));
}

Backoff::Backoff(milliseconds least, milliseconds most)
    : m_least(std::max(least, milliseconds(1)))
    , m_most(std::min(std::max(most, m_least), std::max(kProbeEvery, m_least))) {}

milliseconds Backoff::next() {
    const std::uint32_t doublings = std::min<std::uint32_t>(m_failures++, 20);
    const milliseconds bound = std::min(m_most, m_least * (std::int64_t{1} << doublings));
    return milliseconds(std::uniform_int_distribution<std::int64_t>(1, bound.count())(m_random));
}

} // namespace meterbench::remote
