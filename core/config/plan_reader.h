// The part of a workspace that says what usage costs: `plans` under `billing`, with the fields of
// core/pricing's JSON, so that a plan in JSON can be pasted. Borrows node and reading.
#pragma once

#include "core/config/reading.h"
#include "core/pricing/plan.h"

#include <vector>

namespace meterbench::config {

/// Plans that have passed pricing::check(), if there was no problem.
[[nodiscard]] std::vector<pricing::Plan> readPlans(const Node& node, Reading& reading);

} // namespace meterbench::config
