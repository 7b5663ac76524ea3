#include "core/exposition/number_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>
#include <cstdlib>

namespace meterbench::exposition {

namespace {

std::string written(double value, std::chars_format format) {
    std::array<char, 400> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format).ptr;
    return std::string(buffer.data(), end);
}

/// Go's 'g' with the shortest precision: exponents below 1e-4 and from 1e6 on.
std::string shortestFloat(double value) {
    const double magnitude = std::fabs(value);
    const bool plain = magnitude >= 1e-4 && magnitude < 1e6;
    return written(value, plain ? std::chars_format::fixed : std::chars_format::scientific);
}

} // namespace

std::string formatOpenMetricsFloat(double value) {
    if (std::isnan(value)) {
        return "NaN";
    }
    if (std::isinf(value)) {
        return value > 0 ? "+Inf" : "-Inf";
    }
    if (value == 0) {
        return "0.0";
    }
    std::string text = shortestFloat(value);
    if (text.find_first_of("e.") == std::string::npos) {
        text += ".0";
    }
    return text;
}

std::string formatPythonFloat(double value) {
    if (std::isnan(value) || std::isinf(value)) {
        return std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
    }
    std::array<char, 32> buffer{};
    const auto written = std::to_chars(
        buffer.data(), buffer.data() + buffer.size(), std::fabs(value), std::chars_format::scientific
    );
    const std::string_view text(buffer.data(), written.ptr);
    const std::size_t e = text.find('e');
    std::string digits(text.substr(0, 1));
    digits += e > 2 ? text.substr(2, e - 2) : std::string_view();
    const int exponent = std::atoi(text.data() + e + 1);
    std::string out = std::signbit(value) ? "-" : "";
    if (exponent < -4 || exponent >= 16) {
        out += digits.substr(0, 1) + (digits.size() > 1 ? "." + digits.substr(1) : "");
        const std::string power = std::to_string(std::abs(exponent));
        return out + (exponent < 0 ? "e-" : "e+") + (power.size() < 2 ? "0" : "") + power;
    }
    if (exponent < 0) {
        return out + "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
    }
    const auto whole = static_cast<std::size_t>(exponent) + 1;
    digits += std::string(whole > digits.size() ? whole - digits.size() : 0, '0');
    return out + digits.substr(0, whole) + "." +
           (digits.size() > whole ? digits.substr(whole) : "0");
}

std::string formatPythonClientFloat(double value) {
    if (std::isnan(value) || std::isinf(value)) {
        return std::isnan(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
    }
    const std::string text = formatPythonFloat(value);
    const std::size_t dot = text.find('.');
    if (!(value > 0) || dot == std::string::npos || dot <= 6) {
        return text;
    }
    std::string mantissa = text.substr(0, 1) + "." + text.substr(1, dot - 1) + text.substr(dot + 1);
    mantissa.resize(mantissa.find_last_not_of("0.") + 1);
    const std::string power = std::to_string(dot - 1);
    return mantissa + "e+" + (power.size() < 2 ? "0" : "") + power;
}

} // namespace meterbench::exposition
