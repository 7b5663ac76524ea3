#include "core/pricing/plan_json.h"

#include "core/pricing/json_fields.h"

#include <nlohmann/json.hpp>

namespace meterbench::pricing {

namespace {

using Fields = JsonFieldsView;
using Need = Fields::Need;
using Json = Fields::Json;

std::string inQuotes(std::string_view text) {
    return "\"" + std::string(text) + "\"";
}

std::optional<Json> parse(std::string_view text, const char* what, base::Error& error) {
    try {
        return Json::parse(text);
    } catch (const Json::exception& reason) {
        error = {base::Code::InvalidInput, std::string(what) + ": " + reason.what()};
        return std::nullopt;
    }
}

std::vector<Tier>
readTiers(Fields& fields, const std::string& where, std::optional<base::Error>& error) {
    std::vector<Tier> tiers;
    for (const Json* json : fields.array("tiers", Need::Required)) {
        Fields tier(*json, where + ", tiers[" + std::to_string(tiers.size()) + "]", error);
        Tier out;
        out.upTo = tier.maybeDecimal("upTo");
        out.unitPrice = tier.decimal("unitPrice");
        out.flatFee = tier.decimal("flatFee", Need::Optional);
        tier.finish();
        tiers.push_back(out);
    }
    return tiers;
}

Charge readCharge(Fields& fields, const std::string& where, std::optional<base::Error>& error) {
    const std::string model = fields.text("model");
    if (model == "perUnit") {
        return PerUnit{fields.decimal("unitPrice")};
    }
    if (model == "package") {
        const Decimal size = fields.decimal("size");
        return Package{size, fields.decimal("price")};
    }
    if (model == "graduated") {
        return Graduated{readTiers(fields, where, error)};
    }
    if (model == "volume") {
        return Volume{readTiers(fields, where, error)};
    }
    if (model == "percentage") {
        const Decimal rate = fields.decimal("ratePercent");
        return Percentage{rate, fields.decimal("fixedFee", Need::Optional)};
    }
    fields.complain(
        "model",
        inQuotes(model) + " is not known; write perUnit, package, graduated, volume or percentage"
    );
    return PerUnit{};
}

DimensionPrice readDimension(
    const Json& json, const std::string& plan, std::size_t index, std::optional<base::Error>& error
) {
    const auto name = json.is_object() ? json.find("dimension") : json.end();
    const bool isNamed = json.is_object() && name != json.end() && name->is_string();
    const std::string where = plan + (isNamed ? ", dimension " + inQuotes(name->get<std::string>())
                                              : ", charges[" + std::to_string(index) + "]");
    Fields fields(json, where, error);
    DimensionPrice out;
    out.dimension = fields.text("dimension");
    out.charge = readCharge(fields, where, error);
    out.freeUnits = fields.decimal("freeUnits", Need::Optional);
    out.increment = fields.decimal("increment", Need::Optional);
    const std::string rounding = fields.text("rounding", Need::Optional);
    if (const std::optional<Rounding> known = roundingOf(rounding)) {
        out.rounding = *known;
    } else if (!rounding.empty()) {
        fields.complain(
            "rounding",
            inQuotes(rounding) + " is not known; write round, halfEven, floor or ceiling"
        );
    }
    fields.finish();
    return out;
}

} // namespace

base::Result<Plan> readPlan(std::string_view json) {
    base::Error syntax;
    const std::optional<Json> whole = parse(json, "plan", syntax);
    if (!whole) {
        return syntax;
    }
    std::optional<base::Error> error;
    const auto id = whole->is_object() ? whole->find("id") : whole->end();
    const bool isNamed = whole->is_object() && id != whole->end() && id->is_string();
    const std::string where = isNamed ? "plan " + inQuotes(id->get<std::string>()) : "plan";
    Fields fields(*whole, where, error);
    Plan plan;
    plan.id = fields.text("id");
    plan.name = fields.text("name", Need::Optional);
    plan.currency.code = fields.text("currency");
    if (const base::Result<Currency> known = findCurrency(plan.currency.code)) {
        plan.currency = *known;
    }
    plan.flatFee = fields.decimal("flatFee", Need::Optional);
    plan.minimumCharge = fields.decimal("minimumCharge", Need::Optional);
    const std::string proration = fields.text("proration", Need::Optional);
    if (const std::optional<Proration> known = prorationOf(proration)) {
        plan.proration = *known;
    } else if (!proration.empty()) {
        fields.complain("proration", inQuotes(proration) + " is not known; write none or days");
    }
    for (const Json* one : fields.array("charges", Need::Optional)) {
        plan.charges.push_back(readDimension(*one, where, plan.charges.size(), error));
    }
    fields.finish();
    if (error) {
        return *std::move(error);
    }
    const base::Status status = check(plan); // it also complains of an unknown currency
    return status ? base::Result<Plan>(std::move(plan)) : status.error();
}

base::Result<std::vector<Usage>> readUsage(std::string_view json) {
    base::Error syntax;
    const std::optional<Json> whole = parse(json, "usage", syntax);
    if (!whole || !whole->is_array()) {
        return whole ? base::Error{base::Code::InvalidInput, "usage: write an array, [ … ]"}
                     : syntax;
    }
    std::optional<base::Error> error;
    std::vector<Usage> usage;
    for (const Json& one : *whole) {
        Fields fields(one, "usage[" + std::to_string(usage.size()) + "]", error);
        Usage out;
        out.dimension = fields.text("dimension");
        out.units = fields.decimal("units");
        out.events = fields.integer("events");
        out.coveragePercent = fields.maybeDecimal("coveragePercent").value_or(out.coveragePercent);
        if (out.coveragePercent.isNegative() || out.coveragePercent > Decimal::fromInteger(100)) {
            fields.complain(
                "coveragePercent", out.coveragePercent.toText() + " is not between 0 and 100"
            );
        }
        fields.finish();
        usage.push_back(std::move(out));
    }
    return error ? base::Result<std::vector<Usage>>(*std::move(error)) : std::move(usage);
}

namespace {

Json tiersJson(const std::vector<Tier>& tiers) {
    Json out = Json::array();
    for (const Tier& tier : tiers) {
        Json one;
        if (tier.upTo) {
            one["upTo"] = tier.upTo->toText();
        }
        one["unitPrice"] = tier.unitPrice.toText();
        if (!tier.flatFee.isZero()) {
            one["flatFee"] = tier.flatFee.toText();
        }
        out.push_back(std::move(one));
    }
    return out;
}

void writeCharge(Json& out, const PerUnit& charge) {
    out["unitPrice"] = charge.unitPrice.toText();
}

void writeCharge(Json& out, const Package& charge) {
    out["size"] = charge.size.toText();
    out["price"] = charge.price.toText();
}

void writeCharge(Json& out, const Graduated& charge) {
    out["tiers"] = tiersJson(charge.tiers);
}

void writeCharge(Json& out, const Volume& charge) {
    out["tiers"] = tiersJson(charge.tiers);
}

void writeCharge(Json& out, const Percentage& charge) {
    out["ratePercent"] = charge.ratePercent.toText();
    out["fixedFee"] = charge.fixedFee.toText();
}

void writeUnlessZero(Json& out, const char* field, Decimal value) {
    if (!value.isZero()) {
        out[field] = value.toText();
    }
}

} // namespace

std::string writePlan(const Plan& plan) {
    Json out;
    out["id"] = plan.id;
    out["name"] = plan.name;
    out["currency"] = plan.currency.code;
    writeUnlessZero(out, "flatFee", plan.flatFee);
    writeUnlessZero(out, "minimumCharge", plan.minimumCharge);
    if (plan.proration != Proration::None) {
        out["proration"] = prorationName(plan.proration);
    }
    out["charges"] = Json::array();
    for (const DimensionPrice& price : plan.charges) {
        Json one;
        one["dimension"] = price.dimension;
        one["model"] = modelName(price.charge);
        std::visit([&](const auto& charge) { writeCharge(one, charge); }, price.charge);
        writeUnlessZero(one, "freeUnits", price.freeUnits);
        writeUnlessZero(one, "increment", price.increment);
        if (price.rounding != Rounding::HalfAwayFromZero) {
            one["rounding"] = roundingName(price.rounding);
        }
        out["charges"].push_back(std::move(one));
    }
    return out.dump(2, ' ', false, Json::error_handler_t::replace);
}

} // namespace meterbench::pricing
