// `meterbench gateway`: the address alone: pushes are merged or kept by group, metrics are made
// over HTTP, and all of it is exposed. Nothing is scraped or forwarded. No Qt GUI is started.
#pragma once

#include <string>
#include <vector>

namespace meterbench::app {

/// Exit codes: 0 ended in order, 1 could not start or run, 2 wrong flags.
[[nodiscard]] int runGateway(const std::vector<std::string>& words);

} // namespace meterbench::app
