// Durations and sizes in Prometheus's own spelling.
// Duration: units y w d h m s ms, each at most once and in this order; a bare 0 is allowed
// (prometheus/common model/time.go). Size: a number with a unit B, KB, KiB … EB, EiB, base 2 for
// both spellings; a bare 0 is allowed.
#pragma once

#include "core/base/result.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace meterbench::base {

[[nodiscard]] Result<std::chrono::milliseconds> parseDuration(std::string_view text);
/// "1m30s", "0s".
[[nodiscard]] std::string formatDuration(std::chrono::milliseconds duration);

[[nodiscard]] Result<std::uint64_t> parseSize(std::string_view text);
/// "8GiB", "512MiB", "0B": the largest unit that divides it.
[[nodiscard]] std::string formatSize(std::uint64_t sizeBytes);

} // namespace meterbench::base
