#include "core/billing/sample_ledger.h"

#include "core/model/special_values.h"

#include <algorithm>
#include <unordered_set>

namespace meterbench::billing {

base::Status SampleLedger::take(const remote::ReceivedRequest& request) {
    if (const base::Status can = canTake(request); !can) {
        return can;
    }
    ++m_requests;
    for (const remote::ReceivedSeries& received : request.series) {
        Series& series = seriesOf(received.labels);
        for (const remote::ReceivedSample& sample : received.samples) {
            count(series, sample);
        }
    }
    return {};
}

base::Status SampleLedger::canTake(const remote::ReceivedRequest& request) const {
    return hasRoomFor(request)
               ? base::Status()
               : base::Error{
                     base::Code::Limit,
                     "there would be more than " + std::to_string(m_mostSeries) + " series"};
}

bool SampleLedger::hasRoomFor(const remote::ReceivedRequest& request) const {
    if (m_series.size() + request.series.size() <= m_mostSeries) {
        return true; // nearly always; no need to look for those that are new
    }
    std::unordered_set<model::SeriesRef> added;
    for (const remote::ReceivedSeries& received : request.series) {
        if (const model::SeriesRef ref = received.labels.ref(); !m_series.contains(ref)) {
            added.insert(ref);
        }
    }
    return m_series.size() + added.size() <= m_mostSeries;
}

SampleLedger::Series& SampleLedger::seriesOf(const model::Labels& labels) {
    const auto [at, isNew] = m_series.try_emplace(labels.ref());
    Series& series = at->second;
    if (!isNew) {
        return series;
    }
    const std::vector<model::LabelView> views = labels.views();
    const metering::Tags tags = m_schema.judge(views);
    series.verdict = tags.verdict;
    if (tags.verdict == metering::Verdict::Billable) {
        const auto line =
            m_lines.try_emplace({std::string(tags.customer), std::string(tags.dimension)}).first;
        series.line = &line->second;
        series.owner = &line->first;
        ++series.line->series;
    }
    VerdictLine& verdict = m_verdicts[static_cast<std::size_t>(tags.verdict)];
    if (++verdict.series == 1) {
        verdict.example = labels.toString();
    }
    return series;
}

SampleLedger::Novelty SampleLedger::note(Series& series, std::int64_t timeMs) {
    std::vector<std::int64_t>& times = series.times;
    if (!times.empty() && timeMs <= times.back()) {
        const auto at = std::ranges::lower_bound(times, timeMs);
        if (*at == timeMs) {
            return Novelty::Repeat;
        }
        if (at == times.begin() && series.hasForgotten) {
            return Novelty::TooOld;
        }
        times.insert(at, timeMs);
    } else {
        times.push_back(timeMs);
    }
    if (times.size() >= 2 * kTimesOfSeries) { // seldom, so that it costs nothing on the average
        times.erase(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(kTimesOfSeries));
        series.hasForgotten = true;
    }
    return Novelty::New;
}

void SampleLedger::count(Series& series, const remote::ReceivedSample& sample) {
    switch (note(series, sample.timestampMs)) {
    case Novelty::Repeat:
        ++m_repeats;
        if (series.line != nullptr) {
            ++series.line->repeats;
        }
        return;
    case Novelty::TooOld:
        ++m_tooOld;
        return;
    case Novelty::New:
        break;
    }
    if (model::isStale(sample.value)) {
        ++m_ends;
        return;
    }
    ++m_verdicts[static_cast<std::size_t>(series.verdict)].samples;
    if (SampleLine* const line = series.line; line != nullptr) {
        const bool isFirst = line->samples++ == 0;
        if (isFirst || sample.timestampMs >= line->lastTimeMs) {
            line->lastTimeMs = sample.timestampMs;
            line->lastValue = sample.value;
        }
    }
}

} // namespace meterbench::billing
