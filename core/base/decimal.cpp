#include "core/base/decimal.h"

#include "core/base/decimal_parts.h"
#include "core/base/shortest_decimal.h"

#include <algorithm>
#include <array>

namespace meterbench::base {

namespace {

struct Quotient {
    Magnitude whole = 0;
    Magnitude rest = 0;
};

/// a × b / divisor by way of 256 bits. Both factors and the divisor are below 2^120. When the
/// quotient needs more than 128 bits, all that is right of it is its topmost bit: it is above every
/// number in range.
Quotient multiplyThenDivide(Magnitude a, Magnitude b, Magnitude divisor) {
    Magnitude product = 0;
    if (!__builtin_mul_overflow(a, b, &product)) [[likely]] {
        return {product / divisor, product % divisor};
    }
    constexpr Magnitude half = ~std::uint64_t{0};
    const Magnitude lowest = (a & half) * (b & half);
    const Magnitude middle = (a >> 64) * (b & half) + (a & half) * (b >> 64) + (lowest >> 64);
    const Magnitude low = (middle << 64) | (lowest & half);
    Quotient out{0, (a >> 64) * (b >> 64) + (middle >> 64)};
    // Long division, bit by bit: rare (a product above 3.4 × 10^14), so that simple is right.
    for (int bit = 127; bit >= 0; --bit) {
        out.rest = (out.rest << 1) | ((low >> bit) & 1);
        const bool fits = out.rest >= divisor;
        out.rest -= fits ? divisor : 0;
        out.whole = (out.whole << 1) | (fits ? 1 : 0);
    }
    return out;
}

/// The quotient's magnitude by the rule.
Magnitude rounded(Quotient quotient, Magnitude divisor, bool isNegative, Rounding rounding) {
    bool awayFromZero = false;
    const Magnitude toNext = divisor - quotient.rest;
    switch (rounding) {
    case Rounding::HalfAwayFromZero:
        awayFromZero = quotient.rest >= toNext;
        break;
    case Rounding::HalfEven:
        awayFromZero =
            quotient.rest > toNext || (quotient.rest == toNext && (quotient.whole & 1) == 1);
        break;
    case Rounding::Floor:
        awayFromZero = isNegative && quotient.rest != 0;
        break;
    case Rounding::Ceiling:
        awayFromZero = !isNegative && quotient.rest != 0;
        break;
    }
    return quotient.whole + (awayFromZero ? 1 : 0);
}

std::optional<Decimal>
quotient(bool isNegative, Magnitude a, Magnitude b, Magnitude divisor, Rounding rounding) {
    const Quotient parts = multiplyThenDivide(a, b, divisor);
    if (parts.whole > DecimalParts::kMost) {
        return std::nullopt;
    }
    return DecimalParts::make(isNegative, rounded(parts, divisor, isNegative, rounding));
}

/// Those of 64 bits.
constexpr std::array<std::uint64_t, 20> kPowersOfTen = [] {
    std::array<std::uint64_t, 20> powers{1};
    for (std::size_t i = 1; i < powers.size(); ++i) {
        powers[i] = powers[i - 1] * 10;
    }
    return powers;
}();

std::uint64_t dividedHalfEven(std::uint64_t digits, std::uint64_t divisor) {
    const std::uint64_t whole = digits / divisor;
    const std::uint64_t rest = digits % divisor;
    const std::uint64_t toNext = divisor - rest;
    return whole + (rest > toNext || (rest == toNext && whole % 2 == 1) ? 1 : 0);
}

} // namespace

std::optional<Decimal> Decimal::times(Decimal factor, Rounding rounding) const {
    return quotient(
        isNegative() != factor.isNegative(),
        DecimalParts::magnitude(*this),
        DecimalParts::magnitude(factor),
        DecimalParts::kOne,
        rounding
    );
}

std::optional<Decimal> Decimal::dividedBy(Decimal divisor, Rounding rounding) const {
    if (divisor.isZero()) {
        return std::nullopt;
    }
    return quotient(
        isNegative() != divisor.isNegative(),
        DecimalParts::magnitude(*this),
        DecimalParts::kOne,
        DecimalParts::magnitude(divisor),
        rounding
    );
}

Decimal Decimal::roundedTo(int fractionDigits, Rounding rounding) const {
    const int digits = std::clamp(fractionDigits, 0, kFractionDigits);
    const Magnitude step = powerOfTen(kFractionDigits - digits);
    const Magnitude from = DecimalParts::magnitude(*this);
    const Quotient parts{from / step, from % step};
    // The ends of the range are multiples of every step, so that rounding cannot pass them.
    const Magnitude steps = base::rounded(parts, step, isNegative(), rounding);
    return *DecimalParts::make(isNegative(), steps * step);
}

std::optional<std::int64_t> Decimal::toInteger(Rounding rounding) const {
    const Count whole = roundedTo(0, rounding).m_count / kOne;
    const auto value = static_cast<std::int64_t>(whole);
    return value == whole ? std::optional(value) : std::nullopt;
}

std::optional<Decimal> Decimal::roundedToMultiple(Decimal increment, Rounding rounding) const {
    if (increment <= Decimal()) {
        return std::nullopt;
    }
    const Magnitude step = DecimalParts::magnitude(increment);
    const Magnitude from = DecimalParts::magnitude(*this);
    const Quotient parts{from / step, from % step};
    return DecimalParts::make(
        isNegative(), base::rounded(parts, step, isNegative(), rounding) * step
    );
}

Decimal Decimal::fromFraction(double value) {
    // Most fractions have a few digits. A number of up to 15 digits that reads back is the
    // shortest, since no other of 15 does; and it reads back when the division, exact to the last
    // bit for integers below 2^53, gives the same double.
    constexpr double scale = 1e6;
    if (value > -1e9 && value < 1e9) {
        const auto scaled = static_cast<std::int64_t>(value * scale + (value < 0 ? -0.5 : 0.5));
        if (static_cast<double>(scaled) / scale == value) {
            return Decimal(scaled * (kOne / 1'000'000));
        }
    }
    return fromDigits(value);
}

Decimal Decimal::fromDigits(double value) {
    const double size = value < 0 ? -value : value;
    if (size < kLeastShortest) {
        return Decimal(); // below a quarter of 10^-12
    }
    const ShortestDecimal shortest = shortestDecimal(size);
    Count count = 0;
    if (shortest.fractionDigits <= kFractionDigits) {
        const auto missing = static_cast<std::size_t>(kFractionDigits - shortest.fractionDigits);
        count = Count{shortest.digits} * kPowersOfTen[missing];
    } else {
        const auto tooMany = static_cast<std::size_t>(shortest.fractionDigits - kFractionDigits);
        count = dividedHalfEven(shortest.digits, kPowersOfTen[tooMany]);
    }
    return Decimal(value < 0 ? -count : count);
}

void Decimal::append(std::string& out) const {
    const auto bits = static_cast<Magnitude>(m_count);
    appendU64(out, static_cast<std::uint64_t>(bits));
    appendU64(out, static_cast<std::uint64_t>(bits >> 64U));
}

std::optional<Decimal> Decimal::take(ByteReaderView& bytes) {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    if (!bytes.readU64(low) || !bytes.readU64(high)) {
        return std::nullopt;
    }
    return inRange(static_cast<Count>((Magnitude{high} << 64U) | low));
}

} // namespace meterbench::base
