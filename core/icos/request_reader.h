// RequestReader: the bodies of the routes as plain values, and what is wrong with them in the words
// and shape of pydantic, which clients of ICOS read: {"detail":[{"type","loc","msg","input",…}]}.
// Field names of both eras are taken (`type`, `metric_type`), unknown ones are passed over. Source:
// facts 3.2, vectors I26 to I30. Any thread.
#pragma once

#include "core/http/server.h"
#include "core/instruments/instrument.h"
#include "core/model/labels.h"

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace meterbench::icos {

using Dictionary = std::map<std::string, std::string>;
/// A number, a text, or an object (numbers in it as Python writes floats: "2.0").
using Value = std::variant<double, std::string, Dictionary>;

struct MetricItem {
    instruments::Type type = instruments::Type::Counter;
    std::string name;
    std::optional<std::string> info;
    Value value;
    std::optional<std::vector<model::Label>> labels; ///< null: nothing
    std::optional<std::vector<std::string>> states;
};

struct UnregisterItem {
    instruments::Type type = instruments::Type::Counter;
    std::string name;
};

/// The item, or the body of a 422.
[[nodiscard]] std::variant<MetricItem, std::string> readMetricItem(const http::ServedRequest& request);
[[nodiscard]] std::variant<UnregisterItem, std::string>
readUnregisterItem(const http::ServedRequest& request);

} // namespace meterbench::icos
