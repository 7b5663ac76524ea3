// GET /api/v1/usage and /api/v1/statement: the answers of `meterbench usage --format=json` and
// `meterbench statement`, from the journal that the agent keeps. The words of a query are judged at
// once; the journal is read on the worker thread of the HTTP interface, at each request.
#pragma once

#include "core/api/http_server.h"
#include "core/config/workspace.h"

#include <functional>
#include <memory>
#include <string>

namespace meterbench::app {

struct UsageRoutes {
    std::string storage; ///< of the agent
    /// The one in force; units and prices are its. Called on the thread of the HTTP interface.
    std::function<std::shared_ptr<const config::Workspace>()> workspace;
};

using Route = std::function<api::HttpResponse(const api::HttpRequest&)>;

[[nodiscard]] Route usageRoute(const UsageRoutes& routes);
[[nodiscard]] Route statementRoute(const UsageRoutes& routes);

} // namespace meterbench::app
