// What units cost under a charge, part by part: the arithmetic of a statement's line. Not rounding
// to increments or to the currency (statement.h). Amounts are exact to 12 fraction digits; what a
// product has beyond them is cut toward zero, so that a line's own rounding is never a second one.
// Nothing (std::nullopt) when an amount leaves Decimal's range. Any thread. Source: Lago's charge
// models (their vectors in tests/data/pricing); below 0 units our own rule.
#pragma once

#include "core/pricing/plan.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace meterbench::pricing {

enum class PartKind : std::uint8_t {
    Units,    ///< amount = units × unitPrice + flatFee
    Packages, ///< amount = count × unitPrice
    Share,    ///< amount = units × unitPrice / 100; unitPrice is the rate in percent
    Events,   ///< amount = count × unitPrice; units is 0
};

/// "units", "packages", "share", "events".
[[nodiscard]] const char* partName(PartKind kind);

/// One summand of a line. The units of a line's parts add up to what was charged.
struct Part {
    PartKind kind = PartKind::Units;
    Decimal from;              ///< the part holds units above this; 0 without tiers
    std::optional<Decimal> to; ///< and up to this; nothing without end
    Decimal units;
    Decimal count; ///< packages or events; 0 for the other kinds
    Decimal unitPrice;
    Decimal flatFee;
    Decimal amount; ///< not rounded to the currency
};

/// The parts for so many units, free ones already taken off. 0 units reach the first tier and so
/// pay its flat fee. Below 0 (a correction larger than the usage it corrects) prices go on as they
/// begin: the first tier's price for each unit, a package back for each one that is given back
/// whole. Prices thus never rise when usage falls, but for Volume, where they may. The charge must
/// have passed check(); one without a tier for these units has no parts.
[[nodiscard]] std::optional<std::vector<Part>>
partsOf(const Charge& charge, Decimal units, std::int64_t events);

} // namespace meterbench::pricing
