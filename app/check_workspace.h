// meterbench check workspace FILE...: reads workspaces strictly, prints what is wrong or what they
// hold, and with --metrics what the meters make of an exposition body. Starts nothing. Exit codes:
// 0 clean, 1 errors, 2 wrong use, 3 only warnings, or series that would not count.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace meterbench::app {

/// `args`: what stands behind "check workspace"; `in`: the body of --metrics=-.
[[nodiscard]] int checkWorkspace(
    const std::vector<std::string>& args, std::istream& in, std::ostream& out, std::ostream& err
);

} // namespace meterbench::app
