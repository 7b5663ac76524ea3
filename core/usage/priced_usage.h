// What units cost: the plans of a workspace applied to what customers used. Coverage goes along, in
// tenths of a percent, rounded down: never 100 too soon. Nothing (null, nullopt) where a number
// leaves its range. Any thread.
#pragma once

#include "core/config/workspace.h"
#include "core/metering/usage_record.h"
#include "core/pricing/statement.h"
#include "core/usage/period.h"

#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace meterbench::usage {

[[nodiscard]] const pricing::Plan*
planOf(const config::Workspace& workspace, std::string_view customer);
[[nodiscard]] const metering::Meter*
meterOf(const config::Workspace& workspace, std::string_view name);

/// In units of the meter; as it is without one.
[[nodiscard]] base::Decimal unitsOf(base::Decimal value, const metering::Meter* meter);

/// For a statement's line; 100 where nothing could have been seen.
[[nodiscard]] base::Decimal coveragePercent(const metering::Evidence& evidence);

[[nodiscard]] std::shared_ptr<const pricing::Statement>
statementOf(const pricing::Plan& plan, std::span<const pricing::Usage> usage);
/// At the period's end, if usage goes on as it did since it is metered.
[[nodiscard]] std::optional<base::Decimal> projectedTotal(
    const pricing::Plan& plan,
    std::span<const pricing::Usage> usage,
    Period metered,
    std::int64_t nowMs
);

} // namespace meterbench::usage
