// Where Lint's parts put what they find. Not for other folders.
#pragma once

#include "core/exposition/lint.h"

#include <utility>

namespace meterbench::exposition {

/// A line and a column; both from 1.
struct Place {
    std::uint32_t line = 0;
    std::uint32_t column = 1;
};

class LintReport {
public:
    explicit LintReport(LintScope scope)
        : m_scope(scope) {}

    void format(Place at, const char* rule, std::string message, std::string hint = {}) {
        m_problems.push_back(
            {at.line, at.column, Level::Format, rule, std::move(message), std::move(hint)}
        );
    }

    void style(Place at, const char* rule, std::string message, std::string hint = {}) {
        if (m_scope == LintScope::All) {
            m_problems.push_back(
                {at.line, at.column, Level::Style, rule, std::move(message), std::move(hint)}
            );
        }
    }

    [[nodiscard]] std::vector<Problem>& problems() { return m_problems; }

private:
    LintScope m_scope;
    std::vector<Problem> m_problems;
};

/// 'text', cut when it is long.
[[nodiscard]] std::string quoted(std::string_view text);

} // namespace meterbench::exposition
