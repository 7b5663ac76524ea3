// `meterbench demo --headless`: the demo without a window; prints what moves, a line every second.
#pragma once

#include <string>
#include <vector>

namespace meterbench::app {

/// Exit codes: 0 ended in order and everything that was scraped was accepted, 1 could not start or
/// something is missing, 2 wrong flags.
[[nodiscard]] int runHeadlessDemo(const std::vector<std::string>& words);

} // namespace meterbench::app
