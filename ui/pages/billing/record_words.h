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
[[nodiscard]] LineRow thingRow(const usage::ThingRow& thing, const std::string& unit);
/// Measured, bridged and missing time, resets.
[[nodiscard]] std::vector<Fact> evidenceFacts(const metering::Evidence& evidence);
/// Each usage endpoint.
[[nodiscard]] std::vector<Fact> deliveryFacts(const pipeline::Snapshot& now);
/// instance="…" of a series as text, else its name, else all of it.
[[nodiscard]] QString shortThing(const std::string& thing);

} // namespace meterbench::ui
