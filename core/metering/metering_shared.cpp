// Metering: things that several targets have. One is read from one target at a time; another takes
// its turn when that one is late by its own interval, has failed or has ended. Which it is depends
// on the times of samples only, and whose turn it was is kept, so that a metering that is made again
// of what is left of the log decides the same.
#include "core/metering/metering.h"
#include "core/metering/metering_compiled.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace meterbench::metering {

model::SourceId sourceAt(std::span<const Turn> turns, std::int64_t timeMs) {
    const auto next = std::ranges::upper_bound(turns, timeMs, {}, &Turn::fromMs);
    return next == turns.begin() ? turns.front().source : std::prev(next)->source;
}

namespace {

bool hasJustBegun(const LiveValue& live) {
    const OpenRecord& open = live.open;
    return open.samples == 1 && open.measuredMs == 0 && open.inferredMs == 0 &&
           open.unmeteredMs == 0 && open.beginMs + open.firstAfterMs == live.lastMs;
}

} // namespace

Metering::FromAnother Metering::fromAnother(
    std::uint32_t at, const Origin& origin, std::int64_t timeMs, std::int64_t& stepMs
) {
    LiveValue& live = m_live[at];
    Shared& shared = share(at);
    shared.usedMs = std::max(shared.usedMs, timeMs);
    // Whether the other one is late, and how long what it read holds, is said by its interval.
    const std::int64_t otherMs = m_origins.at(m_sources[live.origin]).stepMs;
    stepMs = otherMs != kUnknownStepMs ? otherMs : stepMs;
    const bool isThere = live.lastMs != kNever && timeMs >= live.lastMs &&
                         live.markerMs == kNever;
    const bool isInTime =
        isThere && (stepMs == kUnknownStepMs || timeMs - live.lastMs <= stepMs + stepMs / 2);
    if (isInTime || (shared.steadyFromMs <= timeMs && timeMs <= shared.steadyToMs)) {
        return FromAnother::Ignored;
    }
    if (timeMs < live.creditedMs) {
        // Before the first of all there is nothing that it could stand between.
        return hasJustBegun(live) ? FromAnother::Ignored : FromAnother::Late;
    }
    live.setOrigin(origin.number);
    m_compiled->rules[live.meter].takeOver(live, timeMs, stepMs);
    shared.turns.push_back({timeMs, m_sources[origin.number]});
    if (shared.turns.size() > kMostTurns) {
        shared.turns.erase(shared.turns.begin());
    }
    shared.steadyFromMs = timeMs;
    shared.steadyToMs = timeMs;
    return FromAnother::Taken;
}

Metering::Shared& Metering::share(std::uint32_t at) {
    const auto [entry, isNew] = m_shared.try_emplace(at);
    Shared& shared = entry->second;
    if (isNew) {
        const LiveValue& live = m_live[at];
        m_isShared.resize(std::max<std::size_t>(m_isShared.size(), at + std::size_t{1}));
        m_isShared[at] = true;
        shared.turns.push_back({m_turnsFromMs, m_sources[live.origin]});
        if (live.lastMs != kNever && live.markerMs == kNever) {
            shared.steadyFromMs = live.lastMs;
            shared.steadyToMs = live.lastMs;
        }
    }
    return shared;
}

void Metering::keepSteady(
    std::uint32_t at, std::int64_t timeMs, std::int64_t stepMs, bool isEnd
) {
    const LiveValue& live = m_live[at];
    if (timeMs <= live.lastMs || timeMs < live.creditedMs) {
        return; // nothing comes of it
    }
    Shared& shared = m_shared.find(at)->second;
    const bool isOn = live.lastMs != kNever && live.markerMs == kNever &&
                      live.lastMs == shared.steadyToMs && stepMs > kUnknownStepMs &&
                      timeMs - live.lastMs <= stepMs + stepMs / 2;
    if (!isOn && !isEnd) {
        shared.steadyFromMs = timeMs;
    }
    if (isOn || !isEnd) {
        shared.steadyToMs = timeMs;
    }
}

std::vector<Turn> Metering::turnsOf(std::uint32_t meter, std::string_view thing) const {
    const std::optional<std::uint32_t> at = m_things.find(meter, thing);
    if (!at) {
        return {};
    }
    const auto shared = m_shared.find(*at);
    return shared != m_shared.end()
               ? shared->second.turns
               : std::vector<Turn>{{m_turnsFromMs, m_sources[m_live[*at].origin]}};
}

/// Those that ended so long ago, and whom no other target has had since.
void Metering::forgetTurns(std::int64_t beforeMs) {
    const std::size_t known = m_shared.size();
    std::erase_if(m_shared, [&](const auto& entry) {
        const bool goes = entry.second.usedMs < beforeMs;
        m_isShared[entry.first] = m_isShared[entry.first] && !goes;
        return goes;
    });
    bool isShorter = m_shared.size() < known;
    for (auto& [at, shared] : m_shared) {
        const auto last = std::ranges::upper_bound(shared.turns, beforeMs, {}, &Turn::fromMs);
        if (last - shared.turns.begin() > 1) {
            shared.turns.erase(shared.turns.begin(), std::prev(last));
            isShorter = true;
        }
    }
    m_turnsFromMs = isShorter ? std::max(m_turnsFromMs, beforeMs) : m_turnsFromMs;
}

} // namespace meterbench::metering
