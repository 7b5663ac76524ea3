// meterbench usage: what the usage journal of an agent holds, as a table, JSON or CSV, also while
// the agent runs. With the agent's workspace also what is not closed yet, units, and estimates of
// prices. --verify reads all of the journal and tells whether it is what was written, --recompute
// whether it is what the log still gives. Reads only. Exit codes: 0 done, 1 it could not be read or
// is not whole, 2 wrong use, 3 --recompute finds a difference.
#pragma once

#include "core/base/result.h"
#include "core/usage/report.h"

#include <iosfwd>
#include <string>
#include <vector>

namespace meterbench::app {

/// From the words of a command line or of a query; empty ones keep what is usual. Errors name the
/// word that is wrong, after `prefix` ("--", or nothing).
[[nodiscard]] base::Result<usage::ReportRequest> usageRequestOf(
    const std::string& by, const std::string& from, const std::string& to, const std::string& prefix
);

/// `args`: what stands behind "usage".
[[nodiscard]] int
showUsage(const std::vector<std::string>& args, std::ostream& out, std::ostream& err);

} // namespace meterbench::app
