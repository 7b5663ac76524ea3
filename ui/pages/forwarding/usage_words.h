// What table and inspector say of an endpoint of usage records: its pill, its problem with what to do
// about it, its facts. Gui thread.
#pragma once

#include "core/pipeline/snapshot.h"
#include "ui/widgets/fact_list.h"
#include "ui/widgets/paint.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace meterbench::ui {

/// One usage endpoint: what it is told to do, and how it stands.
struct UsageView {
    std::shared_ptr<const delivery::DeliveryState> state; ///< never null
    delivery::UsageEndpointOptions options;               ///< carries secrets: never print whole
    bool isStarted = true; ///< false: it could not be; Events has the reason
};

using UsagePtr = std::shared_ptr<const UsageView>;

/// In the order in which they are configured.
[[nodiscard]] std::vector<UsagePtr> usageEndpointsOf(const pipeline::Snapshot& now);

[[nodiscard]] QString serviceName(delivery::Service service);
[[nodiscard]] std::uint64_t recordsWaiting(const delivery::DeliveryState& state);
[[nodiscard]] PillText usagePill(const UsageView& usage);
/// What is wrong and what would be right; empty: nothing.
[[nodiscard]] QString usageProblem(const UsageView& usage, std::int64_t nowMs);
/// "404", "no answer yet" …
[[nodiscard]] QString usageAnswer(const delivery::DeliveryState& state);
[[nodiscard]] bool isFailing(const UsageView& usage);
/// One line: name, state, what waits.
[[nodiscard]] QString usageSummary(const UsageView& usage, std::int64_t nowMs);
/// Position, queue, counters, newest refused records.
[[nodiscard]] std::vector<Fact> usageFacts(const UsageView& usage, std::int64_t nowMs);
[[nodiscard]] std::vector<Fact> usageSettings(const delivery::UsageEndpointOptions& options);

} // namespace meterbench::ui
