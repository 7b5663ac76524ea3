// Numbers as the exposition formats write them: parse to the nearest double, write the shortest
// text that reads back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace meterbench::base {

/// The bits of Prometheus's ordinary NaN (model/value/value.go NormalNaN).
inline constexpr std::uint64_t kNormalNanBits = 0x7ff8000000000001ULL;

/// Go's strconv.ParseFloat as the text format uses it, without hexadecimal floats and underscores:
/// decimal numbers with optional sign, Inf, Infinity and NaN in any case. NaN comes back with
/// kNormalNanBits; out of range becomes ±Inf (an error in Go: answered with nothing, as there).
[[nodiscard]] std::optional<double> parseNumber(std::string_view text);

/// The number at the front of rest, up to the first space, newline or the end; rest then begins
/// there. Plain decimals of up to 15 digits, the usual case, take an exact short cut.
[[nodiscard]] std::optional<double> takeNumber(std::string_view& rest);

/// The shortest text that reads back; NaN, +Inf, -Inf; exponents like Go's 'g' format (1e+21,
/// 1e-07).
[[nodiscard]] std::string formatNumber(double value);

/// Whole decimal integers with optional '-'; nothing on overflow or other characters.
[[nodiscard]] std::optional<std::int64_t> parseInteger(std::string_view text);

} // namespace meterbench::base
