// The fields of one JSON object, each asked for by name and kind; for plan_json.cpp. The first
// complaint of all objects that share an error is kept, with where the object stands and the field:
// `plan "pro", flatFee: is missing`. A value that cannot be read comes back empty, and the
// complaint is what counts. Any thread.
#pragma once

#include "core/base/decimal.h"
#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::pricing {

/// Borrows the object and the error, which must outlive it.
class JsonFieldsView {
public:
    using Json = nlohmann::ordered_json;

    enum class Need : bool { Optional, Required };

    JsonFieldsView(const Json& object, std::string where, std::optional<base::Error>& error);

    void complain(std::string_view field, std::string_view what);

    [[nodiscard]] std::string text(const char* field, Need need = Need::Required);
    /// 0 where it is not written.
    [[nodiscard]] base::Decimal decimal(const char* field, Need need = Need::Required);
    [[nodiscard]] std::optional<base::Decimal> maybeDecimal(const char* field);
    /// 0 where it is not written.
    [[nodiscard]] std::int64_t integer(const char* field);
    /// The elements of an array.
    [[nodiscard]] std::vector<const Json*> array(const char* field, Need need);

    /// Complains of a field that nobody asked for.
    void finish();

private:
    /// Null counts as not written.
    const Json* find(const char* field, Need need);
    std::optional<base::Decimal> decimalOf(const Json& value, const char* field);

    const Json& m_object;
    std::string m_where;
    std::optional<base::Error>& m_error;
    std::vector<std::string> m_asked;
};

} // namespace meterbench::pricing
