// What is wrong with a push, in the Pushgateway's words: a metric as Go's protobuf library shows
// it, types in capitals. Source: prometheus/client_golang registry.go; recorded answers of 1.5.1.
// Any thread.
#pragma once

#include "core/gateway/group_index.h"

#include <string>
#include <string_view>
#include <vector>

namespace meterbench::gateway {

/// COUNTER, UNTYPED …
[[nodiscard]] std::string_view upperTypeName(model::MetricType type);

/// collected metric "c" { label:<name:"job" value:"j" > counter:<value:2 > }
[[nodiscard]] std::string collectedMetric(
    const GroupFamily& family,
    const GroupMetric& metric,
    const std::vector<model::LabelView>& labels,
    const GroupPart& part
);

/// Several become a list.
[[nodiscard]] std::string joinedComplaints(const std::vector<std::string>& complaints);

} // namespace meterbench::gateway
