#include "core/metering/metering_compiled.h"

#include <algorithm>

namespace meterbench::metering {

namespace {

using base::Code;
using base::Error;
using base::Result;
using relabel::Selector;

} // namespace

base::Status Metering::Compiled::addMeter(const Meter& meter) {
    if (base::Status checked = check(meter); !checked) {
        return checked;
    }
    const auto wrong = [&](const char* field, const Error& error) {
        return Error{Code::InvalidInput, "meter \"" + meter.name + "\", " + field + error.context};
    };
    auto selector = Selector::parse(meter.selector);
    if (!selector) {
        return wrong("selector: ", selector.error());
    }
    auto calendar = Calendar::open(meter.window, meter.timeZone);
    if (!calendar) {
        return wrong("", calendar.error());
    }
    selectors.push_back(std::move(selector).value());
    rules.emplace_back(meter, std::move(calendar).value());
    return addJoin(meter);
}

base::Status Metering::Compiled::addJoin(const Meter& meter) {
    joinOf.push_back(kNone);
    if (!meter.join) {
        return {};
    }
    const auto same = std::ranges::find_if(joins, [&](const Join& join) {
        return join.text == meter.join->selector && join.on == meter.join->on;
    });
    if (same != joins.end()) {
        joinOf.back() = static_cast<std::uint32_t>(same - joins.begin());
        return {};
    }
    auto selector = Selector::parse(meter.join->selector);
    if (!selector) {
        return Error{
            Code::InvalidInput, "meter \"" + meter.name + "\", join: " + selector.error().context};
    }
    joinOf.back() = static_cast<std::uint32_t>(joins.size());
    joins.push_back({meter.join->selector, std::move(selector).value(), meter.join->on});
    return {};
}

Result<std::unique_ptr<Metering>>
Metering::make(const SchemaOptions& schema, std::vector<Meter> meters) {
    auto compiled = TaggingSchema::compile(schema);
    if (!compiled) {
        return compiled.error();
    }
    if (meters.size() > kMostMeters) {
        return Error{
            Code::InvalidInput,
            "there are " + std::to_string(meters.size()) +
                " meters: " + std::to_string(kMostMeters) + " is the most"};
    }
    std::unique_ptr<Metering> metering(new Metering);
    metering->m_compiled = std::make_unique<Compiled>(std::move(compiled).value());
    for (const Meter& meter : meters) {
        if (const base::Status added = metering->m_compiled->addMeter(meter); !added) {
            return added.error();
        }
        if (std::ranges::count(meters, meter.name, &Meter::name) > 1) {
            return Error{
                Code::InvalidInput, "meter \"" + meter.name + "\": two meters have this name"};
        }
    }
    metering->m_billedAs.resize(meters.size());
    metering->m_sinceMs.resize(meters.size(), kNever);
    metering->m_meters = std::move(meters);
    return metering;
}

} // namespace meterbench::metering
