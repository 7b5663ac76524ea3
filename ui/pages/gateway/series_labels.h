// What the labels of held series say together: their jobs, what all of them carry, whose they are.
// Any thread.
#pragma once

#include "core/gateway/push_store.h"

#include <string>
#include <vector>

namespace meterbench::ui {

/// The jobs whose pushes these series are.
[[nodiscard]] std::vector<std::string> jobsOf(const std::vector<const gateway::SeriesRow*>& series);
/// What every one of several series carries.
[[nodiscard]] std::vector<model::Label> sharedLabels(const std::vector<gateway::SeriesRow>& series);
/// Whether a held series is one of this family (its parts included).
[[nodiscard]] bool isOfFamily(const gateway::SeriesRow& row, const std::string& family);

} // namespace meterbench::ui
