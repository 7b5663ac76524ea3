#include "core/base/shortest_decimal.h"

#include <array>
#include <bit>

namespace meterbench::base {

namespace {

__extension__ using Wide = unsigned __int128; // a word of the compilers, not of the standard

constexpr int kMostFraction = 94; ///< binary digits behind the point: 2^-42 has 52 more
constexpr int kMostPower = 29;

constexpr std::array<Wide, kMostPower + 1> kPowersOfFive = [] {
    std::array<Wide, kMostPower + 1> powers{1};
    for (std::size_t i = 1; i < powers.size(); ++i) {
        powers[i] = powers[i - 1] * 5;
    }
    return powers;
}();

/// The least power of ten that is above 2^bits.
constexpr int powerAbove(int bits) {
    return (bits * 1'233 >> 12) + 1; // 1233 / 4096 is a little less than log10(2)
}

static_assert([] {
    for (int bits = 1; bits <= kMostFraction; ++bits) {
        const auto power = static_cast<std::size_t>(powerAbove(bits));
        // 10^power against 2^bits, both without their twos.
        const Wide least = Wide{1} << (bits - powerAbove(bits));
        if (kPowersOfFive[power] <= least || kPowersOfFive[power - 1] >= least * 2) {
            return false;
        }
    }
    return true;
}());

} // namespace

// The value is mantissa × 2^-bits; times 10^power, a power that makes the neighbourhood of numbers
// that read back from 1 to below 10 wide, it is mantissa × 5^power with (bits - power) binary
// digits behind the point. So at most one multiple of 10 reads back, and if none does, the nearest
// whole number is the shortest. The ends of the neighbourhood have one binary digit more than the
// value and are never whole, so that it does not matter whether they read back.
ShortestDecimal shortestDecimal(double value) {
    constexpr int mantissaBits = 52;
    constexpr int exponentBias = 1'023;
    constexpr std::uint64_t hidden = std::uint64_t{1} << mantissaBits;
    const auto pattern = std::bit_cast<std::uint64_t>(value);
    const std::uint64_t mantissa = (pattern & (hidden - 1)) | hidden;
    const int bits = mantissaBits + exponentBias - static_cast<int>(pattern >> mantissaBits);
    const int power = powerAbove(bits);

    // In quarters of the last binary digit. A power of two is nearer to the double below it: there
    // the whole number below may be as near and not read back. One of the two does, as the test
    // shows of each power in range.
    const Wide width = kPowersOfFive[static_cast<std::size_t>(power)];
    const Wide above = width * 2;
    const Wide below = mantissa == hidden ? width : above;
    const Wide scaled = width * mantissa * 4;
    const int binary = bits - power + 2;
    const Wide one = Wide{1} << binary;

    const auto whole = static_cast<std::uint64_t>(scaled >> binary);
    const Wide rest = scaled & (one - 1);
    const std::uint64_t lastDigit = whole % 10;
    const Wide overTen = one * lastDigit + rest;
    if (overTen < below) {
        return {whole - lastDigit, power};
    }
    if (one * 10 - overTen < above) {
        return {whole - lastDigit + 10, power};
    }
    const Wide toNext = one - rest;
    const bool isNext = toNext < rest || (toNext == rest && whole % 2 == 1) || rest >= below;
    return {whole + (isNext ? 1 : 0), power};
}

} // namespace meterbench::base
