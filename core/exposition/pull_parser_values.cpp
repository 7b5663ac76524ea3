// PullParser behind the series: value, timestamp, exemplar.
#include "core/base/number.h"
#include "core/exposition/byte_scan.h"
#include "core/exposition/number_text.h"
#include "core/exposition/pull_parser.h"

#include <cmath>
#include <cstring>
#include <limits>

namespace meterbench::exposition {

namespace {

/// Where a value or a time of each format ends: the text format also stops at a tab and at '{'.
template <Format kFormat>
const char* findWordEnd(const char* p, const char* end) {
    constexpr bool kText = kFormat == Format::Text;
    while (p != end && *p != ' ' && *p != '\n' && !(kText && (*p == '\t' || *p == '{'))) {
        ++p;
    }
    return p;
}

/// Seconds to milliseconds, cut off; out of range becomes the nearest that there is.
std::int64_t toMilliseconds(double seconds) {
    const double ms = seconds * 1000.0;
    constexpr double kLimit = 9223372036854775808.0;
    if (ms >= kLimit) {
        return std::numeric_limits<std::int64_t>::max();
    }
    return ms <= -kLimit ? std::numeric_limits<std::int64_t>::min() : static_cast<std::int64_t>(ms);
}

} // namespace

template <Format kFormat>
bool PullParser::readValue(const char* p) {
    const char* behind = scanPlainNumber(p, end(), m_sample.value);
    if (behind == nullptr ||
        (kFormat == Format::OpenMetrics && behind != end() && *behind == '\t')) {
        behind = findWordEnd<kFormat>(p, end());
        if (behind == p) {
            return note(p, "the value is missing", "one number follows the series");
        }
        const auto value = base::parseNumber(viewOf(p, behind));
        if (!value) {
            return note(p, "the value is not a number", "decimal numbers, NaN, +Inf and -Inf are");
        }
        m_sample.value = *value;
    }
    m_sample.valueText = viewOf(p, behind);
    m_sample.timestampMs.reset();
    m_sample.exemplarText = {};
    if (behind == end() || *behind != '\n') {
        behind = readLineEnd<kFormat>(behind);
        if (behind == nullptr) {
            return false;
        }
    }
    moveBehind(behind == end() ? behind : behind + 1);
    return true;
}

template <Format kFormat>
const char* PullParser::readLineEnd(const char* p) {
    return kFormat == Format::Text ? readTextTime(p) : readTimeAndExemplar(p);
}

const char* PullParser::readTextTime(const char* p) {
    p = skipBlanks(p, end());
    const char* behind = p;
    while (behind != end() && *behind >= '0' && *behind <= '9') {
        ++behind;
    }
    if (behind != p) {
        m_sample.timestampMs = base::parseInteger(viewOf(p, behind));
        if (!m_sample.timestampMs) {
            note(p, "the timestamp is too large", "it is in milliseconds since 1970");
            return nullptr;
        }
        behind = skipBlanks(behind, end());
    }
    if (behind != end() && *behind != '\n') {
        note(
            behind,
            "unexpected text behind the value",
            "a timestamp in whole milliseconds may follow, then the line ends"
        );
        return nullptr;
    }
    return behind;
}

const char* PullParser::readTimeAndExemplar(const char* p) {
    if (p != end() && *p == ' ' && !(end() - p > 3 && std::memcmp(p, " # {", 4) == 0)) {
        const char* const word = p + 1;
        p = findWordEnd<Format::OpenMetrics>(word, end());
        const auto seconds = base::parseNumber(viewOf(word, p));
        if (!seconds || !std::isfinite(*seconds)) {
            note(
                word,
                "the timestamp is not a finite number",
                "seconds since 1970, behind exactly one space"
            );
            return nullptr;
        }
        m_sample.timestampMs = toMilliseconds(*seconds);
    }
    if (end() - p > 3 && std::memcmp(p, " # {", 4) == 0) {
        ExemplarEntry unused;
        const char* const brace = p + 3;
        p = readExemplarTail(brace, unused);
        if (p == nullptr) {
            return nullptr;
        }
        m_sample.exemplarText = viewOf(brace, p);
    }
    if (p == end()) {
        note(p, "the body ends within a line", "the last line is # EOF");
        return nullptr;
    }
    if (*p != '\n') {
        note(
            p,
            "unexpected text at the end of the line",
            "a timestamp or ' # {labels} value' may follow the value"
        );
        return nullptr;
    }
    return p;
}

const char* PullParser::readExemplarTail(const char* p, ExemplarEntry& out) {
    SyntaxProblem problem;
    m_scratch.clear();
    m_exemplarLabels.clear();
    m_scratch.reserve(static_cast<std::size_t>(findLineEnd(p, end()) - p));
    p = readExemplarLabels(p + 1, end(), m_exemplarLabels, m_scratch, problem);
    if (p == nullptr) {
        note(problem.at, problem.message, problem.hint);
        return nullptr;
    }
    const char* const word = p == end() ? p : p + 1;
    const char* behind = findWordEnd<Format::OpenMetrics>(word, end());
    const auto value =
        p != end() && *p == ' ' ? base::parseNumber(viewOf(word, behind)) : std::nullopt;
    if (!value) {
        note(p, "the exemplar has no value", "one space and a number follow its labels");
        return nullptr;
    }
    out.value = *value;
    out.timestampMs.reset();
    if (behind != end() && *behind == ' ') {
        const char* const time = behind + 1;
        behind = findWordEnd<Format::OpenMetrics>(time, end());
        const auto seconds = base::parseNumber(viewOf(time, behind));
        if (!seconds || !std::isfinite(*seconds)) {
            note(
                time,
                "the exemplar's timestamp is not a finite number",
                "seconds since 1970, behind exactly one space"
            );
            return nullptr;
        }
        out.timestampMs = toMilliseconds(*seconds);
    }
    return behind;
}

bool PullParser::exemplar(ExemplarEntry& out) {
    if (m_sample.exemplarText.empty() ||
        readExemplarTail(m_sample.exemplarText.data(), out) == nullptr) {
        return false;
    }
    out.labels = model::Labels(m_exemplarLabels);
    return true;
}

template bool PullParser::readValue<Format::Text>(const char* p);
template bool PullParser::readValue<Format::OpenMetrics>(const char* p);

} // namespace meterbench::exposition
