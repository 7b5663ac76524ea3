#include "core/base/number.h"

#include <fast_float/fast_float.h>

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
