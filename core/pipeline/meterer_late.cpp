// Meterer: late samples take their place before a commit.
#include "core/pipeline/late_samples.h"
#include "core/pipeline/meterer.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace meterbench::pipeline {

using base::Result;
using base::Status;
using metering::UsageRecord;

namespace {

/// A target is settled after six readings; some may fail.
constexpr std::int64_t kStepsToSettle = 12;
constexpr std::int64_t kLeastSettlingMs = 120'000;

} // namespace

/// What came late since the last commit takes its place, as far as the log still shows what was
/// around it. That reads the log twice, so it is part of what a commit takes.
Status Meterer::takeLate() {
    for (metering::LateSample& sample : m_metering->takeLate()) {
        m_late.push_back(std::move(sample));
    }
    if (m_late.empty()) {
        return {};
    }
    m_metering->passTime(m_newestMs);
    keepClosed();
    LogPart part{
        m_around.files,
        m_around.logFolder,
        m_options.schema,
        m_options.meters,
        *m_metering,
        lateFrom(),
        m_readTo};
    const std::vector<metering::LateSample> late = m_late;
    auto done = reorder(part, {position(), m_workedIn}, m_late);
    if (done && done->hasUnplaced && part.from != wal::Position{}) {
        part.from = {};
        m_late = late;
        done = reorder(part, {position(), m_workedIn}, m_late);
    }
    return done ? amend(done->things) : done.error();
}

/// As far back as it takes until a target is in the state that it was in, if it is well. For a thing
/// that several targets have it is the whole log: whose turn it is follows from turn to turn.
wal::Position Meterer::lateFrom() const {
    std::int64_t fromMs = INT64_MAX;
    for (const metering::LateSample& sample : m_late) {
        const auto tail = m_metering->tailOf(sample.meter, sample.thing);
        if (tail && !tail->turns.empty()) {
            return {};
        }
        const std::int64_t settlingMs = std::max(kLeastSettlingMs, kStepsToSettle * sample.stepMs);
        fromMs = std::min(fromMs, sample.timeMs - settlingMs);
    }
    return m_times.before(fromMs);
}

/// All of them or none: what is not written down yet is found among the closed records.
Status Meterer::amend(const std::vector<Reordered>& things) {
    using Line = std::tuple<std::string, std::string, std::string, std::string>;
    const auto lineOf = [](const UsageRecord& record) {
        return Line(record.meter, record.thing, record.customer, record.dimension);
    };
    std::map<Line, std::map<std::int64_t, std::size_t>> places; // by begin
    for (std::size_t place = 0; place < m_closed.size() && !things.empty(); ++place) {
        places[lineOf(m_closed[place])][m_closed[place].beginMs] = place;
    }
    const auto placeOf = [&](const UsageRecord& record, std::int64_t lastBeginMs) -> UsageRecord* {
        const auto& line = places[lineOf(record)];
        for (auto at = line.upper_bound(lastBeginMs); at != line.begin();) {
            --at;
            UsageRecord& found = m_closed[at->second];
            if (at->first == record.beginMs || !metering::isNothing(found.value, found.evidence)) {
                return at->first >= record.beginMs ? &found : nullptr;
            }
        }
        return nullptr;
    };
    const auto known = [&](const UsageRecord& record,
                           std::int64_t lastBeginMs) -> Result<std::optional<UsageRecord>> {
        const UsageRecord* const closed = placeOf(record, lastBeginMs);
        return closed == nullptr ? m_journal->known(record, lastBeginMs) : std::optional(*closed);
    };
    std::vector<std::pair<const Reordered*, Amendment>> amendments;
    for (const Reordered& thing : things) {
        const auto tail = m_metering->tailOf(thing.meter, thing.thing);
        if (!tail) {
            continue;
        }
        auto made = amended(thing, m_options.meters[thing.meter].measure, *tail, known);
        if (!made) {
            return made.error();
        }
        if (*made) {
            amendments.emplace_back(&thing, std::move(**made));
        }
    }
    for (auto& [thing, amendment] : amendments) {
        m_corrected += thing->samples;
        m_metering->setTail(thing->meter, thing->thing, amendment.tail);
        for (UsageRecord& record : amendment.closed) {
            UsageRecord* const closed = placeOf(record, record.beginMs);
            (closed == nullptr ? m_closed.emplace_back() : *closed) = std::move(record);
        }
    }
    m_workedIn.insert(m_workedIn.end(), m_late.begin(), m_late.end());
    m_late.clear();
    return {};
}

} // namespace meterbench::pipeline
