// `meterbench agent`: the core without a window, behaving as Prometheus in agent mode does. No Qt
// GUI is started.
#pragma once

#include <string>
#include <vector>

namespace meterbench::app {

/// Exit codes: 0 ended in order, 1 could not start or run, 2 wrong flags.
[[nodiscard]] int runAgent(const std::vector<std::string>& words);

} // namespace meterbench::app
