// The Pushgateway's JSON over any store of pushes: /api/v1/metrics and /api/v1/status. Source:
// prometheus/pushgateway api/v1/api.go; facts 2.1. Numbers are texts there. Any thread that may
// read the store.
#pragma once

#include "core/address/options.h"

#include <cstdint>
#include <string>

namespace meterbench::address {

[[nodiscard]] std::string statusJson(const AddressOptions& options, std::int64_t startMs);
[[nodiscard]] std::string metricsJson(const gateway::PushStore& store);

} // namespace meterbench::address
