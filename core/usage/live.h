// Live: what the meters and the usage endpoints say, at one moment: what BookKeeper asks for again
// and again, and what of it counts. Any thread.
#pragma once

#include "core/config/workspace.h"
#include "core/delivery/delivery_state.h"
#include "core/delivery/endpoint_options.h"
#include "core/metering/usage_record.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace meterbench::usage {

/// Carries secrets: never print whole.
using UsageEndpoints = std::shared_ptr<const std::vector<delivery::UsageEndpointOptions>>;

struct Live {
    std::string folder; ///< of the journal; empty: nothing is metered
    /// What is not in the journal as of lastSequence; null: nothing is metered.
    std::shared_ptr<const std::vector<metering::UsageRecord>> open;
    std::int64_t lastSequence = 0;
    std::vector<std::shared_ptr<const delivery::DeliveryState>> deliveries;
    /// What they are told to do, those too that could not be started; null: not known.
    UsageEndpoints endpoints = nullptr;
};

/// Who is sent usage now: what was added, changed and removed since the workspace was read counts
/// too. While nothing is metered, those of the workspace. Never null; without a workspace empty.
[[nodiscard]] UsageEndpoints
endpointsInForce(const Live& live, const std::shared_ptr<const config::Workspace>& workspace);

} // namespace meterbench::usage
