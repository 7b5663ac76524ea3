#include "core/api/routes.h"

#include "core/api/own_metrics.h"
#include "core/api/status_routes.h"
#include "core/api/target_routes.h"
#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace meterbench::api {

namespace {

using pipeline::Snapshot;

constexpr const char* kPlain = "text/plain; charset=utf-8";

struct Reading {
    std::string_view path;
    HttpResponse (*answer)(const HttpRequest&, const Snapshot&);
};

HttpResponse plain(int status, std::string text) {
    return {status, kPlain, std::move(text), {}};
}

HttpResponse healthy(const HttpRequest&, const Snapshot&) {
    return plain(200, "Meterbench is Healthy.\n");
}

HttpResponse ready(const HttpRequest&, const Snapshot& snapshot) {
    if (snapshot.ready && !snapshot.stopping) {
        return plain(200, "Meterbench is Ready.\n");
    }
    HttpResponse response = plain(503, "Service Unavailable\n");
    response.headers.emplace_back("X-Prometheus-Stopping", snapshot.stopping ? "true" : "false");
    return response;
}

HttpResponse startPage(const HttpRequest& request, const Snapshot& snapshot);

constexpr std::array<Reading, 22> kReadings{{
    {"/", &startPage},
    {"/-/healthy", &healthy},
    {"/-/ready", &ready},
    {"/metrics", &metrics},
    {"/version", &version},
    {"/api/v1/targets", &targets},
    {"/api/v1/targets/metadata", &targetMetadata},
    {"/api/v1/targets/relabel_steps", &relabelSteps},
    {"/api/v1/metadata", &metadata},
    {"/api/v1/scrape_pools", &scrapePools},
    {"/api/v1/scrape_pools/config", &scrapePoolConfig},
    {"/api/v1/endpoints", &endpoints},
    {"/api/v1/events", &events},
    {"/api/v1/status/config", &statusConfig},
    {"/api/v1/status/buildinfo", &statusBuildInfo},
    {"/api/v1/status/runtimeinfo", &statusRuntimeInfo},
    {"/api/v1/status/walreplay", &statusWalReplay},
    {"/api/v1/status/flags", nullptr}, // from the options
    {"/api/v1/usage", nullptr},
    {"/api/v1/statement", nullptr},
    {"/-/reload", nullptr}, // lifecycle
    {"/-/quit", nullptr},
}};

constexpr std::array<std::string_view, 16> kNotInAnAgent{
    "/api/v1/query",
    "/api/v1/query_range",
    "/api/v1/query_exemplars",
    "/api/v1/format_query",
    "/api/v1/parse_query",
    "/api/v1/labels",
    "/api/v1/series",
    "/api/v1/alertmanagers",
    "/api/v1/status/tsdb",
    "/api/v1/alerts",
    "/api/v1/rules",
    "/api/v1/status/tsdb/blocks",
    "/api/v1/read",
    "/api/v1/admin/tsdb/delete_series",
    "/api/v1/admin/tsdb/clean_tombstones",
    "/api/v1/admin/tsdb/snapshot"};

HttpResponse startPage(const HttpRequest&, const Snapshot& snapshot) {
    std::string page = "<!doctype html><html lang=\"en\"><head><meta "
                       "charset=\"utf-8\"><title>Meterbench</title></head><body>"
                       "<h1>Meterbench " MB_VERSION "</h1><p>";
    page += base::counted(snapshot.targetsUp, "target") + " up, " +
            std::to_string(snapshot.targetsDown) + " down, " +
            base::counted(snapshot.endpoints.size(), "endpoint") + ".</p><ul>";
    for (const Reading& reading : kReadings) {
        if (reading.path != "/" && reading.path != "/-/reload" && reading.path != "/-/quit") {
            page.append("<li><a href=\"")
                .append(reading.path)
                .append("\">")
                .append(reading.path)
                .append("</a></li>");
        }
    }
    return {
        200,
        "text/html; charset=utf-8",
        page + "</ul></body></html>\n",
        {{"Content-Security-Policy", "default-src 'none'"}}};
}

bool isUnavailable(std::string_view path) {
    return std::ranges::find(kNotInAnAgent, path) != kNotInAnAgent.end() ||
           (path.starts_with("/api/v1/label/") && path.ends_with("/values"));
}

class Routes {
public:
    Routes(pipeline::Source& source, RoutesOptions options)
        : m_source(source)
        , m_options(std::move(options)) {}

    HttpResponse operator()(const HttpRequest& request) const {
        if (request.path == "/-/reload" || request.path == "/-/quit") {
            return lifecycle(request);
        }
        if (isUnavailable(request.path)) {
            return unavailable();
        }
        const auto found = std::ranges::find(kReadings, request.path, &Reading::path);
        if (found == kReadings.end()) {
            return plain(404, "404 page not found\n");
        }
        return read(*found, request);
    }

private:
    HttpResponse read(const Reading& reading, const HttpRequest& request) const {
        const std::vector<std::pair<std::string, std::string>> allow{
            {"Allow", "GET, HEAD, OPTIONS"}};
        if (request.method == "OPTIONS") {
            return {204, "", "", allow};
        }
        if (request.method != "GET" && request.method != "HEAD") {
            return {405, kPlain, "Method Not Allowed\n", allow};
        }
        if (reading.path == "/api/v1/usage" || reading.path == "/api/v1/statement") {
            const auto& answer =
                reading.path == "/api/v1/usage" ? m_options.usage : m_options.statement;
            return answer ? answer(request)
                          : notFound("nothing is metered: the agent has no workspace");
        }
        return reading.answer == nullptr ? success(m_options.flags)
                                         : reading.answer(request, *m_source.snapshot());
    }

    HttpResponse lifecycle(const HttpRequest& request) const {
        if (request.method != "POST" && request.method != "PUT") {
            return {405, kPlain, "Only POST or PUT requests allowed\n", {{"Allow", "POST, PUT"}}};
        }
        if (!m_options.enableLifecycle) {
            return plain(403, "Lifecycle API is not enabled.");
        }
        return request.path == "/-/quit" ? quit() : reload();
    }

    HttpResponse reload() const {
        const std::string problem =
            m_options.reload ? m_options.reload() : "there is no configuration file to read again";
        return problem.empty() ? plain(200, "")
                               : plain(500, "failed to reload config: " + problem + "\n");
    }

    HttpResponse quit() const {
        if (m_options.quit) {
            m_options.quit();
        }
        return plain(200, "Requesting termination... Goodbye!\n");
    }

    pipeline::Source& m_source;
    RoutesOptions m_options;
};

} // namespace

Handler makeRoutes(pipeline::Source& source, RoutesOptions options) {
    return Routes(source, std::move(options));
}

} // namespace meterbench::api
