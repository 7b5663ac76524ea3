// meterbench reconcile: for each usage endpoint of a workspace, customer and dimension: metered,
// sent, accepted, billed, and the cause of every difference; also while the agent runs. Reads only.
// Exit codes: 0 nothing is wrong, 1 it could not be read, 2 wrong use, 3 there are differences that
// time does not bring right.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace meterbench::app {

/// `args`: what stands behind "reconcile".
[[nodiscard]] int
reconcile(const std::vector<std::string>& args, std::ostream& out, std::ostream& err);

} // namespace meterbench::app
