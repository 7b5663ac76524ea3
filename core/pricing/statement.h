// A statement: what a customer's usage in one period costs under a plan, line by line and part by
// part. An estimate from what someone typed, not an invoice: no taxes, no credits. Flat fee and
// minimum of a part of a period are those of the whole one, or as many days of it, as the plan
// says; the rest is never scaled. How a line comes about: the usage of its dimension is added up,
// rounded to the increment, free units are taken off, the charge is applied, the sum of its parts
// is rounded half away from zero to the currency's exponent. The total is the sum of the rounded
// lines, flat fee and top-up, to the last digit. Plain values, any thread. Errors: InvalidInput for
// a plan that check() refuses, Limit when a number leaves Decimal's range, naming plan and
// dimension.
#pragma once

#include "core/pricing/charge.h"
#include "core/pricing/plan.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace meterbench::pricing {

/// How lines are rounded to the currency's exponent.
inline constexpr Rounding kLineRounding = Rounding::HalfAwayFromZero;

/// How much of a period a statement is of, in days.
struct PeriodShare {
    std::int64_t days = 1; ///< 0: nothing of it is the customer's
    std::int64_t ofDays = 1;

    [[nodiscard]] bool isWhole() const { return days >= ofDays; }

    friend bool operator==(const PeriodShare&, const PeriodShare&) = default;
};

/// What was metered of one dimension in the period, or a part of it. Several for one dimension are
/// added up before anything else, so that corrections (negative units and events) act as if the
/// usage they correct had been right.
struct Usage {
    std::string dimension;
    Decimal units;
    std::int64_t events = 0;                             ///< what Percentage's fixed fee counts
    Decimal coveragePercent = Decimal::fromInteger(100); ///< share of expected samples, for showing

    friend bool operator==(const Usage&, const Usage&) = default;
};

/// One dimension's usage and its price. unitsBilled = freeUnits + the units of all parts.
struct Line {
    std::string dimension;
    const char* model = ""; ///< modelName() of its charge
    Decimal unitsMetered;
    Decimal unitsBilled;                    ///< after rounding to the increment
    Decimal freeUnits;                      ///< how many of the billed ones were free
    std::optional<Decimal> coveragePercent; ///< the lowest of its usage; nothing without usage
    std::vector<Part> parts;
    Decimal exactAmount; ///< the sum of the parts
    Decimal amount;      ///< the same, rounded to the currency
};

/// All lines of a plan, in its order, also those without usage.
struct Statement {
    std::string planId;
    std::string planName;
    Currency currency;
    std::optional<Decimal> projectedFrom; ///< a projection: the elapsed share it was made from
    PeriodShare share;
    bool isProrated = false; ///< flat fee and minimum are so many days of the plan's
    Decimal wholeFlatFee;    ///< of a whole period, as the plan says
    Decimal wholeMinimumCharge;
    std::vector<Line> lines;
    Decimal flatFee;       ///< what is due
    Decimal minimumCharge; ///< what is due at least
    Decimal topUp;         ///< what lines and flat fee lack to the minimum
    Decimal total;
    std::vector<Usage> unpriced; ///< usage of dimensions that the plan has no price for, added up
};

/// The statement of one period, or a part of it. Usage may be empty.
[[nodiscard]] base::Result<Statement>
price(const Plan& plan, std::span<const Usage> usage, PeriodShare share = {});

/// The statement at the period's end if usage goes on as it did: units and events are divided by
/// the elapsed share (above 0, at most 1), events to whole ones (half away from zero), and priced;
/// fees, free units, tiers and minimum are those of the whole period already and stay. Corrections
/// are scaled like all usage.
[[nodiscard]] base::Result<Statement> project(
    const Plan& plan, std::span<const Usage> usage, Decimal elapsedShare, PeriodShare share = {}
);

} // namespace meterbench::pricing
