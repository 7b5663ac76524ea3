// Metering: what ended long ago is forgotten, or pods that come and go would fill the memory.
#include "core/metering/metering.h"
#include "core/metering/metering_order.h"

#include <algorithm>
#include <utility>

namespace meterbench::metering {

/// With counts_first the value of what was there once says how much of it is new when it comes
/// back.
bool Metering::isForgettable(const LiveValue& live, std::int64_t beforeMs) const {
    const bool isEnded = live.lastMs == kNever && !live.open.isOpen();
    const bool isSettled = !m_meters[live.meter].countsFirst || live.last.isZero();
    return isEnded && isSettled && live.creditedMs < beforeMs;
}

/// The tables are made again of what stays: nothing in them can be taken out. Layouts are found
/// anew when they come again.
std::size_t Metering::forget(std::int64_t beforeMs) {
    forgetTurns(beforeMs);
    const auto goes = [&](const LiveValue& live) { return isForgettable(live, beforeMs); };
    const auto count = static_cast<std::size_t>(std::ranges::count_if(m_live, goes));
    if (count < kForgetAtLeast || count < m_live.size() / 4) {
        return 0;
    }
    const std::vector<LiveValue> live = std::exchange(m_live, {});
    const MeteredThings things = std::exchange(m_things, {});
    const std::vector<Owner> owners = std::exchange(m_owners, {});
    m_ownerOf.clear();
    m_layouts.clear();
    for (std::vector<std::uint32_t>& known : m_billedAs) {
        known.clear();
    }
    const auto ownerNow = [&](std::uint32_t owner) {
        return owner == kNobody ? kNobody : addOwner(owners[owner]);
    };
    std::vector<std::uint32_t> places(live.size(), kNone);
    m_live.reserve(live.size() - count);
    for (std::uint32_t before = 0; before < live.size(); ++before) {
        if (goes(live[before])) {
            continue;
        }
        LiveValue kept = live[before];
        kept.owner = ownerNow(kept.owner);
        places[before] = m_things.add(kept.meter, things.textOf(before));
        m_live.push_back(kept);
    }
    m_isShared.clear();
    for (auto& [before, shared] : std::exchange(m_shared, {})) {
        if (places[before] != kNone) {
            share(places[before]) = std::move(shared);
        }
    }
    forgetKeys(ownerNow);
    forgetOrigins(beforeMs, places);
    m_forgottenMs = std::max(m_forgottenMs, beforeMs);
    return count;
}

/// Those that say nothing now.
void Metering::forgetKeys(const std::function<std::uint32_t(std::uint32_t)>& ownerNow) {
    const ThingTable keys = std::exchange(m_keys, {});
    const std::vector<std::uint32_t> said = std::exchange(m_saidOwner, {});
    for (std::uint32_t key = 0; key < said.size(); ++key) {
        if (said[key] != kNobody) {
            m_saidOwner[addKey(keys.textOf(key))] = ownerNow(said[key]);
        }
    }
}

/// Targets that were not read for as long, and have nothing that stays.
void Metering::forgetOrigins(std::int64_t beforeMs, const std::vector<std::uint32_t>& places) {
    std::vector<bool> isUsed(m_sources.size(), false);
    for (const LiveValue& live : m_live) {
        isUsed[live.origin] = true;
    }
    const std::vector<model::SourceId> sources = std::exchange(m_sources, {});
    std::vector<std::uint32_t> numbers(sources.size(), kNone);
    for (std::size_t before = 0; before < sources.size(); ++before) {
        const auto at = m_origins.find(sources[before]);
        if (!isUsed[before] && at->second.lastMs < beforeMs) {
            m_origins.erase(at);
            continue;
        }
        numbers[before] = static_cast<std::uint32_t>(m_sources.size());
        m_sources.push_back(sources[before]);
        at->second.number = numbers[before];
        for (std::uint32_t& missed : at->second.missed) {
            missed = places[missed];
        }
        std::erase(at->second.missed, kNone);
    }
    for (LiveValue& live : m_live) {
        live.setOrigin(numbers[live.origin]);
    }
    m_origin = nullptr;
}

} // namespace meterbench::metering
