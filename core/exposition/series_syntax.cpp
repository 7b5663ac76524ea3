#include "core/exposition/series_syntax.h"

#include "core/base/text.h"
#include "core/exposition/byte_scan.h"

#include <cstring>

namespace meterbench::exposition {

namespace {

constexpr const char* kNameHint =
    "a label is name=\"value\"; names outside [a-zA-Z_][a-zA-Z0-9_]* are quoted";

/// Reads tokens from the front of a series, which must outlive it.
class SeriesReaderView {
public:
    SeriesReaderView(
        const char* p, const char* end, Format format, std::string& scratch, SyntaxProblem& problem
    )
        : m_p(p)
        , m_end(end)
        , m_blanks(format == Format::Text)
        , m_format(format)
        , m_scratch(scratch)
        , m_problem(problem) {}

    [[nodiscard]] const char* position() const { return m_p; }

    [[nodiscard]] bool atEnd() const { return m_p == m_end; }

    [[nodiscard]] bool has(char c) const { return m_p != m_end && *m_p == c; }

    bool fail(const char* message, const char* hint) {
        m_problem = {m_p, message, hint};
        return false;
    }

    void skipBlanks() {
        while (m_blanks && (has(' ') || has('\t'))) {
            ++m_p;
        }
    }

    bool take(char c) {
        if (!has(c)) {
            return false;
        }
        ++m_p;
        skipBlanks();
        return true;
    }

    std::string_view takeMetricName() {
        const char* const start = m_p;
        m_p = findNameEnd(m_p, m_end);
        return std::string_view(start, static_cast<std::size_t>(m_p - start));
    }

    /// A plain label name; empty when there is none.
    std::string_view takeLabelName() {
        const char* const start = m_p;
        if (m_p == m_end || !isNameStartByte(*m_p)) {
            return {};
        }
        while (m_p != m_end && isNameByte(*m_p) && *m_p != ':') {
            ++m_p;
        }
        return std::string_view(start, static_cast<std::size_t>(m_p - start));
    }

    /// A quoted text, unescaped; has('"') must hold.
    bool takeQuoted(std::string_view& text, bool lineBreaks) {
        const char* const quote = m_p;
        const char* const behind = findQuotedEnd(m_p + 1, m_end);
        if (behind == nullptr) {
            return fail(
                "a quoted text is not closed", "end it with \"; a quote inside is written \\\""
            );
        }
        const std::string_view raw(quote + 1, static_cast<std::size_t>(behind - quote - 2));
        if (!lineBreaks && raw.find('\n') != std::string_view::npos) {
            return fail("a quoted text goes on over a line break", "write a line break as \\n");
        }
        if (!isAscii(quote, behind) && !base::isValidUtf8(raw)) {
            return fail("a quoted text is not valid UTF-8", "both text formats are UTF-8");
        }
        text = unescapedLabelText(raw, m_scratch);
        m_p = behind;
        return true;
    }

    /// The inside of the braces, up to and with '}'.
    bool takeLabels(std::vector<model::LabelView>& out, bool& named, bool exemplar) {
        while (!take('}')) {
            if (!takeLabel(out, named, exemplar)) {
                return false;
            }
        }
        return true;
    }

private:
    bool takeLabel(std::vector<model::LabelView>& out, bool& named, bool exemplar) {
        std::string_view name;
        const bool quoted = has('"');
        if (quoted ? !takeQuoted(name, m_format == Format::Text)
                   : (name = takeLabelName()).empty()) {
            return quoted ? false : fail("a label name is missing here", kNameHint);
        }
        skipBlanks();
        if (quoted && !exemplar && (has(',') || has('}'))) {
            return takeQuotedMetricName(name, out, named);
        }
        if (!take('=')) {
            return fail("'=' is missing after a label name", kNameHint);
        }
        if (!has('"')) {
            return fail("a label value is not quoted", kNameHint);
        }
        std::string_view value;
        if (!takeQuoted(value, m_format == Format::Text)) {
            return false;
        }
        out.push_back({name, value});
        skipBlanks();
        return endLabel();
    }

    bool endLabel() {
        if (take(',') || has('}') || m_format == Format::Text) {
            return true;
        }
        return fail(
            "',' or '}' is missing after a label value", "labels are separated by one comma"
        );
    }

    bool
    takeQuotedMetricName(std::string_view name, std::vector<model::LabelView>& out, bool& named) {
        if (named) {
            return fail(
                "a second metric name", "give the name before the braces or inside, not both"
            );
        }
        named = true;
        out.push_back({model::kMetricName, name});
        take(',');
        return true;
    }

    const char* m_p;
    const char* m_end;
    bool m_blanks;
    Format m_format;
    std::string& m_scratch;
    SyntaxProblem& m_problem;
};

char unescapedByte(char escaped, bool quotes) {
    if (escaped == 'n') {
        return '\n';
    }
    return escaped == '\\' || (quotes && escaped == '"') ? escaped : '\0';
}

std::string_view unescaped(std::string_view raw, std::string& scratch, bool quotes) {
    if (raw.empty() || std::memchr(raw.data(), '\\', raw.size()) == nullptr) {
        return raw;
    }
    const std::size_t start = scratch.size();
    for (std::size_t i = 0; i < raw.size(); ++i) {
        const char plain =
            raw[i] == '\\' && i + 1 < raw.size() ? unescapedByte(raw[i + 1], quotes) : '\0';
        scratch += plain != '\0' ? plain : raw[i];
        i += plain != '\0' ? 1 : 0;
    }
    return std::string_view(scratch).substr(start);
}

} // namespace

std::string_view unescapedLabelText(std::string_view raw, std::string& scratch) {
    return unescaped(raw, scratch, true);
}

std::string_view unescapedHelpText(std::string_view raw, std::string& scratch) {
    return unescaped(raw, scratch, false);
}

bool readSeries(
    std::string_view series,
    Format format,
    std::vector<model::LabelView>& out,
    std::string& scratch,
    SyntaxProblem& problem
) {
    SeriesReaderView reader(series.data(), series.data() + series.size(), format, scratch, problem);
    bool named = false;
    if (!reader.has('{')) {
        if (reader.atEnd() || !isNameStartByte(*reader.position())) {
            return reader.fail(
                "a metric name is missing here", "a line starts with a metric name, '{' or '#'"
            );
        }
        named = true;
        out.push_back({model::kMetricName, reader.takeMetricName()});
        reader.skipBlanks();
    }
    if (reader.take('{') && !reader.takeLabels(out, named, false)) {
        return false;
    }
    if (!named) {
        return reader.fail("the series has no metric name", "write name{…} or {\"name\",…}");
    }
    return reader.atEnd() ||
           reader.fail(
               "unexpected text behind the labels", "one value follows, then the line ends"
           );
}

const char* readExemplarLabels(
    const char* p,
    const char* end,
    std::vector<model::LabelView>& out,
    std::string& scratch,
    SyntaxProblem& problem
) {
    SeriesReaderView reader(p, end, Format::OpenMetrics, scratch, problem);
    bool named = true;
    return reader.takeLabels(out, named, true) ? reader.position() : nullptr;
}

} // namespace meterbench::exposition
