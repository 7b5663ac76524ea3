// Currencies and how many digits their amounts have behind the point. Not exchange rates, symbols
// or names. Source: ISO 4217, list one as published on 2024-06-25, and XCG, in force since 2025;
// metals, funds and codes for tests, which have no exponent there, are left out. Any thread.
#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>

namespace meterbench::pricing {

/// An ISO 4217 code and its exponent: amounts are whole multiples of 10^-exponent.
struct Currency {
    std::string code = "EUR";
    int exponent = 2;

    friend bool operator==(const Currency&, const Currency&) = default;
};

/// Three capital letters; anything else is an error that begins with the field, "currency: …".
[[nodiscard]] base::Result<Currency> findCurrency(std::string_view code);

} // namespace meterbench::pricing
