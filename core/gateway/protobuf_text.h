// A pushed body of delimited io.prometheus.client.MetricFamily messages, what Go's push client
// sends, as the same body in the text format: so there is one way in which pushes are read, checked
// and kept. Exemplars and native histograms are left out, as the text format has none. Any bytes
// may come. Refuses what is no such message, names that are not allowed, and values that do not fit
// their family's type. Any thread.
#pragma once

#include "core/gateway/refusal.h"

#include <string>
#include <string_view>
#include <variant>

namespace meterbench::gateway {

/// Whether a Content-Type says so.
[[nodiscard]] bool isProtobuf(std::string_view contentType);

/// Names beyond the classic set are allowed or not; they are quoted then, {"a.b"} 1.
[[nodiscard]] std::variant<std::string, Refusal>
textOfProtobuf(std::string_view body, bool allowsUtf8Names);

} // namespace meterbench::gateway
