// Decimals as sign and magnitude, for decimal.cpp and decimal_text.cpp; not for others, who have
// Decimal's own operations. Any thread.
#pragma once

#include "core/base/decimal.h"

namespace meterbench::base {

/// Counts without their sign, at most 10^36 < 2^120.
__extension__ using Magnitude = unsigned __int128;

constexpr Magnitude powerOfTen(int exponent) {
    Magnitude power = 1;
    for (int i = 0; i < exponent; ++i) {
        power *= 10;
    }
    return power;
}

/// Between numbers and their sign and magnitude.
struct DecimalParts {
    static constexpr Magnitude kOne = static_cast<Magnitude>(Decimal::kOne);
    static constexpr Magnitude kMost = static_cast<Magnitude>(Decimal::kMost);

    static Magnitude magnitude(Decimal value) {
        return static_cast<Magnitude>(value.m_count < 0 ? -value.m_count : value.m_count);
    }

    /// Nothing beyond the range.
    static std::optional<Decimal> make(bool isNegative, Magnitude magnitude) {
        if (magnitude > kMost) {
            return std::nullopt;
        }
        const auto count = static_cast<Decimal::Count>(magnitude);
        return Decimal(isNegative ? -count : count);
    }
};

} // namespace meterbench::base
