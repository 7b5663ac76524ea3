// remote_write: the endpoints. Source: prometheus config/config.go, RemoteWriteConfig, QueueConfig,
// MetadataConfig.
#pragma once

#include "core/config/reading.h"

namespace meterbench::config {

/// Appends the endpoints to the configuration, whose global part is already read.
void readEndpoints(const Node& list, Reading& reading, Config& out);

} // namespace meterbench::config
