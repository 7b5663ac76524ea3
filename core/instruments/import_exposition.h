// From an exposition (text 0.0.4 or OpenMetrics; found out by itself) to the edits that make its
// metrics: counter, gauge, info, state set, histogram; untyped ones become gauges. Summaries cannot
// be made by hand and are an error, as is whatever a bench does not take. Any thread. Errors:
// InvalidInput with line (and column where the syntax is wrong) and what would be right.
#pragma once

#include "core/instruments/edit.h"
#include "core/base/result.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace meterbench::instruments {

[[nodiscard]] base::Result<std::vector<Edit>>
readExposition(std::string_view text, std::int64_t nowMs);

} // namespace meterbench::instruments
