// The Pushgateway's /api/v1/metrics: each group with its families, all numbers as text, times as
// RFC 3339. Written piece by piece: nothing but the answer is built. Source: prometheus/pushgateway
// api/v1/api.go; facts 2.1. Any thread that may read the index.
#pragma once

#include "core/gateway/group_index.h"

#include <string>

namespace meterbench::gateway {

[[nodiscard]] std::string apiMetrics(const GroupIndex& index);

} // namespace meterbench::gateway
