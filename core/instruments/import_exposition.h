// From an exposition (text 0.0.4 or OpenMetrics; found out by itself) to the edits that make its
// metrics, tried on a bench of its own: counter, gauge, info, state set, histogram. Untyped ones
// become gauges; gauges that are called x_info and are 1 become infos, as the text format writes
// them. Times, exemplars and times of creation are left out; families without samples, too, as
// their labels are not known. Summaries cannot be made by hand and are an error, as is whatever a
// bench does not take. Label names come sorted. Any thread. Errors: InvalidInput with line (and
// column where the syntax is wrong) and what would be right.
#pragma once

#include "core/base/result.h"
#include "core/instruments/edit.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace meterbench::instruments {

[[nodiscard]] base::Result<std::vector<Edit>>
readExposition(std::string_view text, std::int64_t nowMs);

} // namespace meterbench::instruments
