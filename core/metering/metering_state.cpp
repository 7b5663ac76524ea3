// Metering: its state as bytes. Version, then meters (fingerprint and name), owners, things, keys,
// origins, live values, turns of shared things; varints and texts, times against the newest one so that they are short.
#include "core/metering/metering.h"

#include <algorithm>
#include <array>
#include <utility>

namespace meterbench::metering {

namespace {

using base::appendString;
using base::appendVarint;
using base::ByteReaderView;
using base::Code;
using base::Decimal;
using base::Error;
using base::Status;

constexpr std::uint64_t kVersion = 4;
/// Without turns.
constexpr std::uint64_t kFormerVersion = 3;

/// A signed number near 0 as a short varint.
void appendSigned(std::string& out, std::int64_t value) {
    appendVarint(
        out, (static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63)
    );
}

bool takeSigned(ByteReaderView& in, std::int64_t& value) {
    std::uint64_t bits = 0;
    if (!in.readVarint(bits)) {
        return false;
    }
    value = static_cast<std::int64_t>((bits >> 1U) ^ (~(bits & 1U) + 1U));
    return true;
}

/// As the distance from the newest. A sample may bring any time, so that the distance may not fit:
/// it wraps then, and back.
void appendTime(std::string& out, std::int64_t timeMs, std::int64_t newestMs) {
    const auto away = static_cast<std::uint64_t>(timeMs) - static_cast<std::uint64_t>(newestMs);
    appendSigned(out, timeMs == kNever ? INT64_MIN : static_cast<std::int64_t>(away));
}

bool takeTime(ByteReaderView& in, std::int64_t& timeMs, std::int64_t newestMs) {
    std::int64_t away = 0;
    if (!takeSigned(in, away)) {
        return false;
    }
    const auto time = static_cast<std::uint64_t>(newestMs) + static_cast<std::uint64_t>(away);
    timeMs = away == INT64_MIN ? kNever : static_cast<std::int64_t>(time);
    return true;
}

template <class Number>
bool takeNumber(ByteReaderView& in, Number& number) {
    std::uint64_t value = 0;
    const bool isRead = in.readVarint(value) && std::in_range<Number>(value);
    number = isRead ? static_cast<Number>(value) : number;
    return isRead;
}

bool takeText(ByteReaderView& in, std::string& text) {
    std::string_view view;
    if (!in.readString(view)) {
        return false;
    }
    text = view;
    return true;
}

/// A count of things that take a byte at least, so that a wrong one asks for no memory.
bool takeCount(ByteReaderView& in, std::size_t& count) {
    return takeNumber(in, count) && count <= in.rest().size();
}

/// What varints are written of, behind the times: one list for both ways.
template <class Record>
auto countsOf(Record& open) {
    return std::array{
        &open.lengthMs,
        &open.firstAfterMs,
        &open.lastAfterMs,
        &open.measuredMs,
        &open.inferredMs,
        &open.samples,
        &open.resets,
        &open.possibleLosses};
}

void appendLive(
    std::string& out, const LiveValue& live, std::uint32_t thing, std::int64_t newestMs
) {
    for (const std::uint32_t number :
         {std::uint32_t{live.meter}, thing, live.owner, std::uint32_t{live.origin}}) {
        appendVarint(out, number);
    }
    live.last.append(out);
    live.open.total.append(out);
    for (const std::int64_t timeMs :
         {live.lastMs, live.markerMs, live.creditedMs, live.open.beginMs}) {
        appendTime(out, timeMs, newestMs);
    }
    appendSigned(out, live.open.unmeteredMs);
    for (const std::uint32_t* const count : countsOf(live.open)) {
        appendVarint(out, *count);
    }
}

/// With the places that it was written with.
struct Written {
    LiveValue live;
    std::uint32_t meter = 0;
    std::uint32_t thing = 0;
    std::uint32_t origin = 0;
};

bool takeLive(ByteReaderView& in, Written& written, std::int64_t newestMs) {
    LiveValue& live = written.live;
    const auto takesNumber = [&](std::uint32_t* number) { return takeNumber(in, *number); };
    const auto takesTime = [&](std::int64_t* timeMs) { return takeTime(in, *timeMs, newestMs); };
    if (!std::ranges::all_of(
            std::array{&written.meter, &written.thing, &live.owner, &written.origin}, takesNumber
        )) {
        return false;
    }
    const auto last = Decimal::take(in);
    const auto total = Decimal::take(in);
    live.last = last.value_or(Decimal());
    live.open.total = total.value_or(Decimal());
    return last && total &&
           std::ranges::all_of(
               std::array{&live.lastMs, &live.markerMs, &live.creditedMs, &live.open.beginMs},
               takesTime
           ) &&
           takeSigned(in, live.open.unmeteredMs) &&
           std::ranges::all_of(countsOf(live.open), takesNumber);
}

} // namespace

std::string Metering::state() const {
    std::string out;
    std::int64_t newestMs = 0;
    for (const auto& [source, origin] : m_origins) {
        newestMs = std::max(newestMs, origin.lastMs);
    }
    appendVarint(out, kVersion);
    appendSigned(out, newestMs);
    appendTime(out, m_forgottenMs, newestMs);
    appendTime(out, m_turnsFromMs, newestMs);
    appendVarint(out, m_meters.size());
    for (std::size_t meter = 0; meter < m_meters.size(); ++meter) {
        appendString(out, fingerprintOf(m_meters[meter]));
        appendString(out, m_meters[meter].name);
        appendTime(out, m_sinceMs[meter], newestMs);
    }
    appendVarint(out, m_owners.size());
    for (const Owner& owner : m_owners) {
        appendString(out, owner.customer);
        appendString(out, owner.dimension);
        appendString(out, owner.label);
        appendVarint(out, static_cast<std::uint64_t>(owner.verdict));
    }
    const std::vector<std::uint32_t> things = m_things.append(out);
    m_keys.append(out);
    for (const std::uint32_t owner : m_saidOwner) {
        appendVarint(out, owner);
    }
    appendVarint(out, m_sources.size());
    for (const model::SourceId source : m_sources) {
        const Origin& origin = m_origins.at(source);
        base::appendU64(out, source);
        appendVarint(out, static_cast<std::uint64_t>(origin.stepMs));
        appendTime(out, origin.lastMs, newestMs);
        for (const std::int64_t gap : origin.gaps) {
            appendVarint(out, static_cast<std::uint64_t>(gap));
        }
        appendVarint(out, origin.wasUp ? 1 : 0);
        appendVarint(out, origin.missed.size());
        for (const std::uint32_t live : origin.missed) {
            appendVarint(out, live);
        }
    }
    appendVarint(out, m_live.size());
    for (std::size_t place = 0; place < m_live.size(); ++place) {
        appendLive(out, m_live[place], things[place], newestMs);
    }
    appendVarint(out, m_shared.size());
    for (const auto& [live, shared] : m_shared) {
        appendVarint(out, live);
        appendTime(out, shared.usedMs, newestMs);
        appendVarint(out, shared.turns.size());
        for (const Turn& turn : shared.turns) {
            appendTime(out, turn.fromMs, newestMs);
            base::appendU64(out, turn.source);
        }
    }
    return out;
}

Status Metering::restore(std::string_view state) {
    ByteReaderView in(state);
    std::uint64_t& version = m_restored.version;
    if (in.readVarint(version) && version != kVersion && version != kFormerVersion) {
        return Error{
            Code::Unsupported,
            "metering's state has version " + std::to_string(version) + ", this program knows " +
                std::to_string(kVersion)};
    }
    if (!restoreTables(in) || !restoreOrigins(in) || !restoreLive(in) || !in.empty()) {
        return Error{Code::Corrupt, "metering's state cannot be read"};
    }
    return {};
}

/// Up to the keys: what live values and layouts point at.
bool Metering::restoreTables(ByteReaderView& in) {
    std::size_t count = 0;
    if (!takeSigned(in, m_restored.newestMs) ||
        !takeTime(in, m_forgottenMs, m_restored.newestMs)) {
        return false;
    }
    m_turnsFromMs = m_restored.newestMs; // of a former version nothing is known from before
    if (m_restored.version != kFormerVersion &&
        !takeTime(in, m_turnsFromMs, m_restored.newestMs)) {
        return false;
    }
    if (!takeCount(in, count)) {
        return false;
    }
    for (; count > 0; --count) {
        std::string fingerprint;
        std::string name;
        std::int64_t sinceMs = kNever;
        if (!takeText(in, fingerprint) || !takeText(in, name) ||
            !takeTime(in, sinceMs, m_restored.newestMs)) {
            return false;
        }
        const auto same = std::ranges::find(m_meters, fingerprint, &fingerprintOf);
        const auto now = static_cast<std::uint32_t>(same - m_meters.begin());
        const bool isThere = same != m_meters.end();
        m_restored.meters.push_back({std::move(name), isThere ? now : kNone});
        if (isThere) {
            m_sinceMs[now] = sinceMs;
        }
    }
    if (!takeCount(in, count)) {
        return false;
    }
    for (; count > 0; --count) {
        Owner owner;
        std::uint8_t verdict = 0;
        if (!takeText(in, owner.customer) || !takeText(in, owner.dimension) ||
            !takeText(in, owner.label) || !takeNumber(in, verdict) ||
            verdict > static_cast<std::uint8_t>(Verdict::Billable)) {
            return false;
        }
        owner.verdict = static_cast<Verdict>(verdict);
        static_cast<void>(addOwner(std::move(owner)));
    }
    auto things = m_things.take(in);
    if (!things || !m_keys.take(in)) {
        return false;
    }
    m_restored.things = std::move(*things);
    m_saidOwner.resize(m_keys.size(), kNobody);
    return std::ranges::all_of(m_saidOwner, [&](std::uint32_t& owner) {
        return takeNumber(in, owner) && (owner == kNobody || owner < m_owners.size());
    });
}

bool Metering::restoreOrigins(ByteReaderView& in) {
    std::size_t count = 0;
    if (!takeCount(in, count)) {
        return false;
    }
    for (; count > 0; --count) {
        model::SourceId source = 0;
        Origin origin;
        origin.number = static_cast<std::uint32_t>(m_sources.size());
        std::uint8_t wasUp = 0;
        std::size_t missed = 0;
        if (!in.readU64(source) || !takeNumber(in, origin.stepMs) ||
            !takeTime(in, origin.lastMs, m_restored.newestMs)) {
            return false;
        }
        for (std::int64_t& gap : origin.gaps) {
            if (!takeNumber(in, gap)) {
                return false;
            }
        }
        if (!takeNumber(in, wasUp) || !takeCount(in, missed)) {
            return false;
        }
        origin.wasUp = wasUp != 0;
        origin.missed.resize(missed);
        for (std::uint32_t& live : origin.missed) {
            if (!takeNumber(in, live)) {
                return false;
            }
        }
        if (m_sources.size() >= kMostOrigins ||
            !m_origins.try_emplace(source, std::move(origin)).second) {
            return false;
        }
        m_sources.push_back(source);
    }
    return true;
}

bool Metering::restoreLive(ByteReaderView& in) {
    std::size_t count = 0;
    if (!takeCount(in, count)) {
        return false;
    }
    std::vector<std::uint32_t> places(count, kNone); // of what was written, here
    m_live.reserve(count);
    m_things.reserve(count);
    const MeteredThings::Written& things = m_restored.things;
    for (std::uint32_t& place : places) {
        Written one;
        if (!takeLive(in, one, m_restored.newestMs) || one.meter >= m_restored.meters.size() ||
            one.thing >= things.rows.size() || one.origin >= m_sources.size() ||
            (one.live.owner != kNobody && one.live.owner >= m_owners.size())) {
            return false;
        }
        const Restored::Meter& meter = m_restored.meters[one.meter];
        if (meter.now != kNone) {
            place = m_things.add(meter.now, things, one.thing);
            one.live.setMeter(meter.now);
            one.live.setOrigin(one.origin);
            m_live.resize(std::max<std::size_t>(m_live.size(), place + 1));
            m_live[place] = one.live;
        } else if (one.live.open.isOpen()) {
            m_closed.push_back(recordOf(one.live, meter.name, m_things.textOf(things, one.thing)));
            ++m_counts.records;
        }
    }
    for (auto& [source, origin] : m_origins) {
        for (std::uint32_t& live : origin.missed) {
            if (live >= places.size()) {
                return false;
            }
            live = places[live];
        }
        std::erase(origin.missed, kNone);
    }
    const bool isRestored = m_restored.version == kFormerVersion || restoreShared(in, places);
    m_restored = {};
    return isRestored;
}

bool Metering::restoreShared(ByteReaderView& in, const std::vector<std::uint32_t>& places) {
    std::size_t count = 0;
    if (!takeCount(in, count)) {
        return false;
    }
    for (; count > 0; --count) {
        std::uint32_t live = 0;
        Shared shared;
        std::size_t turns = 0;
        if (!takeNumber(in, live) || live >= places.size() ||
            !takeTime(in, shared.usedMs, m_restored.newestMs) || !takeCount(in, turns) ||
            turns == 0) {
            return false;
        }
        for (; turns > 0; --turns) {
            Turn turn;
            if (!takeTime(in, turn.fromMs, m_restored.newestMs) || !in.readU64(turn.source)) {
                return false;
            }
            shared.turns.push_back(turn);
        }
        if (places[live] != kNone) {
            share(places[live]) = std::move(shared);
        }
    }
    return true;
}

} // namespace meterbench::metering
