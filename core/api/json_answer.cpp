#include "core/api/json_answer.h"

#include "core/base/number.h"
#include "core/base/text.h"

namespace meterbench::api {

namespace {

HttpResponse answer(int status, const Json& value) {
    HttpResponse response;
    response.status = status;
    response.contentType = "application/json";
    response.body = value.dump(-1, ' ', false, Json::error_handler_t::replace);
    return response;
}

HttpResponse failure(int status, std::string_view type, std::string error) {
    return answer(status, {{"status", "error"}, {"errorType", type}, {"error", std::move(error)}});
}

} // namespace

HttpResponse success(Json data) {
    Json envelope;
    envelope["status"] = "success";
    envelope["data"] = std::move(data);
    return answer(200, envelope);
}

HttpResponse badData(std::string error) {
    return failure(400, "bad_data", std::move(error));
}

HttpResponse notFound(std::string error) {
    return failure(404, "not_found", std::move(error));
}

HttpResponse unavailable() {
    return failure(422, "execution", "unavailable with Prometheus Agent");
}

HttpResponse bare(const Json& value) {
    return answer(200, value);
}

Json toJson(const model::Labels& labels) {
    Json object = Json::object();
    for (const model::Label& label : labels) {
        object[label.name] = label.value;
    }
    return object;
}

std::string timeText(std::int64_t timestampMs) {
    return timestampMs == 0 ? "0001-01-01T00:00:00Z" : base::formatTimeUtc(timestampMs);
}

std::optional<std::int64_t>
numberParameter(const HttpRequest& request, std::string_view name, std::int64_t fallback) {
    const std::string text = textParameter(request, name);
    return text.empty() ? fallback : base::parseInteger(text);
}

std::string textParameter(const HttpRequest& request, std::string_view name) {
    const std::vector<std::string> values = request.parameter(name);
    return values.empty() ? std::string() : values.front();
}

} // namespace meterbench::api
