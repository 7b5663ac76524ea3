#include "core/exposition/lint_line.h"

#include "core/base/number.h"
#include "core/base/text.h"
#include "core/exposition/byte_scan.h"

namespace meterbench::exposition {

namespace {

constexpr const char* kNameHint = "metric names match [a-zA-Z_:][a-zA-Z0-9_:]*";
constexpr const char* kLabelHint = "a label is name=\"value\"; names match [a-zA-Z_][a-zA-Z0-9_]*";

} // namespace

std::string quoted(std::string_view text) {
    std::size_t size = 60;
    if (text.size() <= size) {
        return "'" + std::string(text) + "'";
    }
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0U) == 0x80U) {
        --size; // not within a character
    }
    return "'" + std::string(text.substr(0, size)) + "…'";
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
            "the line ends before " + std::string(expected),
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

} // namespace meterbench::exposition
