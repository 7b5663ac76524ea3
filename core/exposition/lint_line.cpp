#include "core/exposition/lint_line.h"

#include "core/base/number.h"
#include "core/base/text.h"
#include "core/exposition/byte_scan.h"

#include <cmath>

namespace meterbench::exposition {

namespace {

constexpr const char* kNameHint = "metric names match [a-zA-Z_:][a-zA-Z0-9_:]*";
constexpr const char* kLabelHint = "a label is name=\"value\"; names match [a-zA-Z_][a-zA-Z0-9_]*";

} // namespace

std::string quoted(std::string_view text) {
    constexpr std::size_t kMost = 60;
    return text.size() <= kMost ? "'" + std::string(text) + "'"
                                : "'" + std::string(text.substr(0, kMost)) + "…'";
}

LintLineView::LintLineView(
    std::string_view line, std::uint32_t number, Format format, LintReport& report
)
    : m_line(line)
    , m_number(number)
    , m_format(format)
    , m_report(report) {}

Place LintLineView::place(std::size_t offset) const {
    return {m_number, static_cast<std::uint32_t>(base::columnOf(m_line, offset))};
}

bool LintLineView::fail(const char* rule, std::string message, std::string hint) {
    m_report.format(place(), rule, std::move(message), std::move(hint));
    return false;
}

void LintLineView::skipBlanks() {
    while (m_format == Format::Text && (has(' ') || has('\t'))) {
        ++m_at;
    }
}

/// Between two words: exactly one space in OpenMetrics, any blanks in the text format.
bool LintLineView::separate(const char* expected) {
    if (m_format == Format::Text) {
        skipBlanks();
        return true;
    }
    if (atEnd()) {
        return fail(
            "incomplete-line",
            std::string(expected) + " is missing",
            "one space, then " + std::string(expected)
        );
    }
    if (!has(' ')) {
        return fail(
            "separator",
            "one space is missing before " + std::string(expected),
            "words are separated by exactly one space"
        );
    }
    ++m_at;
    if (has(' ') || has('\t')) {
        return fail(
            "separator",
            "more than one blank before " + std::string(expected),
            "words are separated by exactly one space"
        );
    }
    return true;
}

std::string_view LintLineView::takeWord() {
    const std::size_t start = m_at;
    while (!atEnd() && !has(' ') && !(m_format == Format::Text && has('\t'))) {
        ++m_at;
    }
    return m_line.substr(start, m_at - start);
}

bool LintLineView::takePlainName(std::string& name) {
    if (atEnd() || !isNameStartByte(m_line[m_at])) {
        return fail("metric-name", "a metric name is missing here", kNameHint);
    }
    const std::size_t start = m_at;
    while (!atEnd() && isNameByte(m_line[m_at])) {
        ++m_at;
    }
    name = std::string(m_line.substr(start, m_at - start));
    return true;
}

bool LintLineView::takeEscape(std::string& text) {
    const char next = m_at + 1 < m_line.size() ? m_line[m_at + 1] : '\0';
    const bool defined = next == 'n' || next == '"' || next == '\\';
    if (!defined && m_format == Format::Text) {
        return fail(
            "escape",
            "an escape that the format does not have",
            "in label values: \\\\, \\\" and \\n"
        );
    }
    if (!defined) {
        m_report.style(
            place(), "undefined-escape", "an escape without a meaning", "write a backslash as \\\\"
        );
        text += '\\';
        ++m_at;
        return true;
    }
    text += next == 'n' ? '\n' : next;
    m_at += 2;
    return true;
}

bool LintLineView::takeQuoted(std::string& text) {
    const std::size_t quote = m_at++;
    while (!atEnd() && !has('"')) {
        if (has('\\')) {
            if (!takeEscape(text)) {
                return false;
            }
            continue;
        }
        text += m_line[m_at++];
    }
    if (atEnd()) {
        m_report.format(
            place(quote),
            "unclosed-quote",
            "a quoted text is not closed on its line",
            "end it with \"; a quote inside is written \\\", a line break \\n"
        );
        return false;
    }
    ++m_at;
    return true;
}

void LintLineView::noteQuotedName(Place at) {
    if (m_format == Format::OpenMetrics) {
        m_report.style(
            at,
            "quoted-name",
            "a quoted name, which OpenMetrics 1.0 as published does not have",
            "Prometheus 3 reads it; other readers refuse the body"
        );
    }
}

bool LintLineView::takeLabelName(LintLabel& label, bool& quotedName) {
    label.at = place();
    quotedName = has('"');
    if (quotedName) {
        if (!takeQuoted(label.name)) {
            return false;
        }
        if (label.name.empty()) {
            return fail("label-name", "an empty name", kLabelHint);
        }
        noteQuotedName(label.at);
        return true;
    }
    const std::size_t start = m_at;
    while (!atEnd() && isNameByte(m_line[m_at]) && m_line[m_at] != ':' &&
           (m_at != start || isNameStartByte(m_line[m_at]))) {
        ++m_at;
    }
    label.name = std::string(m_line.substr(start, m_at - start));
    return !label.name.empty() ||
           fail(
               "label-name",
               has(',') ? "two commas in a row" : "a label name is missing here",
               kLabelHint
           );
}

/// `sample` is there when a quoted metric name is allowed.
bool LintLineView::takeLabel(LintSample* sample, std::vector<LintLabel>& labels) {
    LintLabel label;
    bool quotedName = false;
    if (!takeLabelName(label, quotedName)) {
        return false;
    }
    skipBlanks();
    if (quotedName && sample != nullptr && sample->name.empty() && (has(',') || has('}'))) {
        sample->name = label.name;
        sample->at = label.at;
        return true;
    }
    if (!has('=')) {
        return fail("label-syntax", "'=' is missing after label " + quoted(label.name), kLabelHint);
    }
    ++m_at;
    skipBlanks();
    if (!has('"')) {
        return fail(
            "label-syntax",
            "the value of label " + quoted(label.name) + " is not in double quotes",
            kLabelHint
        );
    }
    if (!takeQuoted(label.value)) {
        return false;
    }
    for (const LintLabel& former : labels) {
        if (former.name == label.name) {
            m_report.format(
                label.at,
                "repeated-label",
                "label " + quoted(label.name) + " stands twice",
                "each label name may stand once"
            );
            return false;
        }
    }
    labels.push_back(std::move(label));
    return true;
}

bool LintLineView::takeBraces(LintSample* sample, std::vector<LintLabel>& labels) {
    ++m_at;
    skipBlanks();
    while (!has('}')) {
        if (!takeLabel(sample, labels)) {
            return false;
        }
        skipBlanks();
        if (has('}')) {
            break;
        }
        if (!has(',')) {
            return fail(
                "label-syntax",
                "',' or '}' is missing after a label",
                "labels are separated by one comma"
            );
        }
        ++m_at;
        skipBlanks();
        if (has('}') && m_format == Format::OpenMetrics) {
            return fail(
                "label-syntax",
                "a comma behind the last label",
                "OpenMetrics allows commas only between labels"
            );
        }
    }
    ++m_at;
    return true;
}

bool LintLineView::takeNumber(double& value, const char* rule, const char* what) {
    const std::size_t start = m_at;
    const std::string_view word = takeWord();
    if (word.empty()) {
        return fail(rule, std::string(what) + " is missing", "a decimal number, NaN, +Inf or -Inf");
    }
    const auto number = base::parseNumber(word);
    if (!number) {
        m_at = start;
        return fail(
            rule,
            std::string(what) + " is not a number: " + quoted(word),
            "a decimal number, NaN, +Inf or -Inf"
        );
    }
    value = *number;
    return true;
}

bool LintLineView::takeTimestamp(std::optional<double>& timestamp) {
    const std::size_t start = m_at;
    const std::string_view word = takeWord();
    if (m_format == Format::OpenMetrics) {
        timestamp = base::parseNumber(word);
        if (!timestamp || !std::isfinite(*timestamp)) {
            m_at = start;
            return fail(
                "timestamp",
                "the timestamp is not a finite number: " + quoted(word),
                "seconds since 1970, such as 1604676851.123"
            );
        }
        return true;
    }
    const auto whole = base::parseInteger(word.starts_with('+') ? word.substr(1) : word);
    if (!whole) {
        m_at = start;
        return fail(
            "timestamp",
            "the timestamp is not a whole number: " + quoted(word),
            "milliseconds since 1970, such as 1604676851123"
        );
    }
    if (word.starts_with('-') || word.starts_with('+')) {
        m_report.style(
            place(start),
            "timestamp-sign",
            "a timestamp with a sign",
            "the format allows it, Prometheus refuses the body"
        );
    }
    timestamp = static_cast<double>(*whole);
    return true;
}

bool LintLineView::takeExemplar(LintSample& sample) {
    LintExemplar exemplar;
    exemplar.at = place();
    ++m_at;
    if (!separate("the exemplar's labels")) {
        return false;
    }
    if (!has('{')) {
        return fail(
            "exemplar",
            "the exemplar's labels are missing",
            "an exemplar is ' # {labels} value' with an optional timestamp"
        );
    }
    if (!takeBraces(nullptr, exemplar.labels) || !separate("the exemplar's value") ||
        !takeNumber(exemplar.value, "exemplar", "the exemplar's value")) {
        return false;
    }
    std::optional<double> timestamp;
    if (!atEnd() && (!separate("the exemplar's timestamp") || !takeTimestamp(timestamp))) {
        return false;
    }
    if (!atEnd()) {
        return fail(
            "trailing-text",
            "unexpected text at the end of the line",
            "nothing follows an exemplar's timestamp"
        );
    }
    sample.exemplar = std::move(exemplar);
    return true;
}

/// Behind the value.
bool LintLineView::takeTail(LintSample& sample) {
    skipBlanks();
    if (atEnd()) {
        return true;
    }
    if (m_format == Format::OpenMetrics && !separate("a timestamp or an exemplar")) {
        return false;
    }
    sample.timestampAt = place();
    if (!(m_format == Format::OpenMetrics && has('#'))) {
        if (!takeTimestamp(sample.timestamp)) {
            return false;
        }
        skipBlanks();
        if (atEnd()) {
            return true;
        }
        if (m_format == Format::Text) {
            const bool exemplar = has('#');
            return fail(
                "trailing-text",
                exemplar ? "an exemplar or a comment behind a sample"
                         : "unexpected text at the end of the line",
                exemplar ? "exemplars are part of OpenMetrics only"
                         : "nothing follows the timestamp"
            );
        }
        if (!separate("an exemplar")) {
            return false;
        }
    }
    return has('#') ? takeExemplar(sample)
                    : fail(
                          "trailing-text",
                          "unexpected text at the end of the line",
                          "only ' # {labels} value' may follow here"
                      );
}

std::optional<LintSample> LintLineView::readSample(std::string& name) {
    LintSample sample;
    skipBlanks();
    sample.at = place();
    if (!has('{')) {
        if (!takePlainName(sample.name)) {
            return std::nullopt;
        }
        name = sample.name;
        skipBlanks();
    }
    if (has('{') && !takeBraces(&sample, sample.labels)) {
        return std::nullopt;
    }
    if (sample.name.empty()) {
        m_report.format(
            sample.at,
            "metric-name",
            "the series has no metric name",
            "write name{…} or {\"name\",…}"
        );
        return std::nullopt;
    }
    name = sample.name;
    const char next = atEnd() ? '\0' : m_line[m_at];
    if (sample.labels.empty() && m_line[m_at - 1] != '}' && m_line[m_at - 1] != '\t' &&
        m_line[m_at - 1] != ' ' && next != '\0' && next != ' ') {
        fail(
            "metric-name",
            "a byte that cannot stand in a metric name",
            std::string(kNameHint) + "; other names are written {\"name\"}"
        );
        return std::nullopt;
    }
    if (!separate("the value")) {
        return std::nullopt;
    }
    sample.valueAt = place();
    if (!takeNumber(sample.value, "value", "the value") || !takeTail(sample)) {
        return std::nullopt;
    }
    return sample;
}

bool LintLineView::takeMetadataName(std::string& name) {
    if (has('"')) {
        const Place at = place();
        if (!takeQuoted(name)) {
            return false;
        }
        noteQuotedName(at);
        return !name.empty() || fail("metric-name", "an empty metric name", kNameHint);
    }
    if (!takePlainName(name)) {
        return false;
    }
    const bool ends = atEnd() || has(' ') || (m_format == Format::Text && has('\t'));
    return ends || fail("metric-name", "a byte that cannot stand in a metric name", kNameHint);
}

void LintLineView::checkHelpEscapes(std::size_t offset) {
    for (std::size_t i = offset; i < m_line.size(); ++i) {
        const char next = i + 1 < m_line.size() ? m_line[i + 1] : '\0';
        if (m_line[i] == '"' && m_format == Format::OpenMetrics) {
            m_report.style(
                place(i), "unescaped-quote", "a plain quote in HELP", "write it as \\\""
            );
            return;
        }
        if (m_line[i] != '\\') {
            continue;
        }
        const bool defined =
            next == 'n' || next == '\\' || (next == '"' && m_format == Format::OpenMetrics);
        if (!defined && (m_format == Format::Text || i + 1 == m_line.size())) {
            m_report.format(
                place(i),
                "escape",
                "a backslash that escapes nothing in HELP",
                "write a backslash as \\\\"
            );
            return;
        }
        if (!defined) {
            m_report.style(
                place(i),
                "undefined-escape",
                "an escape without a meaning in HELP",
                "write a backslash as \\\\"
            );
        }
        ++i;
    }
}

std::optional<LintMetadata>
LintLineView::readMetadata(std::size_t offset, MetadataKind kind, std::string& name) {
    LintMetadata metadata;
    metadata.kind = kind;
    m_at = offset;
    if (!separate("a metric name")) {
        return std::nullopt;
    }
    metadata.at = place();
    if (!takeMetadataName(metadata.name)) {
        return std::nullopt;
    }
    name = metadata.name;
    if (m_format == Format::OpenMetrics && atEnd()) {
        fail(
            "incomplete-line",
            "the space behind the name is missing",
            "an empty text still needs the space"
        );
        return std::nullopt;
    }
    if (m_format == Format::OpenMetrics) {
        ++m_at;
    } else {
        skipBlanks();
    }
    metadata.textAt = place();
    metadata.text = std::string(m_line.substr(m_at));
    if (m_format == Format::Text && kind != MetadataKind::Help) {
        metadata.text.erase(metadata.text.find_last_not_of(" \t") + 1);
    }
    if (kind == MetadataKind::Help) {
        checkHelpEscapes(m_at);
    }
    return metadata;
}

} // namespace meterbench::exposition
