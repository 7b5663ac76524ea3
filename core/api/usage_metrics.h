// Usage metrics: what the meters and the usage endpoints tell of themselves on /metrics. Nothing
// where nothing is metered.
#pragma once

#include "core/api/metrics_page.h"
#include "core/pipeline/snapshot.h"

namespace meterbench::api {

void writeUsage(MetricsPage& page, const pipeline::Snapshot& snapshot);

} // namespace meterbench::api
