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
    std::unique_ptr<metering::Metering> metering, std::vector<std::int64_t> starts
)
    : m_metering(std::move(metering))
    , m_starts(std::move(starts)) {}

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
         numberOf(group.after)}
    );
    std::vector<Settling>& settling = m_targets[source];
    settling.resize(m_starts.size());
    for (std::size_t meter = 0; meter < m_starts.size(); ++meter) {
        if (first.timestampMs >= m_starts[meter]) {
            settling[meter].take(first.timestampMs, isUp);
        }
    }
    for (const model::BatchPtr& batch : group.batches) {
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
    const auto at = m_things.find({meter, thing});
    if (at != m_things.end() && at->second.isSeveral) {
        return {kLater, true};
    }
    Cover cover{m_targets.empty() ? kLater : kNever};
    const bool isJoined = m_metering->meters()[meter].join.has_value();
    for (const auto& [source, settling] : m_targets) {
        const bool matters = at == m_things.end() || at->second.source == source ||
                             (isJoined && m_tellers.contains(source));
        cover.fromMs = std::max(cover.fromMs, matters ? settling[meter].settledMs : kNever);
    }
    return cover;
}

void SecondMetering::learn(model::LayoutId layout, model::SourceId source) {
    metering::Concerned concerned = m_metering->concernedBy(layout);
    if (concerned.tellsOwners) {
        m_tellers.insert(source);
    }
    for (auto& thing : concerned.things) {
        Thing& known = m_things.try_emplace(std::move(thing), Thing{source}).first->second;
        known.isSeveral = known.isSeveral || known.source != source;
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
