// What units cost: the plans of a workspace applied to what customers used. Coverage goes along, in
// tenths of a percent, rounded down: never 100 too soon. Nothing (null, nullopt) where a number
// leaves its range. Any thread.
#pragma once

#include "core/config/workspace.h"
#include "core/metering/usage_record.h"
#include "core/pricing/statement.h"
#include "core/usage/period.h"

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::usage {

/// Null: it is not in the workspace.
[[nodiscard]] const config::Customer*
customerOf(const config::Workspace& workspace, std::string_view id);
[[nodiscard]] const pricing::Plan*
planOf(const config::Workspace& workspace, std::string_view customer);
/// Null: it has none, or one that is not there.
[[nodiscard]] const pricing::Plan*
planOf(const config::Workspace& workspace, const config::Customer& who);
[[nodiscard]] const metering::Meter*
meterOf(const config::Workspace& workspace, std::string_view name);
/// What a sum of records needs to know of the meters.
[[nodiscard]] std::map<std::string, metering::Measure, std::less<>>
measuresOf(const config::Workspace& workspace);
/// Dimensions whose price has a fee for each event.
[[nodiscard]] std::vector<std::string> dimensionsWithFees(const pricing::Plan& plan);

/// What is known of no meter is summed.
[[nodiscard]] inline metering::Measure measureOf(const metering::Meter* meter) {
    return meter == nullptr ? metering::Measure::Increase : meter->measure;
}

/// In units of the meter; as it is without one.
[[nodiscard]] base::Decimal unitsOf(base::Decimal value, const metering::Meter* meter);

/// For a statement's line; 100 where nothing could have been seen.
[[nodiscard]] base::Decimal coveragePercent(const metering::Evidence& evidence);

[[nodiscard]] std::shared_ptr<const pricing::Statement> statementOf(
    const pricing::Plan& plan, std::span<const pricing::Usage> usage, pricing::PeriodShare share
);
/// At the period's end, if usage goes on as it did since it is metered.
[[nodiscard]] std::optional<base::Decimal> projectedTotal(
    const pricing::Plan& plan,
    std::span<const pricing::Usage> usage,
    pricing::PeriodShare share,
    Period metered,
    std::int64_t nowMs
);

} // namespace meterbench::usage
