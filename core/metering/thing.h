// What a series measures, as text: the series itself, or those of its labels that the meter names
// as identity. Two series with the same text are one thing. Any thread.
#pragma once

#include "core/metering/meter.h"
#include "core/model/labels.h"

#include <span>
#include <string>
#include <vector>

namespace meterbench::metering {

[[nodiscard]] std::string thingOf(const Meter& meter, std::span<const model::LabelView> labels);

/// Those of the labels that are named, as a series is written.
[[nodiscard]] std::string
textOf(std::span<const model::LabelView> labels, const std::vector<std::string>& names);

} // namespace meterbench::metering
