// The bench as YAML: what a person keeps beside other files, one key a line, so that it diffs well;
// numbers with all their digits. Reading answers the edits that make it, tried on a bench of its
// own: unknown keys, wrong kinds of values, what stands there twice and what a bench would not take
// are errors with line and column. Not kept: when a counter began to count. yaml-cpp is used in the
// source only. Any thread. Errors: InvalidInput.
#pragma once

#include "core/base/result.h"
#include "core/instruments/bench.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::instruments {

[[nodiscard]] std::string writeYaml(const Bench& bench);

[[nodiscard]] base::Result<std::vector<Edit>> readYaml(std::string_view text, std::int64_t nowMs);

/// Rather than an exposition: its first line of substance is a key.
[[nodiscard]] bool looksLikeYaml(std::string_view text);

} // namespace meterbench::instruments
