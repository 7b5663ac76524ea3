// Metering: what it tells of its live values.
#include "core/metering/metering.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace meterbench::metering {

void Metering::close(const LiveValue& live) {
    m_closed.push_back(recordOf(live));
    ++m_counts.records;
}

/// Of one that is among the live values: its place there is its thing's number.
std::string Metering::thingOf(const LiveValue& live) const {
    return m_things.textOf(static_cast<std::uint32_t>(&live - m_live.data()));
}

UsageRecord Metering::recordOf(const LiveValue& live) const {
    return recordOf(live, m_meters[live.meter].name, thingOf(live));
}

UsageRecord Metering::recordOf(const LiveValue& live, std::string meter, std::string thing) const {
    UsageRecord record;
    record.meter = std::move(meter);
    record.thing = std::move(thing);
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
             m_sources[m_origin->number],
             live.meter,
             thingOf(live),
             reading.timeMs,
             m_origin->stepMs,
             reading.value,
             m_owners[reading.owner],
             reading.isNew}
        );
    }
}

std::optional<Tail> Metering::tailOf(std::uint32_t meter, std::string_view thing) const {
    const std::optional<std::uint32_t> at = m_things.find(meter, thing);
    if (!at) {
        return std::nullopt;
    }
    Tail tail{m_live[*at], {}, std::nullopt, m_sources[m_live[*at].origin], false, {}};
    const std::vector<std::uint32_t>& missed = m_origins.at(tail.source).missed;
    tail.isMissed = std::ranges::find(missed, *at) != missed.end();
    if (const auto shared = m_shared.find(*at); shared != m_shared.end()) {
        tail.turns = shared->second.turns;
    }
    if (tail.live.owner != kNobody) {
        tail.owner = m_owners[tail.live.owner];
    }
    if (tail.live.open.isOpen()) {
        tail.open = recordOf(m_live[*at]);
    }
    return tail;
}

void Metering::setTail(std::uint32_t meter, std::string_view thing, const Tail& tail) {
    const std::uint32_t at = m_things.find(meter, thing).value();
    LiveValue& live = m_live[at];
    Origin& origin = m_origins.at(tail.source);
    live.setOrigin(origin.number);
    if (tail.isMissed && std::ranges::find(origin.missed, at) == origin.missed.end()) {
        origin.missed.push_back(at);
    }
    if (!tail.turns.empty()) {
        Shared& shared = share(at);
        shared = {tail.turns, INT64_MAX, INT64_MIN, std::max(shared.usedMs, tail.live.lastMs)};
    }
    live.last = tail.live.last;
    live.lastMs = tail.live.lastMs;
    live.markerMs = tail.live.markerMs;
    live.creditedMs = tail.live.creditedMs;
    live.owner = tail.live.owner == kNobody ? kNobody : addOwner(tail.owner);
    live.open = tail.open ? OpenRecord::of(*tail.open) : OpenRecord{};
}

std::vector<UsageRecord> Metering::open() const {
    std::vector<UsageRecord> records;
    for (const LiveValue& live : m_live) {
        if (live.open.isOpen()) {
            records.push_back(recordOf(live));
        }
    }
    return records;
}

Concerned Metering::concernedBy(model::LayoutId layout) const {
    Concerned concerned;
    if (const auto at = m_layouts.find(layout); at != m_layouts.end()) {
        concerned.tellsOwners = !at->second.says.empty();
        at->second.uses.forEach([&](const Use& use) {
            concerned.things.emplace_back(m_live[use.live].meter, m_things.textOf(use.live));
        });
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
            cause.example = thingOf(live);
        }
    }
    std::vector<Unbilled> list;
    for (auto& [key, cause] : causes) {
        list.push_back(std::move(cause));
    }
    return list;
}

} // namespace meterbench::metering
