#include "core/metering/metering_order.h"

#include "core/metering/metering_compiled.h"

#include <algorithm>

namespace meterbench::metering {

Metering::Order::Order(TimeOrder order)
    : m_isOnly(order.only.has_value())
    , m_turns(std::move(order.turns)) {
    for (const auto& thing : order.only.value_or(TimeOrder::Things{})) {
        m_things.try_emplace(thing);
    }
    for (LateSample& sample : order.early) {
        m_things[{sample.meter, sample.thing}].early.push_back(std::move(sample));
    }
    for (LateSample& sample : order.leftOut) {
        m_things[{sample.meter, sample.thing}].leftOut.push_back(std::move(sample));
    }
    for (auto& [thing, waiting] : m_things) {
        std::ranges::stable_sort(waiting.early, {}, &LateSample::timeMs);
    }
}

void Metering::Order::read(std::uint32_t origin, std::int64_t timeMs) {
    if (origin == m_beginMs.size()) {
        m_beginMs.push_back(timeMs);
    }
    m_groupMs = timeMs;
    m_newestMs = std::max(m_newestMs, timeMs);
}

void Metering::Order::note(std::uint32_t live, std::uint32_t meter, const std::string& thing) {
    m_ofLive.resize(std::max<std::size_t>(m_ofLive.size(), live + 1), nullptr);
    if (m_ofLive[live] == nullptr) {
        m_ofLive[live] = &m_things[{meter, thing}];
        m_ofLive[live]->turns = m_turns ? m_turns(meter, thing) : std::vector<Turn>();
    }
}

bool Metering::Order::takesNow(
    Metering& metering, std::uint32_t live, std::int64_t timeMs, const base::Decimal& value
) {
    if (timeMs < m_beginMs[metering.m_origin->number]) {
        return false;
    }
    const LiveValue& now = metering.m_live[live];
    if (timeMs == m_groupMs && now.origin != metering.m_origin->number &&
        timeMs < std::max(now.creditedMs, now.markerMs)) {
        doubt(metering, now, timeMs);
    }
    takeBefore(metering, live, timeMs);
    if (!isTurnOf(metering, live, *metering.m_origin, timeMs)) {
        return false;
    }
    if (timeMs < m_newestMs - kForgetAfterMs) {
        doubt(metering, metering.m_live[live], timeMs);
    }
    const auto isIt = [&](const LateSample& late) {
        return late.group == metering.m_group && late.timeMs == timeMs && late.value == value;
    };
    const Waiting& waiting = *m_ofLive[live];
    const auto [from, to] =
        std::ranges::equal_range(waiting.early, timeMs, {}, &LateSample::timeMs);
    return std::none_of(from, to, isIt) && std::ranges::none_of(waiting.leftOut, isIt);
}

void Metering::Order::doubt(
    const Metering& metering, const LiveValue& live, std::int64_t timeMs
) {
    const auto [known, isNew] =
        m_doubtful.try_emplace({live.meter, metering.thingOf(live)}, timeMs);
    known->second = std::min(known->second, timeMs);
}

void Metering::Order::takeBefore(Metering& metering, std::uint32_t live, std::int64_t timeMs) {
    Waiting& waiting = *m_ofLive[live];
    while (waiting.taken < waiting.early.size() && waiting.early[waiting.taken].timeMs < timeMs) {
        takeOne(metering, live, waiting.early[waiting.taken++]);
    }
}

bool Metering::Order::isTurnOf(
    Metering& metering, std::uint32_t live, const Origin& origin, std::int64_t timeMs
) {
    std::vector<Turn>& turns = m_ofLive[live]->turns;
    if (turns.empty()) {
        return true;
    }
    if (sourceAt(turns, timeMs) != metering.m_sources[origin.number]) {
        return false;
    }
    metering.m_live[live].setOrigin(origin.number);
    if (turns.size() > 1) {
        const auto next = std::ranges::upper_bound(turns, timeMs, {}, &Turn::fromMs);
        turns.erase(std::max(next, turns.begin() + 1), turns.end());
        metering.share(live).turns = std::move(turns);
    }
    turns.clear();
    return true;
}

void Metering::Order::takeOne(Metering& metering, std::uint32_t at, const LateSample& sample) {
    const auto source = metering.m_origins.find(sample.source);
    if (source == metering.m_origins.end() ||
        sample.timeMs < m_beginMs[source->second.number] ||
        !isTurnOf(metering, at, source->second, sample.timeMs)) {
        return;
    }
    LiveValue& live = metering.m_live[at];
    std::int64_t stepMs = source->second.stepMs;
    if (live.origin != source->second.number) {
        if (metering.fromAnother(at, source->second, sample.timeMs, stepMs) !=
            FromAnother::Taken) {
            return;
        }
    } else if (metering.isShared(at)) {
        metering.keepSteady(at, sample.timeMs, stepMs, false);
    }
    const Reading reading{
        sample.timeMs,
        stepMs,
        sample.value,
        metering.addOwner(sample.owner),
        sample.isNew};
    static_cast<void>(metering.m_compiled->rules[live.meter].take(live, reading, metering));
    ++metering.m_counts.samples;
}

std::map<std::pair<std::uint32_t, std::string>, std::int64_t> Metering::doubtful() const {
    return m_order ? m_order->doubtful()
                   : std::map<std::pair<std::uint32_t, std::string>, std::int64_t>();
}

void Metering::putInOrder(TimeOrder order) {
    m_order = std::make_unique<Order>(std::move(order));
}

} // namespace meterbench::metering
