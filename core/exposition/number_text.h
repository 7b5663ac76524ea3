// Numbers inside a line: a fast way for short plain decimals, which is what exporters write, and
// OpenMetrics' own way to write a float. Everything else goes to base::parseNumber, which is always
// right. Source: Go strconv.ParseFloat / FormatFloat 'g', prometheus model/labels
// FormatOpenMetricsFloat.
#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace meterbench::exposition {

namespace detail {

inline constexpr std::array<double, 23> kTenTo{1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                               1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                               1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

inline const char* scanDigits(const char* p, const char* end, std::uint64_t& mantissa) {
    while (p != end) {
        const auto digit = static_cast<unsigned char>(*p - '0');
        if (digit > 9) {
            break;
        }
        mantissa = mantissa * 10 + digit;
        ++p;
    }
    return p;
}

} // namespace detail

/// Reads [-]digits[.digits] when the result is exact in one step (mantissa below 2^53, so one
/// rounding at most) and a blank or a line end follows. Answers the byte behind it, or nullptr when
/// the text is not of that kind.
[[nodiscard]] inline const char* scanPlainNumber(const char* p, const char* end, double& value) {
    const bool negative = p != end && *p == '-';
    p += negative ? 1 : 0;
    std::uint64_t mantissa = 0;
    const char* const first = p;
    p = detail::scanDigits(p, end, mantissa);
    std::ptrdiff_t digits = p - first;
    std::ptrdiff_t fraction = 0;
    if (digits != 0 && p != end && *p == '.') {
        const char* const point = ++p;
        p = detail::scanDigits(p, end, mantissa);
        fraction = p - point;
        digits += fraction;
    }
    const bool ends = p == end || *p == '\n' || *p == ' ' || *p == '\t';
    if (digits == 0 || digits > 18 || !ends || mantissa > (std::uint64_t{1} << 53U)) {
        return nullptr;
    }
    value = static_cast<double>(mantissa);
    if (fraction != 0) {
        value /= detail::kTenTo[static_cast<std::size_t>(fraction)];
    }
    value = negative ? -value : value;
    return p;
}

/// "1.0", "0.25", "1e+06", "+Inf": OpenMetrics' canonical text of a float; Go's 'g' format with
/// ".0" where neither a point nor an exponent would stand.
[[nodiscard]] std::string formatOpenMetricsFloat(double value);

/// Python's repr of a float: "2.0", "1e-05", "1e+16", "inf", "nan".
[[nodiscard]] std::string formatPythonFloat(double value);

/// As Python's prometheus_client writes a sample (utils.floatToGoString): "7.0", "1.234567e+06",
/// "-1234567.0", "+Inf", "NaN". Exponents have two digits, as in its later versions.
[[nodiscard]] std::string formatPythonClientFloat(double value);

} // namespace meterbench::exposition
