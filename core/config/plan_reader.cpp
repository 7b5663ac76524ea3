#include "core/config/plan_reader.h"

#include "core/base/text.h"
#include "core/config/map_reader.h"
#include "core/config/meter_reader.h"
#include "core/config/scalars.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace meterbench::config {

namespace {

using base::Decimal;
using pricing::Charge;
using pricing::DimensionPrice;
using pricing::Plan;
using pricing::Tier;

constexpr std::array<std::string_view, 5> kModels{
    "perUnit", "package", "graduated", "volume", "percentage"};

/// An amount of money or units: a number of 0 or more.
void readAmount(MapReader& map, std::string_view key, Decimal& out) {
    const Node* node = map.take(key);
    Decimal amount;
    if (node == nullptr || !readDecimal(*node, map.reading(), amount)) {
        return;
    }
    if (amount.isNegative()) {
        map.errorAt(key, amount.toText() + " is negative", "write 0 or more");
        return;
    }
    out = amount;
}

void needAmount(MapReader& map, std::string_view key, Decimal& out) {
    readAmount(map, key, out);
    if (!map.has(key)) {
        map.errorAt(key, "is missing", "write a number, 0 if it costs nothing");
    }
}

void needText(MapReader& map, std::string_view key, std::string& out, const char* hint) {
    map.text(key, out);
    if (!map.has(key)) {
        map.errorAt(key, "is missing", hint);
    }
}

Tier readTier(const Node& node, Reading& reading) {
    Tier tier;
    MapReader map(node, reading);
    if (const Node* upTo = map.take("upTo")) {
        Decimal bound;
        // A bound that cannot be read is told; here it only must not be without end.
        readDecimal(*upTo, reading, bound);
        tier.upTo = bound;
    }
    needAmount(map, "unitPrice", tier.unitPrice);
    readAmount(map, "flatFee", tier.flatFee);
    map.finish();
    return tier;
}

std::vector<Tier> readTiers(MapReader& map) {
    std::vector<Tier> tiers;
    if (const Node* node = map.take("tiers")) {
        for (const Node& item : itemsOf(*node, map.reading())) {
            tiers.push_back(readTier(item, map.reading()));
        }
    }
    return tiers;
}

Charge readCharge(MapReader& map, std::string_view model) {
    if (model == "package") {
        pricing::Package package;
        needAmount(map, "size", package.size);
        needAmount(map, "price", package.price);
        return package;
    }
    if (model == "graduated") {
        return pricing::Graduated{readTiers(map)};
    }
    if (model == "volume") {
        return pricing::Volume{readTiers(map)};
    }
    if (model == "percentage") {
        pricing::Percentage percentage;
        needAmount(map, "ratePercent", percentage.ratePercent);
        readAmount(map, "fixedFee", percentage.fixedFee);
        return percentage;
    }
    pricing::PerUnit perUnit;
    needAmount(map, "unitPrice", perUnit.unitPrice);
    return perUnit;
}

void readRounding(MapReader& map, DimensionPrice& price) {
    const std::vector<std::string_view> names{"round", "halfEven", "floor", "ceiling"};
    if (const int at = map.word("rounding", names); at >= 0) {
        price.rounding = pricing::roundingOf(names[static_cast<std::size_t>(at)]).value();
    }
}

DimensionPrice readDimension(const Node& node, Reading& reading) {
    DimensionPrice price;
    MapReader map(node, reading);
    needText(map, "dimension", price.dimension, "the name of the dimension");
    const std::vector<std::string_view> models(kModels.begin(), kModels.end());
    const int model = map.word("model", models);
    if (!map.has("model") && node.kind == Kind::Map) {
        map.errorAt("model", "is missing", "one of " + listed(models, "or"));
    }
    readAmount(map, "freeUnits", price.freeUnits);
    readAmount(map, "increment", price.increment);
    readRounding(map, price);
    if (model >= 0) {
        price.charge = readCharge(map, kModels[static_cast<std::size_t>(model)]);
        map.finish(); // without a model nobody knows which fields there may be
    }
    return price;
}

/// The deepest place that a field as "tiers[1].upTo" names, from the map on.
const Node& placeOf(const Node& map, std::string_view field) {
    const std::size_t end = std::min(field.find_first_of("[."), field.size());
    const Entry* entry = map.find(field.substr(0, end));
    if (entry == nullptr) {
        return map;
    }
    const Node& value = entry->value;
    const std::size_t close = field.find("].");
    if (close == std::string_view::npos || field[end] != '[') {
        return value;
    }
    std::size_t index = 0;
    std::from_chars(field.data() + end + 1, field.data() + close, index);
    return index < value.items.size() ? placeOf(value.items[index], field.substr(close + 2))
                                      : value;
}

/// A sentence of pricing: "field: what is wrong; what would be right".
struct Told {
    std::string field;
    std::string message;
    std::string hint;
};

Told toldOf(std::string_view text) {
    Told told;
    const std::size_t colon = text.find(": ");
    if (colon != std::string_view::npos) {
        told.field = text.substr(0, colon);
        text.remove_prefix(colon + 2);
    }
    const std::size_t advice = text.rfind("; ");
    told.message = text.substr(0, advice);
    told.hint = advice == std::string_view::npos ? "" : text.substr(advice + 2);
    return told;
}

/// What pricing has against a plan, at its place in `map`: of a whole plan, or of one dimension
/// when the plan holds nothing else.
void complain(const Plan& plan, const Node& map, Reading& reading) {
    const base::Status status = pricing::check(plan);
    if (status) {
        return;
    }
    std::string_view text = status.error().context;
    const std::string where = "plan " + quoted(plan.id) + ", ";
    text.remove_prefix(text.starts_with(where) ? where.size() : 0);
    if (!plan.charges.empty()) {
        const std::string dimension = "dimension " + quoted(plan.charges.front().dimension) + ", ";
        text.remove_prefix(text.starts_with(dimension) ? dimension.size() : 0);
    }
    const Told told = toldOf(text);
    reading.problems.add(
        Severity::Error,
        placeOf(map, told.field).place,
        joinPath(map.path, told.field),
        told.message,
        told.hint
    );
}

/// Part by part, since check() tells the first that it finds.
void checkParts(const Plan& plan, const Node& node, const Node* charges, Reading& reading) {
    Plan part;
    part.id = plan.id;
    part.currency = plan.currency;
    part.flatFee = plan.flatFee;
    complain(part, node, reading);
    part.flatFee = {};
    part.minimumCharge = plan.minimumCharge;
    complain(part, node, reading);
    part.minimumCharge = {};
    for (std::size_t i = 0; i < plan.charges.size(); ++i) {
        part.charges = {plan.charges[i]};
        complain(part, charges->items[i], reading);
    }
}

void readProration(MapReader& map, Plan& plan) {
    const std::vector<std::string_view> names{"none", "days"};
    if (const int at = map.word("proration", names); at >= 0) {
        plan.proration = pricing::prorationOf(names[static_cast<std::size_t>(at)]).value();
    }
}

void readCurrency(MapReader& map, Plan& plan) {
    std::string code;
    if (!map.text("currency", code)) {
        if (!map.has("currency")) {
            map.errorAt("currency", "is missing", "a code of ISO 4217, as EUR");
        }
        return;
    }
    if (const auto currency = pricing::findCurrency(code)) {
        plan.currency = *currency;
    } else {
        const Told told = toldOf(currency.error().context);
        map.errorAt("currency", told.message, told.hint);
    }
}

void checkDistinct(const Plan& plan, const Node& charges, Reading& reading) {
    for (std::size_t i = 0; i < plan.charges.size(); ++i) {
        const auto end = plan.charges.begin() + static_cast<std::ptrdiff_t>(i);
        const std::string& dimension = plan.charges[i].dimension;
        const auto before =
            std::find_if(plan.charges.begin(), end, [&](const DimensionPrice& price) {
                return price.dimension == dimension;
            });
        if (before != end && !dimension.empty()) {
            reading.error(
                placeOf(charges.items[i], "dimension"),
                quoted(dimension) + " has a price in this plan already",
                "keep one of the two"
            );
        }
    }
}

Plan readPlan(const Node& node, Reading& reading) {
    const std::size_t before = reading.problems.errors();
    Plan plan;
    MapReader map(node, reading);
    needText(map, "id", plan.id, "a short name that stays, as pro");
    map.text("name", plan.name);
    readCurrency(map, plan);
    readAmount(map, "flatFee", plan.flatFee);
    readAmount(map, "minimumCharge", plan.minimumCharge);
    readProration(map, plan);
    const Node* charges = map.take("charges");
    if (charges != nullptr) {
        for (const Node& item : itemsOf(*charges, reading)) {
            plan.charges.push_back(readDimension(item, reading));
        }
        if (charges->kind == Kind::List) {
            checkDistinct(plan, *charges, reading);
        }
    }
    map.finish();
    if (reading.problems.errors() == before) {
        checkParts(plan, node, charges, reading);
    }
    return plan;
}

} // namespace

std::vector<Plan> readPlans(const Node& node, Reading& reading) {
    std::vector<Plan> plans;
    for (const Node& item : itemsOf(node, reading)) {
        Plan plan = readPlan(item, reading);
        const bool isTwice = std::any_of(plans.begin(), plans.end(), [&](const Plan& other) {
            return other.id == plan.id && !plan.id.empty();
        });
        if (isTwice) {
            reading.error(
                placeOf(item, "id"),
                "two plans are called " + quoted(plan.id),
                "give one of them an id of its own"
            );
        }
        plans.push_back(std::move(plan));
    }
    return plans;
}

} // namespace meterbench::config
