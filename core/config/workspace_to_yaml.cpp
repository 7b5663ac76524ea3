// A workspace as YAML that reads back as the same workspace.
#include "core/base/duration.h"
#include "core/config/workspace.h"
#include "core/config/yaml_writer.h"

#include <cstdio>

namespace meterbench::config {

namespace {

using metering::Meter;
using pricing::DimensionPrice;
using pricing::Plan;

void given(YamlWriter& out, std::string_view key, const std::string& value) {
    if (!value.empty()) {
        out.text(key, value);
    }
}

void amount(YamlWriter& out, std::string_view key, base::Decimal value) {
    out.plain(key, value.toText());
}

void schema(YamlWriter& out, const metering::SchemaOptions& schema) {
    out.beginMap("schema");
    out.texts("customer_labels", schema.customerLabels);
    out.texts("dimension_labels", schema.dimensionLabels);
    out.text("customer_pattern", schema.customerPattern);
    out.text("dimension_pattern", schema.dimensionPattern);
    out.endMap();
}

void meter(YamlWriter& out, const Meter& meter) {
    out.text("name", meter.name);
    out.text("selector", meter.selector);
    given(out, "dimension", meter.dimension);
    if (meter.join) {
        out.beginMap("join");
        out.text("selector", meter.join->selector);
        out.texts("on", meter.join->on);
        out.endMap();
    }
    out.plain("measure", metering::measureName(meter.measure));
    if (!meter.identity.empty()) {
        out.texts("identity", meter.identity);
    }
    out.plain("combine", metering::combineName(meter.combine));
    out.boolean("counts_first", meter.countsFirst);
    out.plain("max_gap_steps", std::to_string(meter.maxGapSteps));
    out.plain("window", metering::windowName(meter.window));
    out.text("time_zone", meter.timeZone);
    given(out, "unit", meter.unit);
    amount(out, "unit_size", meter.unitSize);
}

void tiers(YamlWriter& out, const std::vector<pricing::Tier>& tiers) {
    out.beginList("tiers");
    for (const pricing::Tier& tier : tiers) {
        out.beginItem();
        if (tier.upTo) {
            amount(out, "upTo", *tier.upTo);
        }
        amount(out, "unitPrice", tier.unitPrice);
        amount(out, "flatFee", tier.flatFee);
        out.endItem();
    }
}

void charge(YamlWriter& out, const pricing::PerUnit& charge) {
    amount(out, "unitPrice", charge.unitPrice);
}

void charge(YamlWriter& out, const pricing::Package& charge) {
    amount(out, "size", charge.size);
    amount(out, "price", charge.price);
}

void charge(YamlWriter& out, const pricing::Graduated& charge) {
    tiers(out, charge.tiers);
}

void charge(YamlWriter& out, const pricing::Volume& charge) {
    tiers(out, charge.tiers);
}

void charge(YamlWriter& out, const pricing::Percentage& charge) {
    amount(out, "ratePercent", charge.ratePercent);
    amount(out, "fixedFee", charge.fixedFee);
}

void price(YamlWriter& out, const DimensionPrice& price) {
    out.text("dimension", price.dimension);
    out.plain("model", pricing::modelName(price.charge));
    std::visit([&](const auto& one) { charge(out, one); }, price.charge);
    amount(out, "freeUnits", price.freeUnits);
    amount(out, "increment", price.increment);
    out.plain("rounding", pricing::roundingName(price.rounding));
}

void plan(YamlWriter& out, const Plan& plan) {
    out.text("id", plan.id);
    given(out, "name", plan.name);
    out.text("currency", plan.currency.code);
    amount(out, "flatFee", plan.flatFee);
    amount(out, "minimumCharge", plan.minimumCharge);
    out.text("proration", pricing::prorationName(plan.proration));
    if (plan.charges.empty()) {
        return;
    }
    out.beginList("charges");
    for (const DimensionPrice& one : plan.charges) {
        out.beginItem();
        price(out, one);
        out.endItem();
    }
}

void date(
    YamlWriter& out, std::string_view key, const std::optional<std::chrono::year_month_day>& date
) {
    if (date) {
        char text[16];
        std::snprintf(
            text,
            sizeof text,
            "%04d-%02u-%02u",
            static_cast<int>(date->year()),
            static_cast<unsigned>(date->month()),
            static_cast<unsigned>(date->day())
        );
        out.plain(key, text);
    }
}

void customer(YamlWriter& out, const Customer& customer) {
    out.beginMap(customer.id);
    given(out, "name", customer.name);
    given(out, "plan", customer.plan);
    date(out, "period_start", customer.periodStart);
    date(out, "since", customer.since);
    out.endMap();
}

void endpoint(YamlWriter& out, const delivery::UsageEndpointOptions& endpoint) {
    out.text("name", endpoint.name);
    out.plain("service", delivery::nameOf(endpoint.service));
    out.text("url", maskedUrl(endpoint.url));
    out.plain("timeout", base::formatDuration(endpoint.timeout));
    // One record a request is all that paigo takes, whatever the value is that it never reads.
    if (endpoint.service != delivery::Service::Paigo || endpoint.mostRecordsPerRequest == 1) {
        out.plain("max_records_per_request", std::to_string(endpoint.mostRecordsPerRequest));
    }
    writeClient(out, endpoint.http);
}

/// A list without items is no list: its key is left out.
template <class Items, class Write>
void list(YamlWriter& out, std::string_view key, const Items& items, Write write) {
    if (items.empty()) {
        return;
    }
    out.beginList(key);
    for (const auto& item : items) {
        out.beginItem();
        write(out, item);
        out.endItem();
    }
}

/// No scalar of ours has more than one line, so each line moves by itself.
std::string indented(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        out.append("  ").append(text.substr(0, end)).append("\n");
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

} // namespace

std::string toYaml(const Workspace& workspace) {
    YamlWriter out;
    out.beginMap("billing");
    schema(out, workspace.schema);
    list(out, "meters", workspace.meters, &meter);
    list(out, "plans", workspace.plans, &plan);
    if (!workspace.customers.empty()) {
        out.beginMap("customers");
        for (const Customer& one : workspace.customers) {
            customer(out, one);
        }
        out.endMap();
    }
    list(out, "endpoints", workspace.usageEndpoints, &endpoint);
    out.plain("late_within", base::formatDuration(workspace.lateWithin));
    out.endMap();
    const std::string prometheus =
        workspace.prometheus ? "prometheus:\n" + indented(toYaml(*workspace.prometheus)) : "";
    return prometheus + out.take();
}

} // namespace meterbench::config
