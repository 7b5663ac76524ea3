// Maps of names to texts: label sets (checked names and UTF-8 values) and URL parameters.
#pragma once

#include "core/config/reading.h"
#include "core/model/labels.h"

#include <string>
#include <utility>
#include <vector>

namespace meterbench::config {

/// {name: value}; an empty value is left out, as labels do.
[[nodiscard]] model::Labels readLabels(const Node& node, Reading& reading);

/// {name: [value, …]}, sorted by name.
[[nodiscard]] std::vector<std::pair<std::string, std::vector<std::string>>>
readParams(const Node& node, Reading& reading);

} // namespace meterbench::config
