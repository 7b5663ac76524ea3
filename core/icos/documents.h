// The documents of the routes, served from the program: OpenAPI 3.1 and a page that shows it and
// tries requests, without the network. Constant; any thread.
#pragma once

#include <string>

namespace meterbench::icos {

/// /openapi.json: every route, with its schemas and examples.
[[nodiscard]] const std::string& openApiDocument();

/// /docs and /redoc: whole in itself; its one script is allowed by its hash.
[[nodiscard]] const std::string& documentationPage();
/// The Content-Security-Policy to send with it.
[[nodiscard]] const std::string& documentationPolicy();

} // namespace meterbench::icos
