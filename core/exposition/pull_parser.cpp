#include "core/exposition/pull_parser.h"

#include "core/base/number.h"
#include "core/exposition/byte_scan.h"
#include "core/exposition/number_text.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace meterbench::exposition {

namespace {

bool isBlank(char c) {
    return c == ' ' || c == '\t';
}

const char* skipBlanks(const char* p, const char* end) {
    while (p != end && isBlank(*p)) {
        ++p;
    }
    return p;
}

const char* findLineEnd(const char* p, const char* end) {
    const void* found =
        p == end ? nullptr : std::memchr(p, '\n', static_cast<std::size_t>(end - p));
    return found == nullptr ? end : static_cast<const char*>(found);
}

std::string_view between(const char* first, const char* behind) {
    return std::string_view(first, static_cast<std::size_t>(behind - first));
}

/// Where a value or a time of each format ends: the text format also stops at a tab and at '{'.
template <Format kFormat>
const char* findWordEnd(const char* p, const char* end) {
    constexpr bool kText = kFormat == Format::Text;
    while (p != end && *p != ' ' && *p != '\n' && !(kText && (*p == '\t' || *p == '{'))) {
        ++p;
    }
    return p;
}

/// Label sets are short and often sorted already.
void sortByName(std::vector<model::LabelView>& labels) {
    for (std::size_t i = 1; i < labels.size(); ++i) {
        const model::LabelView moved = labels[i];
        std::size_t at = i;
        for (; at > 0 && moved.name < labels[at - 1].name; --at) {
            labels[at] = labels[at - 1];
        }
        labels[at] = moved;
    }
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

PullParser::PullParser(std::string_view body, Format format)
    : m_body(body)
    , m_format(format) {}

EntryKind PullParser::next() {
    if (m_last) {
        return *m_last;
    }
    return m_format == Format::Text ? nextEntry<Format::Text>() : nextEntry<Format::OpenMetrics>();
}

bool PullParser::nextBehind(std::string_view between, model::MetricType type) {
    if (m_last || between.size() > m_body.size() - m_offset ||
        std::memcmp(begin() + m_offset, between.data(), between.size()) != 0) {
        return false;
    }
    const std::size_t start = m_offset;
    const char* const value = begin() + m_offset + between.size();
    m_sample.series = {};
    if (!(m_format == Format::Text ? readValue<Format::Text>(value)
                                   : readValue<Format::OpenMetrics>(value))) {
        m_offset = start;
        return false;
    }
    m_entryOffset = static_cast<std::size_t>(value - begin());
    m_type = type;
    return true;
}

template <Format kFormat>
EntryKind PullParser::nextEntry() {
    const char* p = begin() + m_offset;
    for (;;) {
        if (kFormat == Format::Text) {
            p = skipBlanks(p, end());
        }
        m_entryOffset = static_cast<std::size_t>(p - begin());
        if (p == end()) {
            break;
        }
        if (*p == '{' || isNameStartByte(*p)) {
            return readSample<kFormat>(p);
        }
        if (*p == '#') {
            const EntryKind kind =
                kFormat == Format::Text ? readTextComment(p) : readOpenMetricsComment(p);
            if (kind != EntryKind::Sample) {
                return kind;
            }
            p = begin() + m_offset;
            continue;
        }
        if (kFormat != Format::Text) {
            return fail(
                p,
                "a line starts with neither a metric name, '{' nor '# '",
                "blank lines and leading blanks are not allowed here"
            );
        }
        if (*p == '\0') {
            break; // Prometheus's lexer takes a NUL at the start of a line for the end of the body
        }
        if (*p != '\n') {
            return fail(
                p,
                "a line starts with neither a metric name, '{' nor '#'",
                "metric names begin with a letter, '_' or ':'"
            );
        }
        ++p;
    }
    if (kFormat == Format::Text) {
        return finish(EntryKind::End);
    }
    return fail(
        p,
        "the body does not end with # EOF",
        "it was cut off, or the exporter forgot the last line"
    );
}

template <Format kFormat>
EntryKind PullParser::readSample(const char* p) {
    const char* const lineStart = p;
    if (*p != '{') {
        p = findNameEnd(p, end());
    }
    const char* brace = kFormat == Format::Text ? skipBlanks(p, end()) : p;
    if (brace != end() && *brace == '{') {
        p = findBraceEnd(brace + 1, end());
        if (p == nullptr) {
            note(brace, "the labels are not closed", "'}' is missing, or a quote of a label value");
            return failSample(between(lineStart, findLineEnd(lineStart, end())));
        }
    }
    m_sample.series = between(lineStart, p);
    if (kFormat == Format::OpenMetrics) {
        if (p == end() || *p != ' ') {
            note(p, "the value is missing", "one space and the value follow the series");
            return failSample(m_sample.series);
        }
        ++p;
    } else {
        p = skipBlanks(p, end());
    }
    return readValue<kFormat>(p) ? EntryKind::Sample : failSample(m_sample.series);
}

template <Format kFormat>
bool PullParser::readValue(const char* p) {
    const char* behind = scanPlainNumber(p, end(), m_sample.value);
    if (behind == nullptr ||
        (kFormat == Format::OpenMetrics && behind != end() && *behind == '\t')) {
        behind = findWordEnd<kFormat>(p, end());
        if (behind == p) {
            return note(p, "the value is missing", "one number follows the series");
        }
        const auto value = base::parseNumber(between(p, behind));
        if (!value) {
            return note(p, "the value is not a number", "decimal numbers, NaN, +Inf and -Inf are");
        }
        m_sample.value = *value;
    }
    m_sample.valueText = between(p, behind);
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
        m_sample.timestampMs = base::parseInteger(between(p, behind));
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
        const auto seconds = base::parseNumber(between(word, p));
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
        m_sample.exemplarText = between(brace, p);
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
        p != end() && *p == ' ' ? base::parseNumber(between(word, behind)) : std::nullopt;
    if (!value) {
        note(p, "the exemplar has no value", "one space and a number follow its labels");
        return nullptr;
    }
    out.value = *value;
    out.timestampMs.reset();
    if (behind != end() && *behind == ' ') {
        const char* const time = behind + 1;
        behind = findWordEnd<Format::OpenMetrics>(time, end());
        const auto seconds = base::parseNumber(between(time, behind));
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

bool PullParser::labels(std::vector<model::LabelView>& out) {
    out.clear();
    m_scratch.clear();
    // One raw byte gives at most five: the shortest label that grows is le="1", to "1.0" and at
    // most 24 bytes.
    m_scratch.reserve(m_sample.series.size() * 5 + 32);
    SyntaxProblem problem;
    if (!readSeries(m_sample.series, m_format, out, m_scratch, problem)) {
        return note(problem.at, problem.message, problem.hint);
    }
    normaliseFloats(out);
    sortByName(out);
    return true;
}

void PullParser::normaliseFloats(std::vector<model::LabelView>& out) {
    const bool histogram = m_type == model::MetricType::Histogram;
    if (!histogram && m_type != model::MetricType::Summary) {
        return;
    }
    const std::string_view wanted = histogram ? "le" : "quantile";
    for (model::LabelView& label : out) {
        const auto number = label.name == wanted ? base::parseNumber(label.value) : std::nullopt;
        if (number) {
            const std::size_t start = m_scratch.size();
            m_scratch += formatOpenMetricsFloat(*number);
            label.value = std::string_view(m_scratch).substr(start);
        }
    }
}

bool PullParser::exemplar(ExemplarEntry& out) {
    if (m_sample.exemplarText.empty() ||
        readExemplarTail(m_sample.exemplarText.data(), out) == nullptr) {
        return false;
    }
    out.labels = model::Labels(m_exemplarLabels);
    return true;
}

std::uint32_t PullParser::line() const {
    const auto counted = m_body.begin() + static_cast<std::ptrdiff_t>(m_countedOffset);
    const auto entry = m_body.begin() + static_cast<std::ptrdiff_t>(m_entryOffset);
    m_countedBreaks += static_cast<std::uint32_t>(std::count(counted, entry, '\n'));
    m_countedOffset = m_entryOffset;
    return m_countedBreaks + 1;
}

bool PullParser::note(const char* at, const char* message, const char* hint) {
    const std::string_view before = m_body.substr(0, static_cast<std::size_t>(at - begin()));
    const std::size_t lineBreak = before.rfind('\n');
    const std::size_t lineStart = lineBreak == std::string_view::npos ? 0 : lineBreak + 1;
    m_problem.line = 1 + static_cast<std::uint32_t>(std::count(before.begin(), before.end(), '\n'));
    m_problem.column = 1 + static_cast<std::uint32_t>(before.size() - lineStart);
    m_problem.message = message;
    m_problem.hint = hint;
    return false;
}

EntryKind PullParser::fail(const char* at, const char* message, const char* hint) {
    note(at, message, hint);
    return finish(EntryKind::Error);
}

/// What failed was already noted; a syntax error in the series, which next() only skims, is the
/// better explanation.
EntryKind PullParser::failSample(std::string_view series) {
    const ParseProblem noted = m_problem;
    m_sample.series = series;
    std::vector<model::LabelView> unused;
    if (labels(unused)) {
        m_problem = noted;
    }
    return finish(EntryKind::Error);
}

EntryKind PullParser::finish(EntryKind kind) {
    m_last = kind;
    return kind;
}

} // namespace meterbench::exposition
