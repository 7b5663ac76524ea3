// Target routes: /api/v1/targets…, /api/v1/metadata, /api/v1/scrape_pools…, answered from one
// snapshot. Constant functions of request and snapshot. Shapes: API.md; source: prometheus
// web/api/v1/api.go.
#pragma once

#include "core/api/http_server.h"
#include "core/pipeline/snapshot.h"

namespace meterbench::api {

[[nodiscard]] HttpResponse targets(const HttpRequest& request, const pipeline::Snapshot& snapshot);
[[nodiscard]] HttpResponse
targetMetadata(const HttpRequest& request, const pipeline::Snapshot& snapshot);
[[nodiscard]] HttpResponse
relabelSteps(const HttpRequest& request, const pipeline::Snapshot& snapshot);
[[nodiscard]] HttpResponse metadata(const HttpRequest& request, const pipeline::Snapshot& snapshot);
[[nodiscard]] HttpResponse
scrapePools(const HttpRequest& request, const pipeline::Snapshot& snapshot);
[[nodiscard]] HttpResponse
scrapePoolConfig(const HttpRequest& request, const pipeline::Snapshot& snapshot);

} // namespace meterbench::api
