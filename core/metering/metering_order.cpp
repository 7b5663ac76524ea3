#include "core/metering/metering_order.h"

#include "core/metering/metering_compiled.h"

#include <algorithm>

namespace meterbench::metering {

Metering::Order::Order(TimeOrder order)
    : m_isOnly(order.only.has_value()) {
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
}

void Metering::Order::note(std::uint32_t live, std::uint32_t meter, const std::string& thing) {
    m_ofLive.resize(std::max<std::size_t>(m_ofLive.size(), live + 1), nullptr);
    m_ofLive[live] = &m_things[{meter, thing}];
}

bool Metering::Order::takesNow(
    Metering& metering, std::uint32_t live, std::int64_t timeMs, const base::Decimal& value
) {
    if (timeMs < m_beginMs[metering.m_origin->number]) {
        return false;
    }
    takeBefore(metering, live, timeMs);
    const auto isIt = [&](const LateSample& late) {
        return late.group == metering.m_group && late.timeMs == timeMs && late.value == value;
    };
    const Waiting& waiting = *m_ofLive[live];
    const auto [from, to] =
        std::ranges::equal_range(waiting.early, timeMs, {}, &LateSample::timeMs);
    return std::none_of(from, to, isIt) && std::ranges::none_of(waiting.leftOut, isIt);
}

void Metering::Order::takeBefore(Metering& metering, std::uint32_t live, std::int64_t timeMs) {
    Waiting& waiting = *m_ofLive[live];
    while (waiting.taken < waiting.early.size() && waiting.early[waiting.taken].timeMs < timeMs) {
        takeOne(metering, metering.m_live[live], waiting.early[waiting.taken++]);
    }
}

void Metering::Order::takeOne(Metering& metering, LiveValue& live, const LateSample& sample) {
    const Reading reading{
        sample.timeMs,
        metering.m_origins.at(metering.m_sources[live.origin]).stepMs,
        sample.value,
        metering.addOwner(sample.owner),
        sample.isNew};
    static_cast<void>(metering.m_compiled->rules[live.meter].take(live, reading, metering));
    ++metering.m_counts.samples;
}

void Metering::putInOrder(TimeOrder order) {
    m_order = std::make_unique<Order>(std::move(order));
}

} // namespace meterbench::metering
