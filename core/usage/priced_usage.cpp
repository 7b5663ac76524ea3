#include "core/usage/priced_usage.h"

#include "core/metering/usage_totals.h"

#include <algorithm>
#include <cmath>

namespace meterbench::usage {

using base::Decimal;
using base::Rounding;

const config::Customer* customerOf(const config::Workspace& workspace, std::string_view id) {
    const auto found = std::ranges::find(workspace.customers, id, &config::Customer::id);
    return found == workspace.customers.end() ? nullptr : &*found;
}

const pricing::Plan* planOf(const config::Workspace& workspace, std::string_view customer) {
    const config::Customer* const who = customerOf(workspace, customer);
    return who == nullptr ? nullptr : planOf(workspace, *who);
}

const pricing::Plan* planOf(const config::Workspace& workspace, const config::Customer& who) {
    const auto plan = std::ranges::find(workspace.plans, who.plan, &pricing::Plan::id);
    return who.plan.empty() || plan == workspace.plans.end() ? nullptr : &*plan;
}

const metering::Meter* meterOf(const config::Workspace& workspace, std::string_view name) {
    const auto found = std::ranges::find(workspace.meters, name, &metering::Meter::name);
    return found == workspace.meters.end() ? nullptr : &*found;
}

std::map<std::string, metering::Measure, std::less<>> measuresOf(const config::Workspace& workspace
) {
    std::map<std::string, metering::Measure, std::less<>> measures;
    for (const metering::Meter& meter : workspace.meters) {
        measures[meter.name] = meter.measure;
    }
    return measures;
}

std::vector<std::string> dimensionsWithFees(const pricing::Plan& plan) {
    std::vector<std::string> dimensions;
    for (const pricing::DimensionPrice& price : plan.charges) {
        const auto* const percentage = std::get_if<pricing::Percentage>(&price.charge);
        if (percentage != nullptr && !percentage->fixedFee.isZero()) {
            dimensions.push_back(price.dimension);
        }
    }
    return dimensions;
}

Decimal unitsOf(Decimal value, const metering::Meter* meter) {
    return meter == nullptr ? value
                            : value.dividedBy(meter->unitSize, Rounding::HalfEven).value_or(value);
}

Decimal coveragePercent(const metering::Evidence& evidence) {
    const double share = metering::coverage(evidence).value_or(1);
    const auto tenths = static_cast<std::int64_t>(std::floor(share * 1'000));
    return Decimal::fromInteger(tenths)
        .dividedBy(Decimal::fromInteger(10), Rounding::Floor)
        .value_or(Decimal::fromInteger(100));
}

std::shared_ptr<const pricing::Statement> statementOf(
    const pricing::Plan& plan, std::span<const pricing::Usage> usage, pricing::PeriodShare share
) {
    auto made = pricing::price(plan, usage, share);
    return made ? std::make_shared<const pricing::Statement>(std::move(*made)) : nullptr;
}

std::optional<Decimal> projectedTotal(
    const pricing::Plan& plan,
    std::span<const pricing::Usage> usage,
    pricing::PeriodShare share,
    Period metered,
    std::int64_t nowMs
) {
    const Decimal elapsed = elapsedShare(metered.beginMs, metered.endMs, nowMs);
    const auto made = pricing::project(plan, usage, elapsed, share);
    return made ? std::optional(made->total) : std::nullopt;
}

} // namespace meterbench::usage
