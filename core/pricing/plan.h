// What usage costs, as someone typed it: a plan holds a price for each dimension, a flat fee and a
// minimum for each period. Not the calculation (statement.h) and not whose plan it is. Units are
// the meter's own (calls, minutes, bytes); prices are amounts of the plan's currency for one unit,
// exact decimals. Plain values, any thread. Errors name plan, dimension and field and say what
// would be right. Models after Lago's charge models and Paigo's dimensions.
#pragma once

#include "core/base/decimal.h"
#include "core/base/result.h"
#include "core/pricing/currency.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace meterbench::pricing {

using base::Decimal;
using base::Rounding;

/// Units above the bound of the tier before it and up to upTo, which is included.
struct Tier {
    std::optional<Decimal> upTo; ///< nothing: without end, the last tier only
    Decimal unitPrice;
    Decimal flatFee =
        {}; ///< once, when the tier is reached; the first tier is reached by 0 units too

    friend bool operator==(const Tier&, const Tier&) = default;
};

/// Every unit costs the same.
struct PerUnit {
    Decimal unitPrice;

    friend bool operator==(const PerUnit&, const PerUnit&) = default;
};

/// Units are sold in packages; a begun package is paid whole.
struct Package {
    Decimal size;
    Decimal price;

    friend bool operator==(const Package&, const Package&) = default;
};

/// Each unit costs what its own tier says.
struct Graduated {
    std::vector<Tier> tiers;

    friend bool operator==(const Graduated&, const Graduated&) = default;
};

/// All units cost what the tier says that the last of them reaches.
struct Volume {
    std::vector<Tier> tiers;

    friend bool operator==(const Volume&, const Volume&) = default;
};

/// Units are an amount of money (or a stand-in) of which a share is charged, and a fee per event.
struct Percentage {
    Decimal ratePercent;
    Decimal fixedFee = {}; ///< for every event, free units or not

    friend bool operator==(const Percentage&, const Percentage&) = default;
};

using Charge = std::variant<PerUnit, Package, Graduated, Volume, Percentage>;

/// "perUnit", "package", "graduated", "volume", "percentage": its name in JSON and CSV.
[[nodiscard]] const char* modelName(const Charge& charge);

/// "round" (half away from zero, as Paigo's), "halfEven", "floor", "ceiling".
[[nodiscard]] const char* roundingName(Rounding rounding);
[[nodiscard]] std::optional<Rounding> roundingOf(std::string_view name);

/// What one dimension costs. First usage becomes whole increments, then free units are taken off,
/// then the charge sees the rest.
struct DimensionPrice {
    std::string dimension;
    Charge charge;
    Decimal freeUnits = {}; ///< of each period
    Decimal increment = {}; ///< usage is billed in multiples of it; 0: as it was metered
    Rounding rounding = Rounding::HalfAwayFromZero; ///< to the increment

    friend bool operator==(const DimensionPrice&, const DimensionPrice&) = default;
};

/// What becomes of flat fee and minimum when a statement is of a part of the period.
enum class Proration : std::uint8_t {
    None, ///< they are due whole
    Days, ///< they count by the days of the part, a begun day whole
};

/// "none", "days".
[[nodiscard]] const char* prorationName(Proration proration);
[[nodiscard]] std::optional<Proration> prorationOf(std::string_view name);

/// The prices of one period (a month, as a rule); fees and minimum are for a whole period.
struct Plan {
    std::string id;
    std::string name;
    Currency currency;
    Decimal flatFee;
    Decimal minimumCharge;               ///< of a whole statement, flat fee included; 0: none
    std::vector<DimensionPrice> charges; ///< lines appear in this order; each dimension once
    Proration proration = Proration::None;

    friend bool operator==(const Plan&, const Plan&) = default;
};

/// The first thing that is wrong, with a sentence that says where and what would be right; Code is
/// InvalidInput. Prices and fees are not negative; tiers ascend and the last has no end.
[[nodiscard]] base::Status check(const Plan& plan);

} // namespace meterbench::pricing
