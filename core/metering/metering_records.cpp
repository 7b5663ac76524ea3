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

std::vector<LateSample> Metering::takeLate() {
    return std::exchange(m_late, {});
}

void Metering::keepLate(const LiveValue& live, const Reading& reading) {
    ++m_counts.late;
    if (m_late.size() < kMostLate) {
        m_late.push_back(
            {m_group,
             live.meter,
             m_things.textOf(live.thing),
             reading.timeMs,
             reading.value,
             m_owners[reading.owner],
             reading.isNew}
        );
    }
}

std::optional<Tail> Metering::tailOf(std::uint32_t meter, std::string_view thing) const {
    const std::optional<std::uint32_t> at = placeOf(meter, thing);
    if (!at) {
        return std::nullopt;
    }
    Tail tail{m_live[*at], {}, std::nullopt};
    if (tail.live.owner != kNobody) {
        tail.owner = m_owners[tail.live.owner];
    }
    if (tail.live.open.isOpen()) {
        tail.open = recordOf(tail.live, m_meters[meter].name);
    }
    return tail;
}

void Metering::setTail(std::uint32_t meter, std::string_view thing, const Tail& tail) {
    LiveValue& live = m_live[placeOf(meter, thing).value()];
    live.last = tail.live.last;
    live.lastMs = tail.live.lastMs;
    live.markerMs = tail.live.markerMs;
    live.creditedMs = tail.live.creditedMs;
    live.owner = tail.live.owner == kNobody ? kNobody : addOwner(tail.owner);
    live.open = tail.open ? OpenRecord::of(*tail.open) : OpenRecord{};
}

std::optional<std::uint32_t> Metering::placeOf(std::uint32_t meter, std::string_view thing) const {
    const std::optional<std::uint32_t> number = m_things.find(thing);
    if (!number || *number >= m_liveOf.size()) {
        return std::nullopt;
    }
    for (std::uint32_t at = m_liveOf[*number]; at != kNobody; at = m_live[at].nextOfThing) {
        if (m_live[at].meter == meter) {
            return at;
        }
    }
    return std::nullopt;
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
