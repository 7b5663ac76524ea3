// Metering: its state as bytes. Version, then meters (fingerprint and name), owners, things, keys,
// origins, live values; varints and texts, times against the newest one so that they are short.
#include "core/metering/metering.h"

#include <algorithm>
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

constexpr std::uint64_t kVersion = 1;

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

/// Never is 0; else 1 more than what takeSigned would have it as.
void appendTime(std::string& out, std::int64_t timeMs, std::int64_t newestMs) {
    appendSigned(out, timeMs == kNever ? INT64_MIN : timeMs - newestMs);
}

bool takeTime(ByteReaderView& in, std::int64_t& timeMs, std::int64_t newestMs) {
    std::int64_t away = 0;
    if (!takeSigned(in, away)) {
        return false;
    }
    timeMs = away == INT64_MIN ? kNever : newestMs + away;
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

void appendLive(std::string& out, const LiveValue& live, std::int64_t newestMs) {
    for (const std::uint32_t number : {live.meter, live.thing, live.owner, live.origin}) {
        appendVarint(out, number);
    }
    live.last.append(out);
    live.total.append(out);
    for (const std::int64_t timeMs :
         {live.lastMs,
          live.markerMs,
          live.creditedMs,
          live.open.beginMs,
          live.open.endMs,
          live.evidence.firstMs,
          live.evidence.lastMs}) {
        appendTime(out, timeMs, newestMs);
    }
    for (const std::int64_t number :
         {live.evidence.measuredMs,
          live.evidence.inferredMs,
          live.evidence.unmeteredMs,
          live.evidence.samples,
          live.evidence.resets,
          live.evidence.possibleLosses}) {
        appendSigned(out, number);
    }
}

bool takeLive(ByteReaderView& in, LiveValue& live, std::int64_t newestMs) {
    for (std::uint32_t* const number : {&live.meter, &live.thing, &live.owner, &live.origin}) {
        if (!takeNumber(in, *number)) {
            return false;
        }
    }
    const auto last = Decimal::take(in);
    const auto total = Decimal::take(in);
    if (!last || !total) {
        return false;
    }
    live.last = *last;
    live.total = *total;
    for (std::int64_t* const timeMs :
         {&live.lastMs,
          &live.markerMs,
          &live.creditedMs,
          &live.open.beginMs,
          &live.open.endMs,
          &live.evidence.firstMs,
          &live.evidence.lastMs}) {
        if (!takeTime(in, *timeMs, newestMs)) {
            return false;
        }
    }
    for (std::int64_t* const number :
         {&live.evidence.measuredMs,
          &live.evidence.inferredMs,
          &live.evidence.unmeteredMs,
          &live.evidence.samples,
          &live.evidence.resets,
          &live.evidence.possibleLosses}) {
        if (!takeSigned(in, *number)) {
            return false;
        }
    }
    return true;
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
    appendVarint(out, m_meters.size());
    for (const Meter& meter : m_meters) {
        appendString(out, fingerprintOf(meter));
        appendString(out, meter.name);
    }
    appendVarint(out, m_owners.size());
    for (const Owner& owner : m_owners) {
        appendString(out, owner.customer);
        appendString(out, owner.dimension);
        appendString(out, owner.label);
        appendVarint(out, static_cast<std::uint64_t>(owner.verdict));
    }
    appendVarint(out, m_things.size());
    for (const std::string& thing : m_things) {
        appendString(out, thing);
    }
    std::vector<const std::string*> keys(m_saidOwner.size());
    for (const auto& [text, key] : m_keyOf) {
        keys[key] = &text;
    }
    appendVarint(out, keys.size());
    for (std::size_t key = 0; key < keys.size(); ++key) {
        appendString(out, *keys[key]);
        appendVarint(out, m_saidOwner[key]);
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
    for (const LiveValue& live : m_live) {
        appendLive(out, live, newestMs);
    }
    return out;
}

Status Metering::restore(std::string_view state) {
    ByteReaderView in(state);
    std::uint64_t version = 0;
    if (in.readVarint(version) && version != kVersion) {
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
    if (!takeSigned(in, m_restored.newestMs) || !takeCount(in, count)) {
        return false;
    }
    for (; count > 0; --count) {
        std::string fingerprint;
        std::string name;
        if (!takeText(in, fingerprint) || !takeText(in, name)) {
            return false;
        }
        const auto same = std::ranges::find(m_meters, fingerprint, &fingerprintOf);
        m_restored.meters.push_back(
            {std::move(name),
             same == m_meters.end() ? kNone : static_cast<std::uint32_t>(same - m_meters.begin())}
        );
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
    if (!takeCount(in, count)) {
        return false;
    }
    m_thingOf.reserve(count);
    for (; count > 0; --count) {
        std::string thing;
        if (!takeText(in, thing)) {
            return false;
        }
        static_cast<void>(addThing(std::move(thing)));
    }
    if (!takeCount(in, count)) {
        return false;
    }
    for (; count > 0; --count) {
        std::string key;
        std::uint32_t owner = kNobody;
        if (!takeText(in, key) || !takeNumber(in, owner) ||
            (owner != kNobody && owner >= m_owners.size())) {
            return false;
        }
        m_saidOwner[addKey(std::move(key))] = owner;
    }
    return true;
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
        if (!m_origins.try_emplace(source, std::move(origin)).second) {
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
    m_liveOf.reserve(count);
    for (std::uint32_t& place : places) {
        LiveValue live;
        if (!takeLive(in, live, m_restored.newestMs) || live.meter >= m_restored.meters.size() ||
            live.thing >= m_things.size() || live.origin >= m_sources.size() ||
            (live.owner != kNobody && live.owner >= m_owners.size())) {
            return false;
        }
        const Restored::Meter& meter = m_restored.meters[live.meter];
        if (meter.now != kNone) {
            live.meter = meter.now;
            place = addLive(live.meter, live.thing, live.origin);
            m_live[place] = live;
        } else if (live.open.endMs != 0) {
            m_closed.push_back(recordOf(live, meter.name));
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
    m_restored = {};
    return true;
}

} // namespace meterbench::metering
