#include "core/scrape/layout_matcher.h"

#include <algorithm>
#include <utility>

namespace meterbench::scrape {

namespace {

constexpr std::int64_t kMaxAheadMs = 10 * 60 * 1000; // prometheus scrape.go maxAheadTime
/// Of lines that are long gone, before the index is made again.
constexpr std::size_t kSpareEntries = 64;

} // namespace

LayoutMatcher::LayoutMatcher(
    const JobOptions& job,
    const model::Labels& targetLabels,
    const relabel::Program& metricRelabel,
    model::SourceId source,
    SharedTexts& texts
)
    : m_job(job)
    , m_labels(job, targetLabels, metricRelabel)
    , m_source(source)
    , m_texts(texts)
    , m_parts(source)
    , m_newSeries(source) {}

base::Result<Matched> LayoutMatcher::read(
    std::string_view body, exposition::Format format, std::int64_t timestampMs, std::int64_t nowMs
) {
    if (body.empty(
        )) { // everything ends, and nothing is new when it comes back: as Prometheus counts
        return Matched{endAll(timestampMs), {}};
    }
    Reading reading;
    reading.timestampMs = timestampMs;
    reading.nowMs = nowMs;
    base::Status status = parse(body, format, reading);
    status = status ? checkSampleLimit(reading) : status;
    if (!status) {
        dropPending();
        return status.error();
    }
    const bool fast = reading.counts.fast;
    if (!fast) {
        reading.counts.learned = m_newSeries.size() > 0;
        commitNewSeries();
    }
    Matched matched;
    matched.batches = finish(reading);
    matched.counts = reading.counts;
    if (!fast) {
        rememberOrder(body, reading);
    }
    tidy(reading);
    dropPending();
    return matched;
}

base::Status
LayoutMatcher::parse(std::string_view body, exposition::Format format, Reading& reading) {
    if (m_skeleton) {
        if (readFast(body, format, reading)) {
            reading.counts.fast = true;
            ++m_fastBodies;
            return {};
        }
        m_loose.dropBody();
        Reading again;
        again.timestampMs = reading.timestampMs;
        again.nowMs = reading.nowMs;
        reading = std::move(again);
    }
    ensureIndex();
    return readByLookup(body, format, reading);
}

base::Status LayoutMatcher::checkSampleLimit(const Reading& reading) const {
    if (m_job.limits.samples == 0 || reading.counts.kept <= m_job.limits.samples) {
        return {};
    }
    return limitError(
        LimitHit::Samples,
        "sample limit exceeded: " + std::to_string(reading.counts.kept) +
            " samples after relabeling, sample_limit is " + std::to_string(m_job.limits.samples)
    );
}

void LayoutMatcher::take(
    std::uint32_t position,
    const exposition::Sample& sample,
    exposition::PullParser& parser,
    Reading& reading
) {
    if (sample.timestampMs && m_job.honorTimestamps) {
        takeLoose(position, *sample.timestampMs, sample.value, reading);
    } else if (position < kRepeated && model::isAbsent(reading.values[position])) {
        reading.values[position] = sample.value;
    } else {
        ++reading.counts.duplicates;
    }
    exposition::ExemplarEntry exemplar;
    if (!sample.exemplarText.empty() && position < kRepeated && parser.exemplar(exemplar)) {
        const std::int64_t own = sample.timestampMs.value_or(reading.timestampMs);
        reading.exemplars.push_back(
            {position,
             std::move(exemplar.labels),
             exemplar.value,
             exemplar.timestampMs.value_or(own)}
        );
    }
}

void LayoutMatcher::takeLoose(
    std::uint32_t position, std::int64_t timestampMs, double value, Reading& reading
) {
    if (timestampMs > reading.nowMs + kMaxAheadMs) {
        m_loose.see(position);
        ++reading.counts.outOfBounds;
        return;
    }
    switch (m_loose.take(position, timestampMs, value)) {
    case LooseVerdict::Taken:
        reading.loose.push_back({position, timestampMs, value});
        break;
    case LooseVerdict::OutOfOrder:
        ++reading.counts.outOfOrder;
        break;
    case LooseVerdict::Duplicate:
        ++reading.counts.duplicates;
        break;
    case LooseVerdict::SameAgain:
        break;
    }
}

/// What a body under way has gathered, and the memory for it.
void LayoutMatcher::dropPending() {
    m_loose.dropBody();
    m_newIndex = {};
    m_refs = {};
    m_lines = {};
    if (m_newSeries.size() > 0) {
        m_newSeries = model::LayoutBuilder(m_source);
    }
}

std::vector<model::BatchPtr> LayoutMatcher::finish(Reading& reading) {
    markGone(reading);
    std::vector<model::BatchPtr> batches;
    for (LayoutPart& part : m_parts.all()) {
        part.last = batchOf(part, reading);
        if (part.last->sampleCount() > 0) {
            batches.push_back(part.last);
        }
    }
    m_ended = false;
    return batches;
}

model::BatchPtr LayoutMatcher::batchOf(const LayoutPart& part, Reading& reading) const {
    auto batch = std::make_shared<model::Batch>();
    batch->layout = part.layout;
    batch->timestampMs = reading.timestampMs;
    if (m_parts.all().size() == 1) {
        batch->values = std::move(reading.values);
    } else {
        const auto begin = reading.values.begin() + part.begin;
        batch->values.assign(begin, begin + part.size());
    }
    if (!reading.whole) {
        batch->absentCount = static_cast<std::uint32_t>(
            std::count_if(batch->values.begin(), batch->values.end(), model::isAbsent)
        );
    }
    const auto moveInto = [&](auto& from, auto& to) {
        for (auto& item : from) {
            if (item.position - part.begin < part.size()) { // unsigned: also not before it
                to.push_back(std::move(item));
                to.back().position -= part.begin;
                item.position = kUnknown;
            }
        }
    };
    moveInto(reading.loose, batch->loose);
    moveInto(reading.exemplars, batch->exemplars);
    return batch;
}

void LayoutMatcher::markGone(Reading& reading) {
    reading.values.resize(m_parts.positions(), model::kAbsent);
    reading.whole = reading.counts.fast && m_slotsCover && m_loose.empty() && !m_parts.hasGaps();
    if (!reading.whole) {
        std::vector<bool> taken(reading.loose.empty() ? 0 : m_parts.positions());
        for (const model::LooseSample& sample : reading.loose) {
            taken[sample.position] = true;
        }
        for (LayoutPart& part : m_parts.all()) {
            markGone(part, taken, reading);
        }
        markGoneLoose(reading);
    }
}

void LayoutMatcher::markGone(LayoutPart& part, const std::vector<bool>& taken, Reading& reading)
    const {
    part.kept = 0;
    for (std::uint32_t index = 0; index < part.size(); ++index) {
        const std::uint32_t position = part.begin + index;
        double& value = reading.values[position];
        const bool isLoose = !taken.empty() && taken[position];
        const bool wasAlive = part.isAlive(index);
        if (!model::isAbsent(value) || isLoose) {
            part.kept += model::isAbsent(value) ? 0 : 1;
            reading.counts.added += wasAlive || m_loose.wasInLastBody(position) ? 0 : 1;
        } else if (wasAlive && !m_ended) {
            value = model::kStale;
        }
    }
}

/// Series with timestamps of their own end only when that is asked for; and they keep their
/// positions for as long as they are remembered.
void LayoutMatcher::markGoneLoose(Reading& reading) {
    if (m_loose.empty()) {
        return;
    }
    if (m_job.trackTimestampsStaleness) {
        const std::vector<bool> seen = m_loose.seen(m_parts.positions());
        m_loose.forgetIf([&](std::uint32_t position, std::int64_t timestampMs) {
            const bool ends = !seen[position] && model::isAbsent(reading.values[position]) &&
                              reading.timestampMs > timestampMs;
            if (ends) {
                reading.values[position] = model::kStale;
            }
            return ends;
        });
    }
    const std::vector<bool> held = m_loose.held(m_parts.positions());
    for (LayoutPart& part : m_parts.all()) {
        for (std::uint32_t position = part.begin; position < part.begin + part.size(); ++position) {
            const double value = reading.values[position];
            const bool counted = !model::isAbsent(value) && !model::isStale(value);
            part.kept += held[position] && !counted ? 1 : 0;
        }
    }
}

void LayoutMatcher::tidy(const Reading& reading) {
    const std::vector<bool> held =
        m_loose.empty() ? std::vector<bool>() : m_loose.held(m_parts.positions());
    m_loose.commit();
    if (reading.whole && m_parts.all().size() == 1) {
        return;
    }
    const std::size_t lines = m_skeleton ? m_skeleton->valueCount() : 0;
    const std::vector<std::uint32_t> moved =
        m_parts.tidy(held, m_slots, lines, m_families, m_texts);
    if (!moved.empty()) {
        m_loose.move(moved);
        m_index.move(moved);
        for (Line& line : m_lines) {
            line.position = line.position < kRepeated ? moved[line.position] : line.position;
        }
        if (m_skeleton && !moveSlots(moved)) {
            dropSkeleton();
        }
    }
    if (m_index.size() > m_lines.size() + m_lines.size() / 4 + kSpareEntries) {
        indexLines();
    }
}

std::vector<model::BatchPtr> LayoutMatcher::endAll(std::int64_t timestampMs) {
    std::vector<model::BatchPtr> batches;
    if (m_ended) {
        return batches;
    }
    m_ended = true;
    for (const LayoutPart& part : m_parts.all()) {
        auto batch = std::make_shared<model::Batch>();
        batch->layout = part.layout;
        batch->timestampMs = timestampMs;
        batch->values.reserve(part.size());
        for (std::uint32_t index = 0; index < part.size(); ++index) {
            batch->values.push_back(part.isAlive(index) ? model::kStale : model::kAbsent);
        }
        if (m_job.trackTimestampsStaleness) {
            m_loose.forEach([&](std::uint32_t position, std::int64_t lastMs) {
                if (position - part.begin < part.size() && timestampMs > lastMs) {
                    batch->values[position - part.begin] = model::kStale;
                }
            });
        }
        batch->absentCount = static_cast<std::uint32_t>(
            std::count_if(batch->values.begin(), batch->values.end(), model::isAbsent)
        );
        if (batch->sampleCount() > 0) {
            batches.push_back(std::move(batch));
        }
    }
    return batches;
}

std::size_t LayoutMatcher::sizeBytes() const {
    return sizeof *this + m_slots.capacity() * sizeof(std::uint32_t) + m_index.sizeBytes() +
           m_parts.sizeBytes();
}

} // namespace meterbench::scrape
