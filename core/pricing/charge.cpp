#include "core/pricing/charge.h"

#include <array>

namespace meterbench::pricing {

const char* partName(PartKind kind) {
    constexpr std::array<const char*, 4> names{"units", "packages", "share", "events"};
    return names[static_cast<std::size_t>(kind)];
}

namespace {

using Parts = std::optional<std::vector<Part>>;

constexpr Rounding towardZero(bool isNegative) {
    return isNegative ? Rounding::Ceiling : Rounding::Floor;
}

std::optional<Decimal> product(Decimal a, Decimal b) {
    return a.times(b, towardZero(a.isNegative() != b.isNegative()));
}

/// Units of a tier at its price, and its flat fee.
std::optional<Part> tierPart(const Tier& tier, Decimal from, std::optional<Decimal> units) {
    if (!units) {
        return std::nullopt;
    }
    const std::optional<Decimal> price = product(*units, tier.unitPrice);
    const std::optional<Decimal> amount = price + tier.flatFee;
    if (!amount) {
        return std::nullopt;
    }
    return Part{
        PartKind::Units, from, tier.upTo, *units, {}, tier.unitPrice, tier.flatFee, *amount};
}

Parts partsOf(const PerUnit& charge, Decimal units, std::int64_t) {
    const std::optional<Part> part = tierPart({{}, charge.unitPrice, {}}, {}, units);
    return part ? Parts({*part}) : std::nullopt;
}

Parts partsOf(const Package& charge, Decimal units, std::int64_t) {
    // Both steps are exact: a whole multiple, then how often the size goes into it.
    const std::optional<Decimal> whole = units.roundedToMultiple(charge.size, Rounding::Ceiling);
    const std::optional<Decimal> count =
        whole ? whole->dividedBy(charge.size, Rounding::Floor) : whole;
    const std::optional<Decimal> amount = count ? product(*count, charge.price) : count;
    if (!amount) {
        return std::nullopt;
    }
    return Parts({Part{PartKind::Packages, {}, {}, units, *count, charge.price, {}, *amount}});
}

Parts partsOf(const Graduated& charge, Decimal units, std::int64_t) {
    std::vector<Part> parts;
    Decimal from;
    for (const Tier& tier : charge.tiers) {
        if (!parts.empty() && units <= from) {
            break;
        }
        const Decimal last = tier.upTo && units > *tier.upTo ? *tier.upTo : units;
        const std::optional<Part> part = tierPart(tier, from, last - from);
        if (!part) {
            return std::nullopt;
        }
        parts.push_back(*part);
        from = tier.upTo.value_or(from);
    }
    return parts;
}

Parts partsOf(const Volume& charge, Decimal units, std::int64_t) {
    Decimal from;
    for (const Tier& tier : charge.tiers) {
        if (!tier.upTo || units <= *tier.upTo) {
            const std::optional<Part> part = tierPart(tier, from, units);
            return part ? Parts({*part}) : std::nullopt;
        }
        from = *tier.upTo;
    }
    return std::vector<Part>();
}

Parts partsOf(const Percentage& charge, Decimal units, std::int64_t events) {
    const std::optional<Decimal> hundredfold = product(units, charge.ratePercent);
    const std::optional<Decimal> share =
        hundredfold
            ? hundredfold->dividedBy(Decimal::fromInteger(100), towardZero(units.isNegative()))
            : hundredfold;
    const Decimal count = Decimal::fromInteger(events);
    const std::optional<Decimal> fees = product(count, charge.fixedFee);
    if (!share || !fees) {
        return std::nullopt;
    }
    std::vector<Part> parts{{PartKind::Share, {}, {}, units, {}, charge.ratePercent, {}, *share}};
    if (!charge.fixedFee.isZero()) {
        parts.push_back({PartKind::Events, {}, {}, {}, count, charge.fixedFee, {}, *fees});
    }
    return parts;
}

} // namespace

std::optional<std::vector<Part>> partsOf(const Charge& charge, Decimal units, std::int64_t events) {
    return std::visit([&](const auto& one) { return partsOf(one, units, events); }, charge);
}

} // namespace meterbench::pricing
