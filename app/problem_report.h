// Problems of a configuration or a workspace as the checks print them, one a line, and what they
// make of the exit code: 0 clean, 1 errors, 3 only warnings.
#pragma once

#include "core/config/config.h"

#include <iosfwd>
#include <string>
#include <vector>

namespace meterbench::app {

inline constexpr int kCheckedClean = 0;
inline constexpr int kCheckedErrors = 1;
inline constexpr int kCheckWrongUse = 2;
inline constexpr int kCheckedWarnings = 3;

/// Prints them and a last line "file: contents; 1 error, 2 warnings"; the exit code.
int reportProblems(
    const std::string& file,
    const std::vector<config::Problem>& problems,
    bool withWarnings,
    const std::string& contents,
    std::ostream& out
);

/// "2 jobs, 3 targets, 1 endpoint".
[[nodiscard]] std::string contentsOf(const config::Config& config);

/// Errors count more than warnings, warnings more than nothing.
[[nodiscard]] int worseOf(int a, int b);

} // namespace meterbench::app
