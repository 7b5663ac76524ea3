#include "core/pipeline/second_metering.h"

#include <algorithm>

namespace meterbench::pipeline {

namespace {

using metering::kNever;
using metering::UsageRecord;

/// Then five gaps are known, which is what the interval of a target is learned from, when it answers.
constexpr int kReadingsToSettle = 6;

} // namespace

void SecondMetering::Settling::take(std::int64_t timeMs, bool isUp) {
    readings += timeMs > lastMs ? 1 : 0;
    lastMs = std::max(lastMs, timeMs);
    if (isUp && readings >= kReadingsToSettle) {
        settledMs = std::min(settledMs, lastMs);
    }
}

SecondMetering::SecondMetering(
    std::unique_ptr<metering::Metering> metering, const metering::Metering& first
)
    : m_metering(std::move(metering))
    , m_first(first)
    , m_starts(first.meters().size(), kLater) {
    for (std::uint32_t meter = 0; meter < m_starts.size(); ++meter) {
        const std::int64_t sinceMs = first.sinceMs(meter);
        m_starts[meter] = sinceMs == kNever ? kLater : sinceMs;
    }
}

SecondMetering::~SecondMetering() = default;

void SecondMetering::take(const wal::Group& group) {
    if (group.batches.empty()) {
        return;
    }
    const model::Batch& first = *group.batches.front();
    const model::SourceId source = first.layout->source;
    const bool isUp = m_report.isUp(group);
    m_newestMs = std::max(m_newestMs, first.timestampMs);
    m_metering->take(
        {source,
         first.timestampMs,
         0,
         isUp,
         group.batches,
         m_report.isGone(group),
         wal::numberOf(group.after)}
    );
    Target& target = m_targets[source];
    target.settling.resize(m_starts.size());
    for (std::size_t meter = 0; meter < m_starts.size(); ++meter) {
        if (first.timestampMs >= m_starts[meter]) {
            target.settling[meter].take(first.timestampMs, isUp);
        }
    }
    m_oldestMs = std::min(m_oldestMs, first.timestampMs);
    target.firstMs = std::min(target.firstMs, first.timestampMs);
    for (const model::BatchPtr& batch : group.batches) {
        for (const model::LooseSample& loose : batch->loose) {
            target.firstMs = std::min(target.firstMs, loose.timestampMs);
        }
        if (m_layouts.insert(batch->layout->id).second) {
            learn(batch->layout->id, source);
        }
    }
    keepClosed();
}

void SecondMetering::finish() {
    m_metering->passTime(m_newestMs);
    keepClosed();
    for (UsageRecord& record : m_metering->open()) {
        m_records.try_emplace(metering::idOf(record), std::move(record));
    }
}

SecondMetering::Cover SecondMetering::coverOf(std::uint32_t meter, const std::string& thing) const {
    Cover cover{m_targets.empty() ? kLater : kNever, isSeveral(meter, thing)};
    for (const Needed& needed : neededFor(meter, thing)) {
        cover.fromMs = std::max(cover.fromMs, needed.settledMs);
    }
    return cover;
}

bool SecondMetering::covers(std::uint32_t meter, const UsageRecord& record) const {
    bool isAny = false;
    for (const Needed& needed : neededFor(meter, record.thing)) {
        const bool isSettled = record.beginMs > needed.settledMs;
        if (!isSettled && record.endMs > needed.firstMs) {
            return false;
        }
        isAny = isAny || (isSettled && needed.isTarget);
    }
    return isAny;
}

bool SecondMetering::isSeveral(std::uint32_t meter, const std::string& thing) const {
    const auto at = m_things.find({meter, thing});
    return at != m_things.end() && at->second.size() > 1;
}

std::vector<SecondMetering::Needed>
SecondMetering::neededFor(std::uint32_t meter, const std::string& thing) const {
    std::vector<Needed> needed;
    const auto at = m_things.find({meter, thing});
    const bool isJoined = m_metering->meters()[meter].join.has_value();
    const bool ofSeveral = isSeveral(meter, thing);
    for (const auto& [source, target] : m_targets) {
        const std::int64_t settledMs = target.settling[meter].settledMs;
        if (at == m_things.end() || (isJoined && m_tellers.contains(source))) {
            needed.push_back({kNever, settledMs, true});
        } else if (at->second.contains(source)) {
            needed.push_back({ofSeveral ? target.firstMs : kNever, settledMs, true});
        }
    }
    if (at != m_things.end()) {
        addTurns(needed, meter, thing, at->second);
    }
    return needed;
}

/// Whose turn it was in the time of the log must be known, and that target be in it: until it shows
/// the thing, it is not known what it had.
void SecondMetering::addTurns(
    std::vector<Needed>& needed,
    std::uint32_t meter,
    const std::string& thing,
    const std::set<model::SourceId>& sources
) const {
    const std::vector<metering::Turn> turns = m_first.turnsOf(meter, thing);
    if (turns.empty() || (sources.size() == 1 && turns.size() == 1 &&
                          sources.contains(turns.front().source))) {
        return;
    }
    needed.push_back({kNever, turns.front().fromMs});
    for (std::size_t turn = 0; turn < turns.size(); ++turn) {
        const bool isOver = turn + 1 < turns.size() && turns[turn + 1].fromMs <= m_oldestMs;
        const bool isAtBegin = !isOver && turns[turn].fromMs <= m_oldestMs;
        if (!isOver && !sources.contains(turns[turn].source)) {
            needed.push_back({kNever, kLater});
        } else if (isAtBegin) {
            const Target& target = m_targets.at(turns[turn].source);
            needed.push_back({kNever, target.settling[meter].settledMs});
        }
    }
}

void SecondMetering::learn(model::LayoutId layout, model::SourceId source) {
    metering::Concerned concerned = m_metering->concernedBy(layout);
    if (concerned.tellsOwners) {
        m_tellers.insert(source);
    }
    for (auto& thing : concerned.things) {
        m_things[std::move(thing)].insert(source);
    }
}

void SecondMetering::keepClosed() {
    for (UsageRecord& record : m_metering->takeClosed()) {
        std::string id = metering::idOf(record);
        m_closed.insert(id);
        m_records.insert_or_assign(std::move(id), std::move(record));
    }
}

} // namespace meterbench::pipeline
