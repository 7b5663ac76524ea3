#include "core/pricing/statement.h"

#include <algorithm>

namespace meterbench::pricing {

namespace {

base::Error outOfRange(const Plan& plan, const std::string& dimension, std::string_view what) {
    return base::Error{
        base::Code::Limit,
        "plan \"" + plan.id + "\"" +
            (dimension.empty() ? "" : ", dimension \"" + dimension + "\"") + ": " +
            std::string(what) + " leaves the range of ±10^24"};
}

/// Adds one record to the sum of its dimension; false out of range.
bool add(Usage& sum, const Usage& more) {
    const std::optional<Decimal> units = sum.units + more.units;
    if (!units || __builtin_add_overflow(sum.events, more.events, &sum.events)) {
        return false;
    }
    sum.units = *units;
    sum.coveragePercent = std::min(sum.coveragePercent, more.coveragePercent);
    return true;
}

/// Usage by dimension: one sum for each price of the plan, nothing where there was none.
struct Sums {
    std::vector<std::optional<Usage>> priced;
    std::vector<Usage> unpriced;
};

std::size_t indexOf(const Plan& plan, const std::string& dimension) {
    const auto found =
        std::find_if(plan.charges.begin(), plan.charges.end(), [&](const DimensionPrice& one) {
            return one.dimension == dimension;
        });
    return static_cast<std::size_t>(found - plan.charges.begin());
}

bool addUnpriced(std::vector<Usage>& sums, const Usage& usage) {
    const auto found = std::find_if(sums.begin(), sums.end(), [&](const Usage& one) {
        return one.dimension == usage.dimension;
    });
    if (found != sums.end()) {
        return add(*found, usage);
    }
    sums.push_back(usage);
    return true;
}

base::Result<Sums> sumByDimension(const Plan& plan, std::span<const Usage> usage) {
    Sums sums;
    sums.priced.resize(plan.charges.size());
    for (const Usage& one : usage) {
        const std::size_t index = indexOf(plan, one.dimension);
        bool fits = true;
        if (index == plan.charges.size()) {
            fits = addUnpriced(sums.unpriced, one);
        } else if (sums.priced[index]) {
            fits = add(*sums.priced[index], one);
        } else {
            sums.priced[index] = one;
        }
        if (!fits) {
            return outOfRange(plan, one.dimension, "usage");
        }
    }
    return sums;
}

std::optional<Decimal> sumOf(const std::vector<Part>& parts) {
    std::optional<Decimal> sum = Decimal();
    for (const Part& part : parts) {
        sum = sum + part.amount;
    }
    return sum;
}

base::Result<Line>
lineOf(const Plan& plan, const DimensionPrice& price, const std::optional<Usage>& usage) {
    Line line;
    line.dimension = price.dimension;
    line.model = modelName(price.charge);
    if (usage) {
        line.unitsMetered = usage->units;
        line.coveragePercent = usage->coveragePercent;
    }
    const std::optional<Decimal> billed =
        price.increment.isZero()
            ? line.unitsMetered
            : line.unitsMetered.roundedToMultiple(price.increment, price.rounding);
    if (!billed) {
        return outOfRange(plan, price.dimension, "usage rounded to the increment");
    }
    line.unitsBilled = *billed;
    line.freeUnits = std::clamp(*billed, Decimal(), price.freeUnits);
    const std::optional<Decimal> charged = *billed - line.freeUnits;
    std::optional<std::vector<Part>> parts =
        charged ? partsOf(price.charge, *charged, usage ? usage->events : 0) : std::nullopt;
    const std::optional<Decimal> sum = parts ? sumOf(*parts) : std::nullopt;
    if (!sum) {
        return outOfRange(plan, price.dimension, "the amount");
    }
    line.parts = *std::move(parts);
    line.exactAmount = *sum;
    line.amount = sum->roundedTo(plan.currency.exponent, kLineRounding);
    return line;
}

/// What lines and flat fee lack to the minimum; nothing out of range.
std::optional<Decimal> topUpOf(Decimal minimum, Decimal sum) {
    const bool isBelow = !minimum.isZero() && sum < minimum;
    return isBelow ? minimum - sum : Decimal();
}

/// So many days of an amount for the whole period. Exact before it is rounded: the product has all
/// digits, and the whole part and the rest of the division decide.
std::optional<Decimal> ofDays(Decimal amount, PeriodShare share, const Currency& currency) {
    const auto days = Decimal::fromInteger(share.days);
    const std::optional<Decimal> product = amount.times(days, kLineRounding);
    const std::optional<Decimal> part =
        product ? product->dividedBy(Decimal::fromInteger(share.ofDays), Rounding::Floor)
                : std::nullopt;
    return part ? std::optional(part->roundedTo(currency.exponent, kLineRounding)) : part;
}

/// Flat fee and minimum of the share of the period.
base::Status takeFees(const Plan& plan, PeriodShare share, Statement& statement) {
    if (share.days < 0 || share.ofDays <= 0) {
        return base::Error{
            base::Code::InvalidInput,
            "share of the period: " + std::to_string(share.days) + " of " +
                std::to_string(share.ofDays) + " days is none"};
    }
    statement.share = share;
    statement.flatFee = statement.wholeFlatFee = plan.flatFee;
    statement.minimumCharge = statement.wholeMinimumCharge = plan.minimumCharge;
    statement.isProrated = plan.proration == Proration::Days && !share.isWhole();
    if (!statement.isProrated) {
        return {};
    }
    const auto fee = ofDays(plan.flatFee, share, plan.currency);
    const auto minimum = ofDays(plan.minimumCharge, share, plan.currency);
    if (!fee || !minimum) {
        return outOfRange(plan, {}, "a fee by days");
    }
    statement.flatFee = *fee;
    statement.minimumCharge = *minimum;
    return {};
}

base::Status addUp(const Plan& plan, Statement& statement) {
    std::optional<Decimal> sum = statement.flatFee;
    for (const Line& line : statement.lines) {
        sum = sum + line.amount;
    }
    const std::optional<Decimal> topUp = sum ? topUpOf(statement.minimumCharge, *sum) : sum;
    const std::optional<Decimal> total = topUp ? sum + *topUp : topUp;
    if (!total) {
        return outOfRange(plan, {}, "the total");
    }
    statement.topUp = *topUp;
    statement.total = *total;
    return {};
}

} // namespace

base::Result<Statement> price(const Plan& plan, std::span<const Usage> usage, PeriodShare share) {
    if (const base::Status status = check(plan); !status) {
        return status.error();
    }
    base::Result<Sums> sums = sumByDimension(plan, usage);
    if (!sums) {
        return sums.error();
    }
    Statement out;
    out.planId = plan.id;
    out.planName = plan.name;
    out.currency = plan.currency;
    if (const base::Status status = takeFees(plan, share, out); !status) {
        return status.error();
    }
    out.unpriced = std::move(sums->unpriced);
    out.lines.reserve(plan.charges.size());
    for (std::size_t i = 0; i < plan.charges.size(); ++i) {
        base::Result<Line> line = lineOf(plan, plan.charges[i], sums->priced[i]);
        if (!line) {
            return line.error();
        }
        out.lines.push_back(std::move(line).value());
    }
    const base::Status status = addUp(plan, out);
    return status ? base::Result<Statement>(std::move(out)) : status.error();
}

base::Result<Statement>
project(const Plan& plan, std::span<const Usage> usage, Decimal elapsedShare, PeriodShare share) {
    if (elapsedShare <= Decimal() || elapsedShare > Decimal::fromInteger(1)) {
        return base::Error{
            base::Code::InvalidInput,
            "elapsed share: " + elapsedShare.toText() + " is not above 0 and at most 1"};
    }
    std::vector<Usage> scaled(usage.begin(), usage.end());
    for (Usage& one : scaled) {
        const std::optional<Decimal> units = one.units.dividedBy(elapsedShare, Rounding::HalfEven);
        const std::optional<Decimal> events =
            Decimal::fromInteger(one.events).dividedBy(elapsedShare, Rounding::HalfEven);
        const std::optional<std::int64_t> whole =
            events ? events->toInteger(Rounding::HalfAwayFromZero) : std::nullopt;
        if (!units || !whole) {
            return outOfRange(plan, one.dimension, "projected usage");
        }
        one.units = *units;
        one.events = *whole;
    }
    base::Result<Statement> out = price(plan, scaled, share);
    if (out) {
        out->projectedFrom = elapsedShare;
    }
    return out;
}

} // namespace meterbench::pricing
