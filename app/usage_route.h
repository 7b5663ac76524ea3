// GET /api/v1/usage: the answer of `meterbench usage --format=json`, from the journal that the agent
// keeps. Reads at each request; on the thread of the HTTP interface.
#pragma once

#include "core/api/http_server.h"
#include "core/config/workspace.h"

#include <functional>
#include <memory>
#include <string>

namespace meterbench::app {

/// `workspace`: the one in force; units and prices are its.
[[nodiscard]] std::function<api::HttpResponse(const api::HttpRequest&)> usageRoute(
    const std::string& folder,
    std::function<std::shared_ptr<const config::Workspace>()> workspace
);

} // namespace meterbench::app
