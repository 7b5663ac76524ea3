// The command `meterbench check metrics`: a body on stdin, every problem on stdout, one a line.
// Streams come in as arguments, so tests need no process. Exit code: 0 clean, 1 the body does not
// follow its format, 2 wrong usage or unreadable input, 3 only style.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace meterbench::app {

/// `args`: what stands behind "check metrics".
[[nodiscard]] int checkMetrics(
    const std::vector<std::string>& args, std::istream& in, std::ostream& out, std::ostream& err
);

} // namespace meterbench::app
