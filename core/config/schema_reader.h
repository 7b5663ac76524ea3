// The part of a workspace that says which labels make a series billable: `schema` under `billing`.
// Borrows node and reading.
#pragma once

#include "core/config/reading.h"
#include "core/metering/tags.h"

namespace meterbench::config {

[[nodiscard]] metering::SchemaOptions readSchema(const Node& node, Reading& reading);

} // namespace meterbench::config
