// create_metric: from an item to the edits that do it, with the rules and the words of the ICOS
// metrics export (facts 3.3). Everything is looked over before anything is done, so nothing is left
// half registered. Any thread that may read the bench.
#pragma once

#include "core/icos/request_reader.h"
#include "core/icos/routes.h"

#include <string>
#include <variant>
#include <vector>

namespace meterbench::icos {

/// The edits, or the detail of a 400.
[[nodiscard]] std::variant<std::vector<instruments::Edit>, std::string>
editsFor(const MetricItem& item, const BenchPort& port);

} // namespace meterbench::icos
