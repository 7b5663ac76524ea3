#include "app/problem_report.h"

#include "core/base/text.h"

#include <algorithm>
#include <ostream>

namespace meterbench::app {

namespace {

std::string line(const config::Problem& problem) {
    const bool isError = problem.severity == config::Severity::Error;
    std::string text = problem.file;
    if (problem.line > 0) {
        text += ":" + std::to_string(problem.line) + ":" + std::to_string(problem.column);
    }
    text += isError ? ": error: " : ": warning: ";
    text += problem.field.empty() ? problem.message : problem.field + ": " + problem.message;
    return problem.hint.empty() ? text : text + "; " + problem.hint;
}

} // namespace

int reportProblems(
    const std::string& file,
    const std::vector<config::Problem>& problems,
    bool withWarnings,
    const std::string& contents,
    std::ostream& out
) {
    std::size_t errors = 0;
    std::size_t warnings = 0;
    for (const config::Problem& problem : problems) {
        const bool isError = problem.severity == config::Severity::Error;
        errors += isError ? 1 : 0;
        warnings += !isError && withWarnings ? 1 : 0;
        if (isError || withWarnings) {
            out << line(problem) << '\n';
        }
    }
    out << file << ": " << contents << (contents.empty() ? "" : "; ")
        << base::counted(errors, "error") << ", " << base::counted(warnings, "warning") << '\n';
    if (errors > 0) {
        return kCheckedErrors;
    }
    return warnings > 0 ? kCheckedWarnings : kCheckedClean;
}

std::string contentsOf(const config::Config& config) {
    std::size_t targets = 0;
    for (const auto& job : config.jobs) {
        for (const auto& group : job.staticGroups) {
            targets += group.addresses.size();
        }
    }
    return base::counted(config.jobs.size(), "job") + ", " + base::counted(targets, "target") +
           ", " + base::counted(config.endpoints.size(), "endpoint");
}

int worseOf(int a, int b) {
    if (a == kCheckedErrors || b == kCheckedErrors) {
        return kCheckedErrors;
    }
    return std::max(a, b);
}

} // namespace meterbench::app
