// Meter templates: meters that work after choosing them, with the metric names and labels that
// kube-state-metrics 2 and node_exporter 1 expose. Each says in one sentence what it measures, and
// what a single selector cannot know. Customer and dimension come from the tags, unless a meter is
// given a dimension. Constant; any thread. Sources: kube-state-metrics docs/metrics/workload
// (pod-metrics.md), node_exporter collector/{boot_time,netdev,filesystem}.
#pragma once

#include "core/metering/meter.h"

#include <string>
#include <string_view>
#include <vector>

namespace meterbench::metering {

struct MeterTemplate {
    std::string_view what;   ///< measures, in one sentence
    std::string_view limits; ///< what it cannot know, or what may have to be changed
    std::string_view needs;  ///< the exporter, and how it must be started
    Meter meter;             ///< its name is the template's
};

/// In the order in which they are offered.
[[nodiscard]] const std::vector<MeterTemplate>& meterTemplates();
/// Null when there is none of this name.
[[nodiscard]] const MeterTemplate* findTemplate(std::string_view name);
[[nodiscard]] std::vector<std::string_view> templateNames();

} // namespace meterbench::metering
