// The part of a workspace that says what is metered: `meters` under `billing`. Borrows node and
// reading.
#pragma once

#include "core/config/reading.h"
#include "core/metering/meter.h"

#include <vector>

namespace meterbench::config {

/// A number of a workspace: its digits are never a binary float. False and a problem when it is
/// none.
bool readDecimal(const Node& node, Reading& reading, base::Decimal& out);

[[nodiscard]] std::vector<metering::Meter> readMeters(const Node& node, Reading& reading);

} // namespace meterbench::config
