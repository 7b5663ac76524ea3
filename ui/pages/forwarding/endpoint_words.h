// What table and inspector say of an endpoint: its pill, its facts, a summary for screen readers.
// Gui thread.
#pragma once

#include "core/pipeline/snapshot.h"
#include "ui/widgets/fact_list.h"
#include "ui/widgets/paint.h"

#include <vector>

namespace meterbench::ui {

[[nodiscard]] PillText endpointPill(const remote::EndpointState& state);
/// One line: name, state, rate, what waits.
[[nodiscard]] QString endpointSummary(const pipeline::EndpointView& endpoint, std::int64_t nowMs);
/// Delivery, queue and position, all counters.
[[nodiscard]] std::vector<Fact>
endpointFacts(const pipeline::EndpointView& endpoint, std::int64_t nowMs);
/// What each rule of its write relabeling dropped; `billable` are the rules of the switch.
[[nodiscard]] std::vector<Fact> relabelFacts(
    const pipeline::EndpointView& endpoint, const std::vector<relabel::Rule>& billable
);
/// "OAuth2, as me"; never the secret.
[[nodiscard]] QString authentication(const http::ClientOptions& http);
/// What it is told to do: timeout, authentication (never the secret), headers, labels.
[[nodiscard]] std::vector<Fact> endpointSettings(const remote::EndpointOptions& options);

} // namespace meterbench::ui
