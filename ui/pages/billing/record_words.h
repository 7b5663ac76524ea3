// Records, windows and what was measured, as rows for people, and how they stand with the usage
// endpoints. Plain text. Any thread.
#pragma once

#include "core/pipeline/snapshot.h"
#include "core/usage/view.h"
#include "ui/pages/billing/line_table.h"
#include "ui/widgets/fact_list.h"

#include <string>
#include <vector>

namespace meterbench::ui {

/// When, how much, of what, how it stands.
[[nodiscard]] std::vector<LineColumn> recordColumns();
[[nodiscard]] LineRow
recordRow(const usage::RecordRow& record, const std::vector<std::string>& endpoints);
[[nodiscard]] LineRow windowRow(const usage::WindowRow& window, const std::string& unit);
/// Of this customer and dimension, which every line would say again.
[[nodiscard]] LineRow
thingRow(const usage::ThingRow& thing, const std::string& unit, const usage::Drill& of);
/// Measured, bridged and missing time, resets.
[[nodiscard]] std::vector<Fact> evidenceFacts(const metering::Evidence& evidence);
/// Each usage endpoint.
[[nodiscard]] std::vector<Fact> deliveryFacts(const pipeline::Snapshot& now);
/// The values of its labels but the ones given, then where it was measured (pod, else instance);
/// all of it where that is not said.
[[nodiscard]] QString
shortThing(const std::string& thing, const std::string& customer, const std::string& dimension);

} // namespace meterbench::ui
