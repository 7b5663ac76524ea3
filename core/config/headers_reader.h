// Extra headers: http_headers (values, secrets, files) and remote_write's plain headers. Names that
// Meterbench sets itself are refused. Source: prometheus/common config/headers.go; prometheus
// config/config.go validateHeaders.
#pragma once

#include "core/config/reading.h"
#include "core/http/client_options.h"

#include <vector>

namespace meterbench::config {

[[nodiscard]] std::vector<http::ExtraHeader> readHttpHeaders(const Node& node, Reading& reading);
/// {name: value}
[[nodiscard]] std::vector<http::ExtraHeader> readPlainHeaders(const Node& node, Reading& reading);

} // namespace meterbench::config
