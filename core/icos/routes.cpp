#include "core/icos/routes.h"

#include "core/icos/create_metric.h"
#include "core/icos/documents.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace meterbench::icos {

namespace {

http::Answer json(int status, std::string body) {
    http::Answer answer;
    answer.status = status;
    answer.contentType = "application/json";
    answer.body = std::move(body);
    return answer;
}

http::Answer object(int status, const char* key, const std::string& text) {
    const nlohmann::ordered_json body{{key, text}};
    return json(
        status, body.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace)
    );
}

/// What the bench refuses is the client's fault; what the disk refuses is not.
http::Answer failed(const base::Error& error) {
    const bool isOurs = error.code == base::Code::Io || error.code == base::Code::Limit;
    return object(isOurs ? 503 : 400, "detail", error.context);
}

http::Answer createMetric(const http::ServedRequest& request, BenchPort& port) {
    const auto item = readMetricItem(request);
    if (const auto* const problem = std::get_if<std::string>(&item)) {
        return json(422, *problem);
    }
    const auto edits = editsFor(std::get<MetricItem>(item), port);
    if (const auto* const problem = std::get_if<std::string>(&edits)) {
        return object(400, "detail", *problem);
    }
    if (const base::Status done = port.apply(std::get<0>(edits)); !done) {
        return failed(done.error());
    }
    return json(200, R"({"message":"Metric updated successfully."})");
}

http::Answer unregisterMetric(const http::ServedRequest& request, BenchPort& port) {
    const auto item = readUnregisterItem(request);
    if (const auto* const problem = std::get_if<std::string>(&item)) {
        return json(422, *problem);
    }
    const auto& wanted = std::get<UnregisterItem>(item);
    const instruments::Instrument* const found = port.bench().find(wanted.name);
    if (found == nullptr) {
        return json(200, R"({"message":"Metric not found. You can create a new one."})");
    }
    if (found->definition.type != wanted.type) {
        return object(
            400,
            "detail",
            "Metric name matches an already registered metric with different type."
        );
    }
    const instruments::Edit edit = instruments::Remove{found->definition.name};
    if (const base::Status done = port.apply({&edit, 1}); !done) {
        return failed(done.error());
    }
    return json(200, R"({"message":"Unregistered metric successfully."})");
}

http::Answer notYet(const http::ServedRequest&, BenchPort&) {
    return object(
        501, "detail", "Metrics driven by trained models are not offered by this version."
    );
}

http::Answer health(const http::ServedRequest&, BenchPort&) {
    return json(200, R"({"status":"ok"})");
}

http::Answer openApi(const http::ServedRequest&, BenchPort&) {
    return json(200, openApiDocument());
}

http::Answer docs(const http::ServedRequest&, BenchPort&) {
    http::Answer answer;
    answer.contentType = "text/html; charset=utf-8";
    answer.body = documentationPage();
    answer.headers.push_back({"Content-Security-Policy", documentationPolicy()});
    return answer;
}

struct Route {
    std::string_view path;
    bool isPost;
    http::Answer (*answer)(const http::ServedRequest&, BenchPort&);
};

constexpr std::array<Route, 11> kRoutes{{
    {"/create_metric", true, &createMetric},
    {"/unregister_metric", true, &unregisterMetric},
    {"/healthz", false, &health},
    {"/openapi.json", false, &openApi},
    {"/docs", false, &docs},
    {"/redoc", false, &docs},
    {"/create_model_metric", true, &notYet},
    {"/stop_model_metrics", true, &notYet},
    {"/train_model_metric", true, &notYet},
    {"/show_models", true, &notYet},
    {"/remove_model", true, &notYet},
}};

} // namespace

std::optional<http::Answer> answer(const http::ServedRequest& request, BenchPort& port) {
    const auto route = std::ranges::find(kRoutes, request.path, &Route::path);
    if (route == kRoutes.end()) {
        return std::nullopt;
    }
    const bool isRead = request.method == "GET" || request.method == "HEAD";
    if (route->isPost ? request.method != "POST" : !isRead) {
        http::Answer wrong = object(405, "detail", "Method Not Allowed");
        wrong.headers.push_back({"Allow", route->isPost ? "POST" : "GET, HEAD"});
        return wrong;
    }
    return route->answer(request, port);
}

} // namespace meterbench::icos
