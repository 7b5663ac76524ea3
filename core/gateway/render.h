// Rendering: what is held as a body in the text format, the same bytes whatever the order of
// pushes: families by name, series by labels, le and quantile last, numbers as Go's shortest 'g'
// form (1e+06, 1.7e+09), which is what readers of the older gateway saw. Any thread that may read
// the merger.
#pragma once

#include "core/gateway/merger.h"

#include <string>
#include <vector>

namespace meterbench::gateway {

[[nodiscard]] std::string render(const Merger& merger);
void renderText(std::string& out, const Merger& merger);

/// By name.
[[nodiscard]] std::vector<const Family*> sortedFamilies(const Merger& merger);

/// 1234567 → "1.234567e+06", 0.0001 → "0.0001", -0 → "0".
void appendNumber(std::string& out, double value);

} // namespace meterbench::gateway
