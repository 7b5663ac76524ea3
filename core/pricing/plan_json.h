// Plans and usage as JSON, as a workspace file and people write them. Decimals are texts ("0.10")
// or whole JSON numbers; a JSON fraction is refused, since it has been a binary float by the time
// it is read. Unknown fields are errors: a misspelt price must not become 0. Any thread. Errors:
// InvalidInput with plan, dimension and field. The shape stands in README.md.
#pragma once

#include "core/base/result.h"
#include "core/pricing/plan.h"
#include "core/pricing/statement.h"

#include <string>
#include <string_view>
#include <vector>

namespace meterbench::pricing {

/// One plan, which has passed check().
[[nodiscard]] base::Result<Plan> readPlan(std::string_view json);

/// The text that reads back as the same plan; fields that have their default are left out.
[[nodiscard]] std::string writePlan(const Plan& plan);

/// An array of usage records.
[[nodiscard]] base::Result<std::vector<Usage>> readUsage(std::string_view json);

} // namespace meterbench::pricing
