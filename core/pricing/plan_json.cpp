#include "core/pricing/plan_json.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace meterbench::pricing {

namespace {

using Json = nlohmann::ordered_json;

std::string inQuotes(std::string_view text) {
    return "\"" + std::string(text) + "\"";
}

/// Reads the fields of one object and keeps the first complaint of all objects. What was not asked
/// for by finish() is unknown.
class Fields {
public:
    Fields(const Json& object, std::string where, std::optional<base::Error>& error)
        : m_object(object)
        , m_where(std::move(where))
        , m_error(error) {
        if (!object.is_object()) {
            complain("", "write an object, { … }");
        }
    }

    void complain(std::string_view field, std::string_view what) {
        if (!m_error) {
            std::string text = m_where;
            text += field.empty() ? "" : (text.empty() ? "" : ", ") + std::string(field);
            m_error = base::Error{base::Code::InvalidInput, text + ": " + std::string(what)};
        }
    }

    /// Null counts as not written.
    const Json* find(const char* field) {
        m_asked.emplace_back(field);
        const auto found = m_object.find(field);
        return found == m_object.end() || found->is_null() ? nullptr : &*found;
    }

    const Json* need(const char* field) {
        const Json* const found = find(field);
        if (found == nullptr) {
            complain(field, "is missing");
        }
        return found;
    }

    std::string text(const char* field, bool isNeeded = true) {
        const Json* const found = isNeeded ? need(field) : find(field);
        if (found == nullptr || found->is_string()) {
            return found == nullptr ? "" : found->get<std::string>();
        }
        complain(field, "write a text");
        return {};
    }

    Decimal decimal(const char* field, bool isNeeded = true) {
        const Json* const found = isNeeded ? need(field) : find(field);
        return found == nullptr ? Decimal() : decimalOf(*found, field).value_or(Decimal());
    }

    std::optional<Decimal> maybeDecimal(const char* field) {
        const Json* const found = find(field);
        return found == nullptr ? std::nullopt : decimalOf(*found, field);
    }

    std::int64_t integer(const char* field) {
        const Json* const found = find(field);
        if (found == nullptr) {
            return 0;
        }
        const std::optional<Decimal> value = decimalOf(*found, field);
        const std::optional<std::int64_t> whole =
            value ? value->toInteger(Rounding::Floor) : std::nullopt;
        if (!whole || Decimal::fromInteger(*whole) != *value) {
            complain(field, "write a whole number");
            return 0;
        }
        return *whole;
    }

    /// The objects of an array field.
    std::vector<const Json*> array(const char* field, bool isNeeded) {
        const Json* const found = isNeeded ? need(field) : find(field);
        std::vector<const Json*> out;
        if (found != nullptr && !found->is_array()) {
            complain(field, "write an array, [ … ]");
        } else if (found != nullptr) {
            for (const Json& one : *found) {
                out.push_back(&one);
            }
        }
        return out;
    }

    void finish() {
        if (m_error) {
            return;
        }
        for (const auto& [key, value] : m_object.items()) {
            if (std::find(m_asked.begin(), m_asked.end(), key) == m_asked.end()) {
                std::string known;
                for (const std::string& one : m_asked) {
                    known += (known.empty() ? "" : ", ") + one;
                }
                complain(key, "is no field here; there are " + known);
                return;
            }
        }
    }

private:
    std::optional<Decimal> decimalOf(const Json& value, const char* field) {
        if (value.is_number_float()) {
            complain(field, "write the number as text, \"" + value.dump() + "\"");
            return std::nullopt;
        }
        if (!value.is_string() && !value.is_number_integer()) {
            complain(field, "write a number as text, for example \"0.10\"");
            return std::nullopt;
        }
        const base::Result<Decimal> out =
            Decimal::parse(value.is_string() ? value.get<std::string>() : value.dump());
        if (!out) {
            complain(field, out.error().context);
            return std::nullopt;
        }
        return *out;
    }

    const Json& m_object;
    std::string m_where;
    std::optional<base::Error>& m_error;
    std::vector<std::string> m_asked;
};

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
    for (const Json* json : fields.array("tiers", true)) {
        Fields tier(*json, where + ", tiers[" + std::to_string(tiers.size()) + "]", error);
        Tier out;
        out.upTo = tier.maybeDecimal("upTo");
        out.unitPrice = tier.decimal("unitPrice");
        out.flatFee = tier.decimal("flatFee", false);
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
        return Percentage{rate, fields.decimal("fixedFee", false)};
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
    out.freeUnits = fields.decimal("freeUnits", false);
    out.increment = fields.decimal("increment", false);
    const std::string rounding = fields.text("rounding", false);
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
    plan.name = fields.text("name", false);
    plan.currency.code = fields.text("currency");
    if (const base::Result<Currency> known = findCurrency(plan.currency.code)) {
        plan.currency = *known;
    }
    plan.flatFee = fields.decimal("flatFee", false);
    plan.minimumCharge = fields.decimal("minimumCharge", false);
    for (const Json* one : fields.array("charges", false)) {
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
