#include "core/icos/request_reader.h"

#include "core/exposition/number_text.h"

#include <nlohmann/json.hpp>

#include <array>
#include <cstdint>
#include <string_view>

namespace meterbench::icos {

namespace {

using Json = nlohmann::ordered_json;
using instruments::Type;

class Problems {
public:
    void add(const char* type, Json loc, const char* message, const Json& input) {
        Json one;
        one["type"] = type;
        one["loc"] = std::move(loc);
        one["msg"] = message;
        one["input"] = input;
        m_detail.push_back(std::move(one));
    }

    void addContext(const char* key, std::string text) {
        m_detail.back()["ctx"] = {{key, std::move(text)}};
    }

    [[nodiscard]] bool empty() const { return m_detail.empty(); }

    [[nodiscard]] std::string body() const {
        Json whole;
        whole["detail"] = m_detail;
        return whole.dump(-1, ' ', false, Json::error_handler_t::replace);
    }

private:
    Json m_detail = Json::array();
};

bool isJson(std::string_view contentType) {
    const std::string_view media = contentType.substr(0, contentType.find(';'));
    return contentType.empty() || media == "application/json" || media.ends_with("+json");
}

/// Where Python's reader stops, and what it says there.
void addSyntaxProblem(std::string_view body, std::size_t byte, Problems& problems) {
    const std::size_t at = byte == 0 ? 0 : byte - 1;
    const std::string_view before = body.substr(0, at);
    const std::size_t last = before.find_last_not_of(" \t\r\n");
    const char previous = last == std::string_view::npos ? '\0' : before[last];
    const bool wantsKey = previous == '{' || (previous == ',' && body.front() == '{');
    problems.add(
        "json_invalid", Json::array({"body", at}), "JSON decode error", Json::object()
    );
    problems.addContext(
        "error",
        wantsKey ? "Expecting property name enclosed in double quotes" : "Expecting value"
    );
}

/// A stop that the JSON reader itself does not make, and why.
struct Stop {
    std::size_t at = 0;
    const char* why = nullptr;
};

constexpr std::size_t kMostLevels = 32;
constexpr std::size_t kMostEntries = 1'000;

/// What is looked at before anything is built from the body. Showing a refused value calls itself
/// once a level, so that depth would be our stack's; keys are kept in their order and looked up one
/// by one, so that their number would cost its square; NUL ends the text of many readers of
/// /metrics. One pass, nothing allocated; a broken text is left to the JSON reader.
std::optional<Stop> findStop(std::string_view body) {
    std::size_t levels = 0;
    std::size_t entries = 0;
    bool isText = false;
    for (std::size_t i = 0; i < body.size(); ++i) {
        const char c = body[i];
        if (c == '"') {
            isText = !isText;
        } else if (isText && c == '\\') {
            if (body.substr(i, 6) == "\\u0000") {
                return Stop{i, "NUL is not taken in a text"};
            }
            ++i; // what is escaped ends nothing
        } else if (!isText && (c == '[' || c == '{') && ++levels > kMostLevels) {
            return Stop{i, "More than 32 levels deep"};
        } else if (!isText && (c == ']' || c == '}') && levels > 0) {
            --levels;
        } else if (!isText && c == ',' && ++entries >= kMostEntries) {
            return Stop{i, "More than 1000 entries"};
        }
    }
    return std::nullopt;
}

/// The object, or nothing with the problem.
std::optional<Json> readObject(const http::ServedRequest& request, Problems& problems) {
    constexpr const char* kNoObject =
        "Input should be a valid dictionary or object to extract fields from";
    if (request.body.empty()) {
        problems.add("missing", Json::array({"body"}), "Field required", nullptr);
        return std::nullopt;
    }
    if (!isJson(request.header("content-type"))) {
        problems.add(
            "model_attributes_type", Json::array({"body"}), kNoObject, std::string(request.body)
        );
        return std::nullopt;
    }
    if (const std::optional<Stop> stop = findStop(request.body)) {
        problems.add(
            "json_invalid", Json::array({"body", stop->at}), "JSON decode error", Json::object()
        );
        problems.addContext("error", stop->why);
        return std::nullopt;
    }
    try {
        Json body = Json::parse(request.body);
        if (body.is_object()) {
            return body;
        }
        problems.add("model_attributes_type", Json::array({"body"}), kNoObject, body);
    } catch (const Json::parse_error& error) {
        addSyntaxProblem(request.body, error.byte, problems);
    } catch (const Json::exception&) {
        addSyntaxProblem(request.body, 1, problems);
    }
    return std::nullopt;
}

const Json* find(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found == object.end() ? nullptr : &*found;
}

void readType(const Json& body, Type& type, Problems& problems) {
    const char* const key = find(body, "metric_type") == nullptr && find(body, "type") != nullptr
                                ? "type"
                                : "metric_type";
    const Json* const given = find(body, key);
    if (given == nullptr) {
        problems.add("missing", Json::array({"body", key}), "Field required", body);
        return;
    }
    const double number = given->is_number()    ? given->get<double>()
                          : given->is_boolean() ? (given->get<bool>() ? 1 : 0)
                                                : 0;
    if (number != 1 && number != 2 && number != 3 && number != 4) {
        problems.add("enum", Json::array({"body", key}), "Input should be 1, 2, 3 or 4", *given);
        problems.addContext("expected", "1, 2, 3 or 4");
        return;
    }
    constexpr std::array<Type, 4> types{Type::Counter, Type::Gauge, Type::Info, Type::Enum};
    type = types[static_cast<std::size_t>(number) - 1];
}

void readName(const Json& body, std::string& name, Problems& problems) {
    const Json* const given = find(body, "metric_name");
    if (given == nullptr) {
        problems.add("missing", Json::array({"body", "metric_name"}), "Field required", body);
    } else if (!given->is_string()) {
        problems.add(
            "string_type",
            Json::array({"body", "metric_name"}),
            "Input should be a valid string",
            *given
        );
    } else {
        name = given->get<std::string>();
    }
}

void readInfo(const Json& body, std::optional<std::string>& info, Problems& problems) {
    const Json* const given = find(body, "metric_info");
    if (given == nullptr || given->is_null()) {
        return;
    }
    if (given->is_string()) {
        info = given->get<std::string>();
    } else {
        problems.add(
            "string_type",
            Json::array({"body", "metric_info"}),
            "Input should be a valid string",
            *given
        );
    }
}

double numberOf(const Json& value) {
    return value.is_boolean() ? (value.get<bool>() ? 1 : 0) : value.get<double>();
}

void readValue(const Json& body, Value& value, Problems& problems) {
    constexpr const char* kObject = "dict[str,union[str,float]]";
    const Json* const given = find(body, "value");
    if (given == nullptr) {
        problems.add("missing", Json::array({"body", "value"}), "Field required", body);
        return;
    }
    if (given->is_number() || given->is_boolean()) {
        value = numberOf(*given);
        return;
    }
    if (given->is_string()) {
        value = given->get<std::string>();
        return;
    }
    const auto loc = [](auto... more) { return Json::array({"body", "value", more...}); };
    Dictionary dictionary;
    Problems inner;
    bool isGood = given->is_object();
    for (auto entry = given->begin(); isGood && entry != given->end(); ++entry) {
        if (entry->is_string()) {
            dictionary[entry.key()] = entry->get<std::string>();
        } else if (entry->is_number() || entry->is_boolean()) {
            dictionary[entry.key()] = exposition::formatPythonFloat(numberOf(*entry));
        } else {
            isGood = false;
        }
    }
    if (isGood) {
        value = std::move(dictionary);
        return;
    }
    problems.add("float_type", loc("float"), "Input should be a valid number", *given);
    problems.add("string_type", loc("str"), "Input should be a valid string", *given);
    if (!given->is_object()) {
        problems.add("dict_type", loc(kObject), "Input should be a valid dictionary", *given);
        return;
    }
    for (const auto& entry : given->items()) {
        const Json& one = entry.value();
        if (!one.is_string() && !one.is_number() && !one.is_boolean()) {
            problems.add(
                "string_type", loc(kObject, entry.key(), "str"), "Input should be a valid string", one
            );
            problems.add(
                "float_type", loc(kObject, entry.key(), "float"), "Input should be a valid number", one
            );
        }
    }
}

std::string labelText(const Json& value) {
    if (value.is_string()) {
        return value.get<std::string>();
    }
    if (value.is_number_float()) {
        return exposition::formatPythonFloat(value.get<double>());
    }
    return value.is_boolean() ? (value.get<bool>() ? "1" : "0") : value.dump();
}

void readLabels(
    const Json& body, std::optional<std::vector<model::Label>>& labels, Problems& problems
) {
    const Json* const given = find(body, "labels");
    labels.emplace();
    if (given == nullptr) {
        return;
    }
    if (given->is_null()) {
        labels.reset();
        return;
    }
    if (!given->is_object()) {
        problems.add(
            "dict_type",
            Json::array({"body", "labels"}),
            "Input should be a valid dictionary",
            *given
        );
        return;
    }
    for (const auto& entry : given->items()) {
        const Json& one = entry.value();
        if (one.is_string() || one.is_number() || one.is_boolean()) {
            labels->push_back({entry.key(), labelText(one)});
            continue;
        }
        const auto loc = [&](const char* kind) {
            return Json::array({"body", "labels", entry.key(), kind});
        };
        problems.add("string_type", loc("str"), "Input should be a valid string", one);
        problems.add("int_type", loc("int"), "Input should be a valid integer", one);
        problems.add("float_type", loc("float"), "Input should be a valid number", one);
    }
}

void readStates(
    const Json& body, std::optional<std::vector<std::string>>& states, Problems& problems
) {
    const Json* const given = find(body, "states");
    if (given == nullptr || given->is_null()) {
        return;
    }
    if (!given->is_array()) {
        problems.add(
            "list_type", Json::array({"body", "states"}), "Input should be a valid list", *given
        );
        return;
    }
    states.emplace();
    for (std::size_t i = 0; i < given->size(); ++i) {
        const Json& one = (*given)[i];
        if (one.is_string()) {
            states->push_back(one.get<std::string>());
        } else {
            problems.add(
                "string_type",
                Json::array({"body", "states", i}),
                "Input should be a valid string",
                one
            );
        }
    }
}

} // namespace

std::variant<MetricItem, std::string> readMetricItem(const http::ServedRequest& request) {
    Problems problems;
    MetricItem item;
    if (const std::optional<Json> body = readObject(request, problems)) {
        readType(*body, item.type, problems);
        readName(*body, item.name, problems);
        readInfo(*body, item.info, problems);
        readValue(*body, item.value, problems);
        readLabels(*body, item.labels, problems);
        readStates(*body, item.states, problems);
    }
    if (!problems.empty()) {
        return problems.body();
    }
    return item;
}

std::variant<UnregisterItem, std::string>
readUnregisterItem(const http::ServedRequest& request) {
    Problems problems;
    UnregisterItem item;
    if (const std::optional<Json> body = readObject(request, problems)) {
        readType(*body, item.type, problems);
        readName(*body, item.name, problems);
    }
    if (!problems.empty()) {
        return problems.body();
    }
    return item;
}

} // namespace meterbench::icos
