// Usage for tests of the window: customers with dimensions, priced by real plans, and a workspace
// that they belong to. The same numbers every time.
#pragma once

#include "core/usage/view.h"

#include <memory>
#include <string>
#include <vector>

namespace meterbench::tests::made {

inline constexpr usage::Period kMonth{1'698'796'800'000, 1'701'388'800'000}; // November 2023
inline constexpr std::int64_t kUsageNowMs = 1'700'000'000'000;

inline base::Decimal decimal(const std::string& text) {
    return base::Decimal::parse(text).value();
}

inline std::shared_ptr<config::Workspace> workspace() {
    auto made = std::make_shared<config::Workspace>();
    made->path = "shop.yml";
    made->schema.customerLabels = {"paigoCustomerID"};
    metering::Meter calls;
    calls.name = "calls";
    calls.selector = "http_requests_total";
    calls.unit = "call";
    metering::Meter storage;
    storage.name = "storage";
    storage.selector = "storage_bytes";
    storage.measure = metering::Measure::LevelTime;
    storage.unit = "gigabyte hour";
    made->meters = {calls, storage};
    pricing::Plan plan;
    plan.id = "pro";
    plan.name = "Pro";
    plan.charges = {
        {"API calls",
         pricing::Graduated{
             {{decimal("1000"), decimal("0")},
              {decimal("5000"), decimal("0.0012")},
              {{}, decimal("0.0010636")}}}},
        {"Storage", pricing::PerUnit{decimal("0.2")}}};
    made->plans = {plan};
    return made;
}

inline usage::DimensionPtr
dimension(const std::string& name, const std::string& units, double coverage, double perSecond) {
    auto row = std::make_shared<usage::DimensionRow>();
    row->dimension = name;
    row->meter = name == "Storage" ? "storage" : "calls";
    row->unit = name == "Storage" ? "gigabyte hour" : "call";
    row->usage = decimal(units);
    row->coverage = coverage;
    row->perSecond = perSecond;
    row->today = {1, 2, 3, 2, 4};
    row->records = 12;
    return row;
}

/// With its price by the plan; dimensions are priced too.
inline usage::CustomerPtr customer(
    const std::string& id,
    const config::Workspace& workspace,
    std::vector<usage::DimensionPtr> dimensions
) {
    auto made = std::make_shared<usage::CustomerRow>();
    made->id = id;
    made->coverage = 0.99;
    if (!id.empty()) {
        const pricing::Plan& plan = workspace.plans.front();
        std::vector<pricing::Usage> used;
        for (const usage::DimensionPtr& row : dimensions) {
            used.push_back({row->dimension, row->usage});
        }
        made->plan = plan.name;
        made->currency = plan.currency;
        made->statement = std::make_shared<const pricing::Statement>(*pricing::price(plan, used));
        made->projected = made->statement->total;
        for (usage::DimensionPtr& row : dimensions) {
            for (const pricing::Line& line : made->statement->lines) {
                if (line.dimension == row->dimension) {
                    auto priced = std::make_shared<usage::DimensionRow>(*row);
                    priced->price = line.amount;
                    row = priced;
                }
            }
        }
    }
    made->dimensions = std::move(dimensions);
    made->period = kMonth;
    return made;
}

/// acme and globex with two dimensions each, and usage of nobody.
inline usage::View usageView() {
    usage::View view;
    auto shop = workspace();
    shop->customers = {{"acme", "Acme Ltd", "pro", {}}, {"globex", "", "pro", {}}};
    view.workspace = shop;
    view.timeMs = kUsageNowMs;
    view.period = kMonth;
    view.customers =
        std::make_shared<const std::vector<usage::CustomerPtr>>(std::vector<usage::CustomerPtr>{
            customer(
                "acme",
                *shop,
                {dimension("API calls", "12480", 1, 10), dimension("Storage", "18.4", 0.996, 0)}
            ),
            customer(
                "globex",
                *shop,
                {dimension("API calls", "8112", 1, 6), dimension("Storage", "13.1", 0.949, 0.001)}
            ),
            customer("", *shop, {dimension("", "70", 0.9, 1)})});
    usage::Money money;
    for (const usage::CustomerPtr& one : *view.customers) {
        money.metered = *(money.metered + one->total().value_or(base::Decimal()));
    }
    money.sent = money.accepted = money.metered;
    view.money = {money};
    return view;
}

} // namespace meterbench::tests::made
