// meterbench usage: what the usage journal of an agent holds, as a table, JSON or CSV, also while
// the agent runs. With the agent's workspace also what is not closed yet, units, and estimates of
// prices. Reads only. Exit codes: 0 done, 1 it could not be read, 2 wrong use.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace meterbench::app {

/// `args`: what stands behind "usage".
[[nodiscard]] int
showUsage(const std::vector<std::string>& args, std::ostream& out, std::ostream& err);

} // namespace meterbench::app
