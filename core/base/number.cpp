#include "core/base/number.h"

#include <fast_float/fast_float.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>

namespace meterbench::base {

namespace {

bool equalsIgnoringCase(std::string_view text, std::string_view lower) {
    if (text.size() != lower.size()) {
        return false;
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
        if ((text[i] | 0x20) != lower[i]) {
            return false;
        }
    }
    return true;
}

std::optional<double> parseSpecial(std::string_view text, bool negative, bool hasSign) {
    if (equalsIgnoringCase(text, "inf") || equalsIgnoringCase(text, "infinity")) {
        const double infinity = std::numeric_limits<double>::infinity();
        return negative ? -infinity : infinity;
    }
    if (!hasSign && equalsIgnoringCase(text, "nan")) {
        return std::bit_cast<double>(kNormalNanBits);
    }
    return std::nullopt;
}

} // namespace

std::optional<double> parseNumber(std::string_view text) {
    if (text.empty()) {
        return std::nullopt;
    }
    const bool hasSign = text.front() == '+' || text.front() == '-';
    const bool negative = text.front() == '-';
    if (hasSign) {
        text.remove_prefix(1);
        if (text.empty()) {
            return std::nullopt;
        }
    }
    const char first = text.front();
    if ((first < '0' || first > '9') && first != '.') {
        return parseSpecial(text, negative, hasSign);
    }
    double value = 0;
    const char* end = text.data() + text.size();
    const auto [rest, error] = fast_float::from_chars(text.data(), end, value);
    if (error != std::errc() || rest != end || std::isinf(value)) {
        return std::nullopt;
    }
    return negative ? -value : value;
}

namespace {

constexpr std::array<double, 23> kPowersOfTen{1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                              1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                              1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

/// "e+10" at p; false when it is not a small, complete exponent.
bool takeExponent(const char*& p, const char* end, int& exponent) {
    ++p;
    const bool negative = p != end && *p == '-';
    p += p != end && (*p == '-' || *p == '+') ? 1 : 0;
    int value = 0;
    const char* digits = p;
    while (p != end && isDigit(*p) && p - digits < 3) {
        value = value * 10 + (*p++ - '0');
    }
    exponent += negative ? -value : value;
    return p != digits;
}

} // namespace

std::optional<double> takeNumber(std::string_view& rest) {
    // Clinger's case: a mantissa below 2^53 and a power of ten that is exact give the nearest
    // double in one operation.
    const char* const end = rest.data() + rest.size();
    const char* p = rest.data();
    const bool negative = p != end && *p == '-';
    p += negative ? 1 : 0;
    std::uint64_t mantissa = 0;
    int exponent = 0;
    const char* const digits = p;
    while (p != end && isDigit(*p)) {
        mantissa = mantissa * 10 + static_cast<std::uint64_t>(*p++ - '0');
    }
    auto count = p - digits;
    if (p != end && *p == '.') {
        const char* const fraction = ++p;
        while (p != end && isDigit(*p)) {
            mantissa = mantissa * 10 + static_cast<std::uint64_t>(*p++ - '0');
        }
        exponent = -static_cast<int>(p - fraction);
        count += p - fraction;
    }
    bool simple = count > 0 && count <= 15;
    if (simple && p != end && (*p == 'e' || *p == 'E')) {
        simple = takeExponent(p, end, exponent);
    }
    if (simple && (p == end || *p == ' ' || *p == '\n') && exponent >= -22 && exponent <= 22) {
        rest.remove_prefix(static_cast<std::size_t>(p - rest.data()));
        const double whole = static_cast<double>(mantissa);
        const double value = exponent < 0
                                 ? whole / kPowersOfTen[static_cast<std::size_t>(-exponent)]
                                 : whole * kPowersOfTen[static_cast<std::size_t>(exponent)];
        return negative ? -value : value;
    }
    const std::size_t size = std::min(rest.find_first_of(" \n"), rest.size());
    const std::optional<double> value = parseNumber(rest.substr(0, size));
    rest.remove_prefix(size);
    return value;
}

std::string formatNumber(double value) {
    if (std::isnan(value)) {
        return "NaN";
    }
    if (std::isinf(value)) {
        return value > 0 ? "+Inf" : "-Inf";
    }
    if (value == 0) {
        return std::signbit(value) ? "-0" : "0";
    }
    char buffer[64];
    const double magnitude = std::fabs(value);
    const bool scientific = magnitude < 1e-4 || magnitude >= 1e21;
    const auto format = scientific ? std::chars_format::scientific : std::chars_format::fixed;
    const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value, format);
    return error == std::errc() ? std::string(buffer, end) : std::string("NaN");
}

std::optional<std::int64_t> parseInteger(std::string_view text) {
    std::int64_t value = 0;
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || rest != end || text.empty()) {
        return std::nullopt;
    }
    return value;
}

} // namespace meterbench::base
