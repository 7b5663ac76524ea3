// The grouping key of a push in Pushgateway mode: "/job/<J>{/<name>/<value>}" as it stands behind
// "/metrics", still percent-encoded. As the Pushgateway reads it: decoded first, then split, so a
// %2F is a slash (hence name@base64); a name twice: the last one wins, and job always. Unlike it: a
// value that is not UTF-8 is refused here, for there it makes every later push fail. Source:
// prometheus/pushgateway handler/push.go; vectors P7 to P10. Any thread.
#pragma once

#include "core/gateway/path_labels.h"

#include <string_view>
#include <variant>

namespace meterbench::gateway {

/// Sorted by name; job is among them and not empty. Other values may be.
[[nodiscard]] std::variant<PathLabels, Refusal>
readGroupPath(std::string_view path, bool allowsUtf8Names);

} // namespace meterbench::gateway
