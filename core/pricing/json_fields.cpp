#include "core/pricing/json_fields.h"

#include <algorithm>

namespace meterbench::pricing {

using base::Decimal;

JsonFieldsView::JsonFieldsView(
    const Json& object, std::string where, std::optional<base::Error>& error
)
    : m_object(object)
    , m_where(std::move(where))
    , m_error(error) {
    if (!object.is_object()) {
        complain("", "write an object, { … }");
    }
}

void JsonFieldsView::complain(std::string_view field, std::string_view what) {
    if (!m_error) {
        const std::string place = m_where + (field.empty() ? "" : ", " + std::string(field));
        m_error = base::Error{base::Code::InvalidInput, place + ": " + std::string(what)};
    }
}

const JsonFieldsView::Json* JsonFieldsView::find(const char* field, Need need) {
    m_asked.emplace_back(field);
    const auto found = m_object.find(field);
    if (found != m_object.end() && !found->is_null()) {
        return &*found;
    }
    if (need == Need::Required) {
        complain(field, "is missing");
    }
    return nullptr;
}

std::string JsonFieldsView::text(const char* field, Need need) {
    const Json* const found = find(field, need);
    if (found == nullptr || found->is_string()) {
        return found == nullptr ? "" : found->get<std::string>();
    }
    complain(field, "write a text");
    return {};
}

Decimal JsonFieldsView::decimal(const char* field, Need need) {
    const Json* const found = find(field, need);
    return found == nullptr ? Decimal() : decimalOf(*found, field).value_or(Decimal());
}

std::optional<Decimal> JsonFieldsView::maybeDecimal(const char* field) {
    const Json* const found = find(field, Need::Optional);
    return found == nullptr ? std::nullopt : decimalOf(*found, field);
}

std::int64_t JsonFieldsView::integer(const char* field) {
    const std::optional<Decimal> value = maybeDecimal(field);
    if (!value) {
        return 0;
    }
    const std::optional<std::int64_t> whole = value->toInteger(base::Rounding::Floor);
    if (!whole || Decimal::fromInteger(*whole) != *value) {
        complain(field, "write a whole number");
        return 0;
    }
    return *whole;
}

std::vector<const JsonFieldsView::Json*> JsonFieldsView::array(const char* field, Need need) {
    const Json* const found = find(field, need);
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

void JsonFieldsView::finish() {
    if (!m_object.is_object()) {
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

std::optional<Decimal> JsonFieldsView::decimalOf(const Json& value, const char* field) {
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

} // namespace meterbench::pricing
