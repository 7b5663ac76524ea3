// One line of a body, read by the letter of its format's grammar (OpenMetrics 1.0 "ABNF", text
// format "Line format"). Reports what is wrong with the line alone; what lines mean to each other
// is LintFamilies' matter.
#pragma once

#include "core/exposition/lint_report.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::exposition {

struct LintLabel {
    std::string name;
    std::string value;
    Place at;
};

struct LintExemplar {
    std::vector<LintLabel> labels;
    double value = 0;
    Place at;
};

struct LintSample {
    std::string name;
    Place at;
    std::vector<LintLabel> labels; ///< in their order
    double value = 0;
    Place valueAt;
    std::optional<double> timestamp; ///< in the format's own unit
    Place timestampAt;
    std::optional<LintExemplar> exemplar;
};

enum class MetadataKind : std::uint8_t { Help, Type, Unit };

struct LintMetadata {
    MetadataKind kind = MetadataKind::Help;
    std::string name;
    Place at;
    std::string text;
    Place textAt;
};

/// Reads from one line, which must outlive it.
class LintLineView {
public:
    LintLineView(std::string_view line, std::uint32_t number, Format format, LintReport& report);

    /// Nothing when the line is broken (reported). The name is in `name` as soon as it was read.
    [[nodiscard]] std::optional<LintSample> readSample(std::string& name);
    /// Behind "# HELP" and its like; `name` as above.
    [[nodiscard]] std::optional<LintMetadata>
    readMetadata(std::size_t offset, MetadataKind kind, std::string& name);

private:
    [[nodiscard]] bool has(char c) const { return m_at < m_line.size() && m_line[m_at] == c; }

    [[nodiscard]] bool atEnd() const { return m_at >= m_line.size(); }

    [[nodiscard]] Place place() const { return place(m_at); }

    [[nodiscard]] Place place(std::size_t offset) const;
    bool fail(const char* rule, std::string message, std::string hint);
    void skipBlanks();
    [[nodiscard]] bool separate(const char* expected);
    [[nodiscard]] std::string_view takeWord();
    [[nodiscard]] bool takePlainName(std::string& name);
    [[nodiscard]] bool takeQuoted(std::string& text);
    [[nodiscard]] bool takeEscape(std::string& text);
    [[nodiscard]] bool takeLabels(LintSample& sample);
    [[nodiscard]] bool takeLabel(LintSample* sample, std::vector<LintLabel>& labels);
    [[nodiscard]] bool takeLabelName(LintLabel& label, bool& quotedName);
    [[nodiscard]] bool takeBraces(LintSample* sample, std::vector<LintLabel>& labels);
    [[nodiscard]] bool takeNumber(double& value, const char* rule, const char* what);
    [[nodiscard]] bool takeTimestamp(std::optional<double>& timestamp);
    [[nodiscard]] bool takeTail(LintSample& sample);
    [[nodiscard]] bool takeExemplar(LintSample& sample);
    [[nodiscard]] bool takeMetadataName(std::string& name);
    void checkHelpEscapes(std::size_t offset);
    void noteQuotedName(Place at);

    std::string_view m_line;
    std::uint32_t m_number;
    Format m_format;
    LintReport& m_report;
    std::size_t m_at = 0;
};

} // namespace meterbench::exposition
