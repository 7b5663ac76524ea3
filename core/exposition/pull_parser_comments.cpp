// PullParser's comment lines: TYPE, HELP, UNIT, # EOF, and in the text format everything else
// behind '#'.
#include "core/base/text.h"
#include "core/exposition/byte_scan.h"
#include "core/exposition/pull_parser.h"

#include <cstring>

namespace meterbench::exposition {

namespace {

bool startsWith(const char* p, const char* end, std::string_view word) {
    return static_cast<std::size_t>(end - p) >= word.size() &&
           std::memcmp(p, word.data(), word.size()) == 0;
}

} // namespace

/// Sample means: a plain comment, passed over.
EntryKind PullParser::readTextComment(const char* p) {
    const char* const word = skipBlanks(p + 1, end());
    const bool metadata =
        word != p + 1 && (startsWith(word, end(), "HELP") || startsWith(word, end(), "TYPE"));
    if (metadata && word + 4 != end() && isBlankByte(word[4])) {
        return readMetadata(
            skipBlanks(word + 4, end()), *word == 'H' ? EntryKind::Help : EntryKind::Type
        );
    }
    const char* const lineEnd = findLineEnd(word, end());
    moveBehind(lineEnd == end() ? lineEnd : lineEnd + 1);
    return EntryKind::Sample;
}

EntryKind PullParser::readOpenMetricsComment(const char* p) {
    if (startsWith(p, end(), "# EOF")) {
        return readEof(p + 5);
    }
    if (startsWith(p, end(), "# HELP ")) {
        return readMetadata(p + 7, EntryKind::Help);
    }
    if (startsWith(p, end(), "# TYPE ")) {
        return readMetadata(p + 7, EntryKind::Type);
    }
    if (startsWith(p, end(), "# UNIT ")) {
        return readMetadata(p + 7, EntryKind::Unit);
    }
    return fail(
        p, "a comment is none of # HELP, # TYPE, # UNIT, # EOF", "OpenMetrics has no other comments"
    );
}

EntryKind PullParser::readEof(const char* p) {
    if (p != end() && *p == '\n') {
        ++p;
    }
    if (p != end()) {
        return fail(p, "text behind # EOF", "# EOF is the last line");
    }
    moveBehind(p);
    return finish(EntryKind::End);
}

EntryKind PullParser::readMetadata(const char* p, EntryKind kind) {
    const char* const name = p;
    const bool quoted = p != end() && *p == '"';
    p = quoted                              ? findQuotedEnd(p + 1, end())
        : p != end() && isNameStartByte(*p) ? findNameEnd(p, end())
                                            : p;
    if (p == nullptr || p == name) {
        return fail(
            name,
            "a metric name is missing here",
            "# TYPE name type; names outside [a-zA-Z_:][a-zA-Z0-9_:]* are quoted"
        );
    }
    const std::size_t quotes = quoted ? 1 : 0;
    const std::string_view raw(name + quotes, static_cast<std::size_t>(p - name) - 2 * quotes);
    const char* const lineEnd = findLineEnd(p, end());
    if (m_format == Format::OpenMetrics && (lineEnd == end() || *p != ' ')) {
        return fail(
            lineEnd == end() ? lineEnd : p,
            "one space, a text and a line break are missing behind the name",
            "an empty text still needs the space"
        );
    }
    m_scratch.clear();
    m_scratch.reserve(static_cast<std::size_t>(lineEnd - name));
    m_family = unescapedLabelText(raw, m_scratch);
    // As Prometheus does, the first byte behind the name is taken for the separator, whatever it
    // is.
    const char* const text = p == lineEnd ? p : p + 1;
    m_text = std::string_view(text, static_cast<std::size_t>(lineEnd - text));
    moveBehind(lineEnd == end() ? lineEnd : lineEnd + 1);
    if (kind == EntryKind::Type) {
        return readType(text);
    }
    return kind == EntryKind::Help ? readHelp(text) : readUnit(text);
}

EntryKind PullParser::readType(const char* at) {
    const auto type = model::parseMetricType(m_text);
    const bool text = m_format == Format::Text;
    const bool textType = m_text == "counter" || m_text == "gauge" || m_text == "histogram" ||
                          m_text == "summary" || m_text == "untyped";
    if (!type || (text ? !textType : m_text == "untyped")) {
        return fail(
            at,
            "the metric type is unknown",
            text ? "counter, gauge, histogram, summary or untyped"
                 : "counter, gauge, histogram, gaugehistogram, summary, info, stateset or unknown"
        );
    }
    m_type = *type;
    return EntryKind::Type;
}

EntryKind PullParser::readHelp(const char* at) {
    if (!isAscii(at, at + m_text.size()) && !base::isValidUtf8(m_text)) {
        return fail(at, "the help text is not valid UTF-8", "both text formats are UTF-8");
    }
    const std::string_view raw = m_text;
    if (m_format == Format::Text && raw.find_first_not_of(" \t") == std::string_view::npos) {
        m_text = {};
        return EntryKind::Help;
    }
    m_text = m_format == Format::Text ? unescapedHelpText(raw, m_scratch)
                                      : unescapedLabelText(raw, m_scratch);
    return EntryKind::Help;
}

EntryKind PullParser::readUnit(const char* at) {
    if (!m_text.empty()) {
        const bool suffix = m_family.size() > m_text.size() && m_family.ends_with(m_text) &&
                            m_family[m_family.size() - m_text.size() - 1] == '_';
        if (!suffix) {
            return fail(
                at, "the unit is not the end of the metric's name", "unit seconds: name_seconds"
            );
        }
    }
    return EntryKind::Unit;
}

std::optional<Format> formatOfContentType(std::string_view contentType) {
    std::string_view media = contentType.substr(0, contentType.find(';'));
    const std::size_t first = media.find_first_not_of(" \t");
    media = first == std::string_view::npos
                ? std::string_view()
                : media.substr(first, media.find_last_not_of(" \t") - first + 1);
    std::string lower(media);
    for (char& c : lower) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    }
    if (lower == "text/plain") {
        return Format::Text;
    }
    return lower == "application/openmetrics-text" ? std::optional(Format::OpenMetrics)
                                                   : std::nullopt;
}

} // namespace meterbench::exposition
