#include "core/exposition/pull_parser.h"

#include "core/base/number.h"
#include "core/exposition/byte_scan.h"
#include "core/exposition/number_text.h"

#include <algorithm>
#include <cstring>

namespace meterbench::exposition {

namespace {

/// Label sets are short and often sorted already. Those of a hostile body are not short, and sorting
/// them here would cost their square.
void sortByName(std::vector<model::LabelView>& labels) {
    constexpr std::size_t kShort = 32;
    if (labels.size() > kShort) {
        std::ranges::stable_sort(labels, {}, &model::LabelView::name);
        return;
    }
    for (std::size_t i = 1; i < labels.size(); ++i) {
        const model::LabelView moved = labels[i];
        std::size_t at = i;
        for (; at > 0 && moved.name < labels[at - 1].name; --at) {
            labels[at] = labels[at - 1];
        }
        labels[at] = moved;
    }
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
            return failSample(viewOf(lineStart, findLineEnd(lineStart, end())));
        }
    }
    m_sample.series = viewOf(lineStart, p);
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
