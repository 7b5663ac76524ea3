// Pushed protobuf: delimited messages io.prometheus.client.MetricFamily become the text that says
// the same, so everything behind it knows one format only, and a push of known text stays cheap.
// Native histograms' fields are passed over, as are exemplars. Source: prometheus/client_model
// metrics.proto; protobuf's encoding guide. Any thread. Errors: InvalidInput in words, for bytes
// that are not such messages and for what the text cannot say.
#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>

namespace meterbench::gateway {

/// application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited
[[nodiscard]] bool isProtobuf(std::string_view contentType);

[[nodiscard]] base::Result<std::string> textOfProtobuf(std::string_view body);

} // namespace meterbench::gateway
