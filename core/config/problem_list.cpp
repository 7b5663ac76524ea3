#include "core/config/problem_list.h"

#include <algorithm>
#include <tuple>

namespace meterbench::config {

void ProblemList::enterFile(const std::string& file) {
    m_file = file;
    if (std::find(m_files.begin(), m_files.end(), file) == m_files.end()) {
        m_files.push_back(file);
    }
}

void ProblemList::add(
    Severity severity, Place place, std::string field, std::string message, std::string hint
) {
    m_errors += severity == Severity::Error ? 1 : 0;
    m_problems.push_back(
        {severity,
         m_file,
         place.line,
         place.column,
         std::move(field),
         std::move(message),
         std::move(hint)}
    );
}

std::vector<Problem> ProblemList::take() {
    const auto key = [&](const Problem& problem) {
        const auto file = std::find(m_files.begin(), m_files.end(), problem.file);
        return std::tuple(file - m_files.begin(), problem.line, problem.column);
    };
    std::stable_sort(m_problems.begin(), m_problems.end(), [&](const Problem& a, const Problem& b) {
        return key(a) < key(b);
    });
    return std::move(m_problems);
}

std::string Problem::toString() const {
    std::string text = file;
    if (line > 0) {
        text += ':' + std::to_string(line) + ':' + std::to_string(column);
    }
    text += text.empty() ? "" : ": ";
    text += field.empty() ? "" : field + ": ";
    text += message;
    return hint.empty() ? text : text + "; " + hint;
}

} // namespace meterbench::config
