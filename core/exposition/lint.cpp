#include "core/exposition/lint.h"

#include "core/base/text.h"
#include "core/exposition/byte_scan.h"
#include "core/exposition/lint_families.h"

#include <algorithm>
#include <optional>
#include <tuple>

namespace meterbench::exposition {

namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

/// The first byte that is not UTF-8; the size when all are.
std::size_t findBrokenUtf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        std::size_t size = 1;
        while (size <= 4 && !base::isValidUtf8(text.substr(at, size))) {
            ++size;
        }
        if (size > 4 || at + size > text.size()) {
            return at;
        }
        at += size;
    }
    return text.size();
}

/// The word behind '#' and blanks: HELP, TYPE …
std::string_view commentWord(std::string_view line) {
    const std::size_t start = std::min(line.find_first_not_of(" \t", 1), line.size());
    return line.substr(start, std::min(line.find_first_of(" \t", start), line.size()) - start);
}

/// Goes through a body that must outlive it.
class BodyLintView {
public:
    BodyLintView(std::string_view body, Format format, LintScope scope)
        : m_body(body)
        , m_format(format)
        , m_report(scope)
        , m_families(format, m_report) {}

    std::vector<Problem> run() {
        takeByteOrderMark();
        while (!m_body.empty() && !m_stopped) {
            takeLine();
        }
        m_families.finish();
        if (m_format == Format::OpenMetrics && !m_ended) {
            m_report.format(
                {m_number + (m_openEnd ? 0 : 1), m_openEnd ? m_endColumn : 1},
                "no-eof",
                "the body does not end with # EOF",
                "the last line is # EOF"
            );
        } else if (m_format == Format::Text && m_openEnd) {
            m_report.format(
                {m_number, m_endColumn},
                "no-final-newline",
                "the last line has no line break",
                "the last line too ends with a line feed"
            );
        }
        return sorted();
    }

private:
    void takeByteOrderMark() {
        if (m_body.starts_with(kByteOrderMark)) {
            m_report.format(
                {1, 1}, "byte-order-mark", "the body begins with a byte order mark", "leave it out"
            );
            m_body.remove_prefix(kByteOrderMark.size());
        }
    }

    void takeLine() {
        const std::size_t lineBreak = m_body.find('\n');
        m_openEnd = lineBreak == std::string_view::npos;
        std::string_view line = m_body.substr(0, lineBreak);
        m_body.remove_prefix(m_openEnd ? m_body.size() : lineBreak + 1);
        ++m_number;
        m_endColumn = static_cast<std::uint32_t>(base::columnOf(line, line.size()));
        if (m_ended) {
            m_report.format(
                {m_number, 1}, "text-after-eof", "text behind # EOF", "# EOF is the last line"
            );
            m_stopped = true;
            return;
        }
        takeCarriageReturn(line);
        const std::size_t broken = findBrokenUtf8(line);
        if (broken != line.size()) {
            m_report.format(
                {m_number, static_cast<std::uint32_t>(base::columnOf(line, broken))},
                "utf-8",
                "a byte that is not UTF-8",
                "both text formats are UTF-8"
            );
            m_families.addBroken("");
            return;
        }
        m_format == Format::Text ? readTextLine(line) : readOpenMetricsLine(line);
    }

    /// Said once, since it is mostly every line.
    void takeCarriageReturn(std::string_view& line) {
        if (!line.ends_with('\r')) {
            return;
        }
        line.remove_suffix(1);
        if (!m_carriageReturn) {
            m_report.format(
                {m_number, static_cast<std::uint32_t>(base::columnOf(line, line.size()))},
                "carriage-return",
                "lines end with carriage return and line feed",
                "lines end with a line feed alone"
            );
        }
        m_carriageReturn = true;
    }

    void readTextLine(std::string_view line) {
        const std::size_t start = line.find_first_not_of(" \t");
        if (start == std::string_view::npos) {
            return;
        }
        if (line[start] != '#') {
            readSample(line);
            return;
        }
        const std::string_view word = commentWord(line.substr(start));
        if (word != "HELP" && word != "TYPE") {
            return;
        }
        const auto offset = static_cast<std::size_t>(word.data() - line.data());
        if (offset == start + 1) {
            m_report.style(
                {m_number, static_cast<std::uint32_t>(start + 1)},
                "comment-space",
                "no blank between '#' and " + std::string(word),
                "Prometheus takes such a line for a plain comment"
            );
            return;
        }
        readMetadata(
            line, offset + word.size(), word == "HELP" ? MetadataKind::Help : MetadataKind::Type
        );
    }

    void readOpenMetricsLine(std::string_view line) {
        if (line == "# EOF") {
            m_ended = true;
        } else if (line.empty()) {
            m_report.format({m_number, 1}, "blank-line", "a blank line", "OpenMetrics has none");
        } else if (line.front() == ' ' || line.front() == '\t') {
            m_report.format(
                {m_number, 1},
                "leading-blank",
                "a line begins with a blank",
                "lines begin in the first column"
            );
            m_families.addBroken("");
        } else if (line.front() != '#') {
            readSample(line);
        } else {
            readOpenMetricsComment(line);
        }
    }

    void readOpenMetricsComment(std::string_view line) {
        const std::string_view word = line.substr(0, 6);
        if (word == "# HELP") {
            readMetadata(line, 6, MetadataKind::Help);
        } else if (word == "# TYPE") {
            readMetadata(line, 6, MetadataKind::Type);
        } else if (word == "# UNIT") {
            readMetadata(line, 6, MetadataKind::Unit);
        } else {
            m_report.format(
                {m_number, 1},
                "comment",
                "a line with '#' is none of # HELP, # TYPE, # UNIT, # EOF",
                "OpenMetrics has no other comments"
            );
        }
    }

    void readSample(std::string_view line) {
        std::string name;
        const auto sample = LintLineView(line, m_number, m_format, m_report).readSample(name);
        sample ? m_families.add(*sample) : m_families.addBroken(name);
    }

    void readMetadata(std::string_view line, std::size_t offset, MetadataKind kind) {
        std::string name;
        const auto metadata =
            LintLineView(line, m_number, m_format, m_report).readMetadata(offset, kind, name);
        metadata ? m_families.add(*metadata) : m_families.addBroken(name);
    }

    std::vector<Problem> sorted() {
        std::vector<Problem>& problems = m_report.problems();
        std::stable_sort(problems.begin(), problems.end(), [](const Problem& a, const Problem& b) {
            return std::tuple(a.line, a.column, a.level) < std::tuple(b.line, b.column, b.level);
        });
        return std::move(problems);
    }

    std::string_view m_body;
    Format m_format;
    LintReport m_report;
    LintFamilies m_families;
    std::uint32_t m_number = 0;
    std::uint32_t m_endColumn = 1;
    bool m_openEnd = false; ///< the line read last has no line break
    bool m_ended = false;   ///< # EOF was read
    bool m_stopped = false;
    bool m_carriageReturn = false;
};

bool isOpenMetricsOnly(std::string_view line) {
    if (line == "# EOF" || line.starts_with("# UNIT ")) {
        return true;
    }
    if (line.starts_with("# TYPE ")) {
        const std::string_view type = line.substr(line.rfind(' ') + 1);
        return type == "gaugehistogram" || type == "info" || type == "stateset" ||
               type == "unknown";
    }
    if (line.empty() || line.front() == '#') {
        return false;
    }
    const std::size_t brace = line.find('{');
    const char* const end = line.data() + line.size();
    const char* const behind =
        brace == std::string_view::npos ? line.data() : findBraceEnd(line.data() + brace + 1, end);
    return behind != nullptr &&
           std::string_view(behind, static_cast<std::size_t>(end - behind)).find(" # {") !=
               std::string_view::npos;
}

} // namespace

std::vector<Problem> lint(std::string_view body, Format format, LintScope scope) {
    return BodyLintView(body, format, scope).run();
}

Format guessFormat(std::string_view body) {
    while (!body.empty()) {
        const std::size_t lineBreak = body.find('\n');
        std::string_view line = body.substr(0, lineBreak);
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        if (isOpenMetricsOnly(line)) {
            return Format::OpenMetrics;
        }
        body.remove_prefix(lineBreak == std::string_view::npos ? body.size() : lineBreak + 1);
    }
    return Format::Text;
}

} // namespace meterbench::exposition
