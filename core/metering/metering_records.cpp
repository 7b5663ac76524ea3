// Metering: what it tells of its live values.
#include "core/metering/metering.h"

#include <map>
#include <tuple>
#include <utility>

namespace meterbench::metering {

void Metering::close(const LiveValue& live) {
    m_closed.push_back(recordOf(live, m_meters[live.meter].name));
    ++m_counts.records;
}

UsageRecord Metering::recordOf(const LiveValue& live, const std::string& meter) const {
    UsageRecord record;
    record.meter = meter;
    record.thing = m_things.textOf(live.thing);
    const Owner* const owner = live.owner == kNobody ? nullptr : &m_owners[live.owner];
    if (owner != nullptr && owner->verdict != Verdict::MalformedId) {
        record.customer = owner->customer;
        record.dimension = owner->dimension;
    }
    record.beginMs = live.open.beginMs;
    record.endMs = live.open.endMs();
    record.value = live.open.total;
    record.evidence = live.open.evidence();
    return record;
}

std::vector<UsageRecord> Metering::takeClosed() {
    return std::exchange(m_closed, {});
}

std::vector<UsageRecord> Metering::open() const {
    std::vector<UsageRecord> records;
    for (const LiveValue& live : m_live) {
        if (live.open.isOpen()) {
            records.push_back(recordOf(live, m_meters[live.meter].name));
        }
    }
    return records;
}

Concerned Metering::concernedBy(model::LayoutId layout) const {
    Concerned concerned;
    if (const auto at = m_layouts.find(layout); at != m_layouts.end()) {
        concerned.tellsOwners = !at->second.says.empty();
        for (const Use& use : at->second.uses) {
            const LiveValue& live = m_live[use.live];
            concerned.things.emplace_back(live.meter, m_things.textOf(live.thing));
        }
    }
    return concerned;
}

std::vector<Unbilled> Metering::unbilled() const {
    std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, Unbilled> causes;
    for (const LiveValue& live : m_live) {
        if (live.lastMs == kNever || live.owner == kNobody ||
            m_owners[live.owner].verdict == Verdict::Billable) {
            continue;
        }
        const Owner& owner = m_owners[live.owner];
        Unbilled& cause = causes[{live.meter, live.owner, live.origin}];
        if (cause.things++ == 0) {
            cause.meter = m_meters[live.meter].name;
            cause.verdict = owner.verdict;
            cause.label = owner.label;
            cause.source = m_sources[live.origin];
            cause.example = m_things.textOf(live.thing);
        }
    }
    std::vector<Unbilled> list;
    for (auto& [key, cause] : causes) {
        list.push_back(std::move(cause));
    }
    return list;
}

} // namespace meterbench::metering
