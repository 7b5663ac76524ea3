// meterbench check config FILE...: reads configurations strictly and prints what is wrong with
// them. Starts nothing. Exit codes: 0 clean, 1 errors, 2 wrong use, 3 only warnings.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace meterbench::app {

/// `args`: what stands behind "check config". Problems and the summary go to out, wrong use to err.
int checkConfig(const std::vector<std::string>& args, std::ostream& out, std::ostream& err);

} // namespace meterbench::app
