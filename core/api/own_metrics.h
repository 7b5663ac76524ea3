// Own metrics: the body of /metrics from one snapshot. Prometheus's names where the meaning is the
// same (facts: its scrape/metrics.go, storage/remote, tsdb/agent, tsdb/wlog), meterbench_… for what
// it does not have. Both text formats, chosen by the Accept header.
#pragma once

#include "core/api/http_server.h"
#include "core/exposition/pull_parser.h"
#include "core/pipeline/snapshot.h"

#include <string>
#include <string_view>

namespace meterbench::api {

[[nodiscard]] std::string ownMetrics(const pipeline::Snapshot& snapshot, exposition::Format format);

[[nodiscard]] HttpResponse metrics(const HttpRequest& request, const pipeline::Snapshot& snapshot);

} // namespace meterbench::api
