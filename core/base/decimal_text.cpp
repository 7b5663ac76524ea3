#include "core/base/decimal.h"
#include "core/base/decimal_parts.h"

#include <algorithm>

namespace meterbench::base {

namespace {

constexpr int kMostSignificantDigits = 38; // what fits a Magnitude, whatever the digits are

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

/// A number as it was written: digits × 10^exponent, without zeros at its end.
struct Written {
    bool isNegative = false;
    Magnitude digits = 0; // of no meaning when there are more than kMostSignificantDigits
    int significant = 0;
    std::int64_t exponent = 0;
};

constexpr std::int64_t kFarExponent = 1'000'000'000'000'000; // no text is as long

/// Digits with at most one point at the front of rest; false without any digit.
bool takeDigits(std::string_view& rest, Written& out) {
    std::int64_t zeros = 0;
    bool any = false;
    bool afterPoint = false;
    for (; !rest.empty() && (isDigit(rest[0]) || (rest[0] == '.' && !afterPoint));
         rest.remove_prefix(1)) {
        if (rest[0] == '.') {
            afterPoint = true;
            continue;
        }
        any = true;
        out.exponent -= afterPoint ? 1 : 0;
        if (rest[0] == '0') {
            ++zeros;
            continue;
        }
        // Zeros count only when a digit follows them; those in front never.
        const std::int64_t added = out.significant == 0 ? 1 : zeros + 1;
        zeros = 0;
        out.significant =
            static_cast<int>(std::min<std::int64_t>(out.significant + added, 1 << 30));
        if (out.significant <= kMostSignificantDigits) {
            out.digits *= powerOfTen(static_cast<int>(added));
            out.digits += static_cast<Magnitude>(rest[0] - '0');
        }
    }
    out.exponent += zeros;
    return any;
}

/// "e-3" at the front of rest, if there is one; false when it has no digits.
bool takeExponent(std::string_view& rest, Written& out) {
    if (rest.empty() || (rest[0] != 'e' && rest[0] != 'E')) {
        return true;
    }
    rest.remove_prefix(1);
    const bool isNegative = !rest.empty() && rest[0] == '-';
    if (!rest.empty() && (rest[0] == '-' || rest[0] == '+')) {
        rest.remove_prefix(1);
    }
    const bool any = !rest.empty() && isDigit(rest[0]);
    std::int64_t exponent = 0;
    for (; !rest.empty() && isDigit(rest[0]); rest.remove_prefix(1)) {
        exponent = std::min(exponent * 10 + (rest[0] - '0'), kFarExponent);
    }
    out.exponent += isNegative ? -exponent : exponent;
    return any;
}

Error notADecimal(std::string_view text, std::string_view why) {
    constexpr std::size_t shown = 60;
    return Error{
        Code::InvalidInput,
        "not a decimal number: \"" + std::string(text.substr(0, shown)) +
            (text.size() > shown ? "…" : "") + "\" (" + std::string(why) + ")"};
}

} // namespace

Result<Decimal> Decimal::parse(std::string_view text) {
    std::string_view rest = text;
    Written written;
    written.isNegative = !rest.empty() && rest[0] == '-';
    if (!rest.empty() && (rest[0] == '-' || rest[0] == '+')) {
        rest.remove_prefix(1);
    }
    if (!takeDigits(rest, written) || !takeExponent(rest, written) || !rest.empty()) {
        return notADecimal(text, "write digits with a point, for example 1250 or -0.05");
    }
    if (written.significant == 0) {
        return Decimal();
    }
    constexpr int leadingOfMost = 24;
    const std::int64_t leading = written.exponent + written.significant - 1;
    if (leading > leadingOfMost) {
        return notADecimal(text, "the largest is 10^24");
    }
    if (written.exponent < -kFractionDigits) {
        return notADecimal(text, "at most 12 digits behind the point");
    }
    const auto shift = static_cast<int>(written.exponent + kFractionDigits);
    const std::optional<Decimal> value =
        DecimalParts::make(written.isNegative, written.digits * powerOfTen(shift));
    return value ? Result<Decimal>(*value) : notADecimal(text, "the largest is 10^24");
}

std::string Decimal::toText(int leastFractionDigits) const {
    char buffer[64];
    char* const end = buffer + sizeof buffer;
    char* begin = end;
    Magnitude rest = DecimalParts::magnitude(*this);
    int digits = 0;
    for (bool keep = false; digits < kFractionDigits; ++digits, rest /= 10) {
        const auto digit = static_cast<int>(rest % 10);
        keep = keep || digit != 0 || kFractionDigits - digits <= leastFractionDigits;
        if (keep) {
            *--begin = static_cast<char>('0' + digit);
        }
    }
    if (begin != end) {
        *--begin = '.';
    }
    do {
        *--begin = static_cast<char>('0' + static_cast<int>(rest % 10));
        rest /= 10;
    } while (rest != 0);
    if (isNegative()) {
        *--begin = '-';
    }
    return {begin, end};
}

} // namespace meterbench::base
