// LintLineView's two kinds of line: a sample with its tail, and metadata.
#include "core/base/number.h"
#include "core/exposition/lint_line.h"

#include <cmath>

namespace meterbench::exposition {

namespace {

constexpr const char* kNameHint = "metric names match [a-zA-Z_:][a-zA-Z0-9_:]*";

} // namespace

bool LintLineView::takeTimestamp(std::optional<double>& timestamp) {
    const std::size_t start = m_at;
    const std::string_view word = takeWord();
    if (word.empty()) {
        return fail(
            "trailing-blank",
            "a blank at the end of the line",
            "the line ends behind its last number"
        );
    }
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
