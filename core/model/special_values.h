// The two NaNs that carry a meaning. Compare bits, never values.
#pragma once

#include <bit>
#include <cstdint>

namespace meterbench::model {

/// "This series ended here" (prometheus model/value/value.go StaleNaN); goes to the log and to receivers.
inline constexpr std::uint64_t kStaleBits = 0x7ff0000000000002ULL;
/// "No sample at this position in this batch"; inside the program only, never leaves a Batch.
inline constexpr std::uint64_t kAbsentBits = 0x7ff8000000000b0bULL;

/// Not constexpr: the stale marker is a signalling NaN, and GCC makes it a quiet one where it folds an expression.
extern const double kStale;
inline constexpr double kAbsent = std::bit_cast<double>(kAbsentBits);

[[nodiscard]] inline bool isStale(double value) {
    return std::bit_cast<std::uint64_t>(value) == kStaleBits;
}

[[nodiscard]] inline bool isAbsent(double value) {
    return std::bit_cast<std::uint64_t>(value) == kAbsentBits;
}

} // namespace meterbench::model
