// Exact decimal numbers for usage and money: a whole count of 10^-12 in 128 bits, from -10^24 to
// 10^24, both included. Not a binary float and not of unlimited size: what would leave the range is
// nothing (std::nullopt) or an Error, never a wrapped or infinite number. Sums and differences are
// exact; a product or quotient that needs more than 12 fraction digits is rounded once, as the
// caller says. 16 bytes, any thread, no allocation but for texts.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace meterbench::base {

enum class Rounding : std::uint8_t {
    HalfAwayFromZero, ///< 2.5 → 3, -2.5 → -3: what people call rounding
    HalfEven,         ///< 2.5 → 2, 3.5 → 4
    Floor,            ///< to the next lower: -2.1 → -3
    Ceiling,          ///< to the next higher: -2.9 → -2
};

/// A decimal number with up to 12 fraction digits; begins as 0.
class Decimal {
public:
    static constexpr int kFractionDigits = 12;

    constexpr Decimal() = default;

    /// "12", "-0.5", "+.5", "5.", "1.5e-3". Zeros at the end do not count as digits; no spaces, no
    /// group separators. Refused with the reason: other characters, more than 12 fraction digits,
    /// beyond ±10^24.
    [[nodiscard]] static Result<Decimal> parse(std::string_view text);

    [[nodiscard]] static constexpr Decimal fromInteger(std::int64_t value) {
        return Decimal(Count{value} * kOne);
    }

    /// The shortest decimal text that reads back as this double, exactly: 0.1 is 0.1. Digits beyond
    /// 10^-12 are rounded half even. Nothing for NaN, infinities and beyond ±10^15, where doubles
    /// begin to lie further than 0.1 apart. A few ns for whole numbers and for
    /// fractions of up to 6 digits below 10^9, some 10 ns for others.
    [[nodiscard]] static std::optional<Decimal> fromSample(double value) {
        if (!(value >= -kLargestSample && value <= kLargestSample)) {
            return std::nullopt;
        }
        const auto whole = static_cast<std::int64_t>(value);
        return static_cast<double>(whole) == value ? fromInteger(whole) : fromFraction(value);
    }

    /// Plain digits, never an exponent, never "-0": "1250", "-0.05". At least so many fraction
    /// digits are written, zeros at the end no further.
    [[nodiscard]] std::string toText(int leastFractionDigits = 0) const;

    [[nodiscard]] constexpr bool isZero() const { return m_count == 0; }

    [[nodiscard]] constexpr bool isNegative() const { return m_count < 0; }

    /// For places that hold whole numbers of 64 bits only, such as a database that is to add them
    /// up exactly: trillions × 10^12 + units + fraction × 10^-12, all of one sign.
    struct Parts {
        std::int64_t trillions = 0;
        std::int64_t units = 0; ///< below 10^12, as is the fraction
        std::int64_t fraction = 0;

        friend constexpr bool operator==(const Parts&, const Parts&) = default;
    };

    [[nodiscard]] constexpr Parts parts() const {
        return {
            static_cast<std::int64_t>(m_count / kOne / kOne),
            static_cast<std::int64_t>(m_count / kOne % kOne),
            static_cast<std::int64_t>(m_count % kOne),
        };
    }

    /// Also of sums of parts, whatever their signs and sizes. Nothing beyond the range.
    [[nodiscard]] static constexpr std::optional<Decimal> fromParts(const Parts& parts) {
        // Units and fraction together are less than 10^7 trillions.
        constexpr std::int64_t mostTrillions = 1'000'010'000'000;
        if (parts.trillions > mostTrillions || parts.trillions < -mostTrillions) {
            return std::nullopt;
        }
        return inRange((Count{parts.trillions} * kOne + parts.units) * kOne + parts.fraction);
    }

    constexpr Decimal operator-() const { return Decimal(-m_count); }

    friend constexpr std::optional<Decimal> operator+(Decimal a, Decimal b) {
        return inRange(a.m_count + b.m_count);
    }

    friend constexpr std::optional<Decimal> operator-(Decimal a, Decimal b) {
        return inRange(a.m_count - b.m_count);
    }

    /// So that a + b + c can be written: nothing and something is nothing.
    friend constexpr std::optional<Decimal> operator+(std::optional<Decimal> a, Decimal b) {
        return a ? *a + b : a;
    }

    friend constexpr std::optional<Decimal> operator-(std::optional<Decimal> a, Decimal b) {
        return a ? *a - b : a;
    }

    friend constexpr bool operator==(Decimal a, Decimal b) { return a.m_count == b.m_count; }

    friend constexpr std::strong_ordering operator<=>(Decimal a, Decimal b) {
        return a.m_count <=> b.m_count;
    }

    /// Nothing beyond the range.
    [[nodiscard]] std::optional<Decimal> times(Decimal factor, Rounding rounding) const;

    /// Nothing for a divisor of 0 and beyond the range.
    [[nodiscard]] std::optional<Decimal> dividedBy(Decimal divisor, Rounding rounding) const;

    /// Times numerator / denominator (above 0), the cheap way where counts of milliseconds become
    /// seconds. Rounded half even where 12 digits do not do. Nothing beyond the range.
    [[nodiscard]] std::optional<Decimal>
    timesRatio(std::int64_t numerator, std::int64_t denominator) const {
        Count product = 0;
        if (__builtin_mul_overflow(m_count, Count{numerator}, &product)) {
            return std::nullopt;
        }
        Count whole = product / denominator;
        Count rest = product % denominator;
        const bool isNegative = rest < 0;
        rest = isNegative ? -rest : rest;
        const Count twice = rest * 2;
        if (twice > denominator || (twice == denominator && whole % 2 != 0)) {
            whole += isNegative ? -1 : 1;
        }
        return inRange(whole);
    }

    /// With at most so many fraction digits (below 0 counts as 0); never leaves the range.
    [[nodiscard]] Decimal roundedTo(int fractionDigits, Rounding rounding) const;

    /// As a whole number; nothing beyond 64 bits.
    [[nodiscard]] std::optional<std::int64_t> toInteger(Rounding rounding) const;

    /// A whole multiple of the increment. Nothing for an increment of 0 or less and beyond the
    /// range.
    [[nodiscard]] std::optional<Decimal>
    roundedToMultiple(Decimal increment, Rounding rounding) const;

    /// 16 bytes: the count, little endian, in two's complement.
    void append(std::string& out) const;
    /// Nothing when they are not there, or are no number in range.
    [[nodiscard]] static std::optional<Decimal> take(ByteReaderView& bytes);

private:
    __extension__ using Count = __int128; // a word of the compilers, not of the standard

    static constexpr Count kOne = 1'000'000'000'000;
    static constexpr Count kMost = kOne * kOne * kOne;
    static constexpr double kLargestSample = 1e15;

    /// 16 bytes at a place for 8, as there are many beside smaller numbers.
    using Stored [[gnu::aligned(8)]] = Count;

    explicit constexpr Decimal(Count count)
        : m_count(count) {}

    /// Sums of two numbers in range are far from the ends of 128 bits.
    static constexpr std::optional<Decimal> inRange(Count count) {
        return count >= -kMost && count <= kMost ? std::optional(Decimal(count)) : std::nullopt;
    }

    [[nodiscard]] static Decimal fromFraction(double value);
    [[nodiscard]] static Decimal fromDigits(double value);

    Stored m_count = 0;

    friend struct DecimalParts;
};

static_assert(sizeof(Decimal) == 16 && alignof(Decimal) == 8);

} // namespace meterbench::base
