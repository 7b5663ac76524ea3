#include "core/pricing/currency.h"

#include <algorithm>
#include <array>

namespace meterbench::pricing {

namespace {

constexpr int kUsualExponent = 2;

/// Every code with two digits, parted by spaces, in order.
constexpr std::string_view kUsual =
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD "
    "BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD "
    "EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR "
    "IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP "
    "MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN "
    "QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB "
    "TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW "
    "ZWG";

struct Unusual {
    std::string_view code;
    int exponent;
};

constexpr std::array<Unusual, 26> kUnusual{{
    {"BHD", 3}, {"BIF", 0}, {"CLF", 4}, {"CLP", 0}, {"DJF", 0}, {"GNF", 0}, {"IQD", 3},
    {"ISK", 0}, {"JOD", 3}, {"JPY", 0}, {"KMF", 0}, {"KRW", 0}, {"KWD", 3}, {"LYD", 3},
    {"OMR", 3}, {"PYG", 0}, {"RWF", 0}, {"TND", 3}, {"UGX", 0}, {"UYI", 0}, {"UYW", 4},
    {"VND", 0}, {"VUV", 0}, {"XAF", 0}, {"XOF", 0}, {"XPF", 0},
}};

bool isUsual(std::string_view code) {
    constexpr std::size_t width = 4;
    std::size_t low = 0;
    std::size_t high = (kUsual.size() + 1) / width;
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        const std::string_view here = kUsual.substr(middle * width, width - 1);
        if (here == code) {
            return true;
        }
        (here < code ? low : high) = here < code ? middle + 1 : middle;
    }
    return false;
}

} // namespace

base::Result<Currency> findCurrency(std::string_view code) {
    if (isUsual(code)) {
        return Currency{std::string(code), kUsualExponent};
    }
    for (const Unusual& one : kUnusual) {
        if (one.code == code) {
            return Currency{std::string(code), one.exponent};
        }
    }
    constexpr std::size_t shown = 40;
    return base::Error{
        base::Code::InvalidInput,
        "currency: \"" + std::string(code.substr(0, shown)) +
            "\" is no currency of ISO 4217; write its three capital letters, for example EUR"};
}

} // namespace meterbench::pricing
