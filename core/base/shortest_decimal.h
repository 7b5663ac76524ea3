// The shortest decimal number that reads back as a double, as digits and not as text: what
// std::to_chars writes, in a third of its time. Only for what Decimal::fromSample has left, from
// 2^-42 to 2^52, where 128 bits hold all of it exactly; not a general conversion. Any thread, no
// errors. The method (of two neighbouring powers of ten, one has a multiple that reads back):
// Raffaello Giulietti, "The Schubfach way to render doubles", 2020; the smaller range needs neither
// its rounded tables nor their proof.
#pragma once

#include <cstdint>

namespace meterbench::base {

/// digits × 10^-fractionDigits; digits may end with zeros.
struct ShortestDecimal {
    std::uint64_t digits = 0; ///< below 10^17
    int fractionDigits = 0;   ///< 1 to 29
};

inline constexpr double kLeastShortest = 0x1p-42;
inline constexpr double kLimitShortest = 0x1p52; ///< not itself

/// Of a value from kLeastShortest to below kLimitShortest. The shortest, of several the nearest, of
/// two that are as near the even one.
[[nodiscard]] ShortestDecimal shortestDecimal(double value);

} // namespace meterbench::base
