// Routes: Prometheus's HTTP interface over the engine's snapshots (API.md describes every route and shape).
// Source: prometheus web/api/v1; facts: docs of the querying API. Answers at once, never waits for another thread.
#pragma once

#include "core/api/http_server.h"
#include "core/pipeline/source.h"

#include <functional>
#include <map>
#include <string>

namespace meterbench::api {

struct RoutesOptions {
    bool enableLifecycle = false;
    std::map<std::string, std::string> flags; ///< for /api/v1/status/flags, secrets already masked
    std::function<std::string()> reload;      ///< reads the file and posts it; the problem in words, or empty
    std::function<void()> quit;
    /// Answer /api/v1/usage and /api/v1/statement; empty: nothing is metered here.
    std::function<HttpResponse(const HttpRequest&)> usage;
    std::function<HttpResponse(const HttpRequest&)> statement;
};

/// The handler for everything the agent serves.
[[nodiscard]] Handler makeRoutes(pipeline::Source& source, RoutesOptions options);

} // namespace meterbench::api
