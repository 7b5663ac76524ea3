#include "core/exposition/number_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

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

} // namespace meterbench::exposition
