// Lint's way through a body: which family a line belongs to, its metadata, and names that clash.
// Not for other folders.
#pragma once

#include "core/exposition/lint_family.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace meterbench::exposition {

class LintFamilies {
public:
    LintFamilies(Format format, LintReport& report)
        : m_format(format)
        , m_report(report) {}

    void add(const LintMetadata& metadata);
    void add(const LintSample& sample);
    /// A line about this name (or about what is unknown, when empty) could not be read.
    void addBroken(std::string_view name);

    /// Behind the last line.
    void finish() { close(); }

private:
    /// A name that is taken, by which family and where.
    struct Owner {
        std::string family;
        Place at;
    };

    void open(const std::string& name, Place at);
    void close();
    [[nodiscard]] bool claimNames(const LintFamily& family);
    void setType(const LintMetadata& metadata);
    void setUnit(const LintMetadata& metadata);
    [[nodiscard]] bool isTwice(const LintMetadata& metadata) const;
    [[nodiscard]] std::optional<std::string_view> suffixInFamily(std::string_view name) const;
    void reportWrongSuffix(const LintSample& sample);

    Format m_format;
    LintReport& m_report;
    std::optional<LintFamily> m_family;
    std::map<std::string, Owner, std::less<>> m_names;
};

} // namespace meterbench::exposition
