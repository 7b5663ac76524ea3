// Relabeling rules from the configuration, each fault at the line of its field.
#pragma once

#include "core/config/reading.h"
#include "core/relabel/rule.h"

#include <vector>

namespace meterbench::config {

[[nodiscard]] std::vector<relabel::Rule>
readRules(const Node& node, relabel::NameScheme scheme, Reading& reading);

} // namespace meterbench::config
