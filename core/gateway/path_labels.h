// The labels that a push's path carries: /metrics/<name>/<value>/… taken apart. Strict splits
// before it decodes, so that a value may hold %2F, and reads name@base64 as the Pushgateway writes
// it (RFC 4648, URL-safe, padding optional, "=" is the empty value); Compatible decodes first, as
// the older gateway does. Refuses odd counts, bad names and values; Strict also names that begin
// with __ and a name twice. Any thread.
#pragma once

#include "core/gateway/policy.h"
#include "core/gateway/refusal.h"
#include "core/model/labels.h"

#include <string_view>
#include <variant>
#include <vector>

namespace meterbench::gateway {

/// Sorted by name; equal names (Compatible) in the order of the path. Empty values are kept.
using PathLabels = std::vector<model::Label>;

/// Strict knows no label without a value: the label is the group's and not its series'.
[[nodiscard]] inline bool isInKeys(const model::Label& label, Profile profile) {
    return !label.value.empty() || profile == Profile::Compatible;
}

/// The raw path behind "/metrics", still percent-encoded.
[[nodiscard]] std::variant<PathLabels, Refusal>
readPathLabels(std::string_view path, Profile profile);

} // namespace meterbench::gateway
