// billing.endpoints of a workspace: who gets the usage records. The keys of HTTP are those of
// remote_write.
#pragma once

#include "core/config/reading.h"
#include "core/delivery/endpoint_options.h"

#include <vector>

namespace meterbench::config {

[[nodiscard]] std::vector<delivery::UsageEndpointOptions>
readUsageEndpoints(const Node& list, Reading& reading);

} // namespace meterbench::config
