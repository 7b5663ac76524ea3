// JSON answers in the envelope of Prometheus's API: {"status":"success","data":…} or
// {"status":"error",…}. Keeps the order in which fields are set. Text that is not UTF-8 is
// replaced, never a failure. Source: prometheus web/api/v1/api.go.
#pragma once

#include "core/api/http_server.h"
#include "core/model/labels.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace meterbench::api {

using Json = nlohmann::ordered_json;

[[nodiscard]] HttpResponse success(Json data);
/// 400, errorType bad_data.
[[nodiscard]] HttpResponse badData(std::string error);
/// 404, errorType not_found.
[[nodiscard]] HttpResponse notFound(std::string error);
/// 422, errorType execution: what an agent does not offer.
[[nodiscard]] HttpResponse unavailable();
/// Any value without the envelope.
[[nodiscard]] HttpResponse bare(const Json& value);

[[nodiscard]] Json toJson(const model::Labels& labels);
/// "2026-11-21T07:58:29.859Z"; Go's zero time "0001-01-01T00:00:00Z" for 0.
[[nodiscard]] std::string timeText(std::int64_t timestampMs);

/// A whole number in a parameter. Absent: fallback; not a number: nothing.
[[nodiscard]] std::optional<std::int64_t>
numberParameter(const HttpRequest& request, std::string_view name, std::int64_t fallback);
/// The first value; empty when absent.
[[nodiscard]] std::string textParameter(const HttpRequest& request, std::string_view name);

} // namespace meterbench::api
