// Status routes: /api/v1/status/…, /version, and our own /api/v1/endpoints and /api/v1/events,
// answered from one snapshot. Shapes: API.md; source: prometheus web/api/v1/api.go. No secrets:
// URLs come without user and password.
#pragma once

#include "core/api/http_server.h"
#include "core/api/json_answer.h"
#include "core/pipeline/snapshot.h"

#include <map>
#include <string>

namespace meterbench::api {

/// The same object as /version and in status/buildinfo.
[[nodiscard]] Json buildInfo();
[[nodiscard]] HttpResponse
statusConfig(const HttpRequest& request, const pipeline::Snapshot& snapshot);
[[nodiscard]] HttpResponse
statusBuildInfo(const HttpRequest& request, const pipeline::Snapshot& snapshot);
[[nodiscard]] HttpResponse
statusRuntimeInfo(const HttpRequest& request, const pipeline::Snapshot& snapshot);
[[nodiscard]] HttpResponse
statusWalReplay(const HttpRequest& request, const pipeline::Snapshot& snapshot);
[[nodiscard]] HttpResponse version(const HttpRequest& request, const pipeline::Snapshot& snapshot);
[[nodiscard]] HttpResponse
endpoints(const HttpRequest& request, const pipeline::Snapshot& snapshot);
/// ?since=ID answers the ones after it; ?limit=N the newest N of them.
[[nodiscard]] HttpResponse events(const HttpRequest& request, const pipeline::Snapshot& snapshot);

} // namespace meterbench::api
