#include "core/scrape/layout_matcher.h"

#include "core/base/hash.h"
#include "core/base/number.h"

#include <algorithm>
#include <cstring>

namespace meterbench::scrape {

namespace {

constexpr std::int64_t kMaxAheadMs = 10 * 60 * 1000; // prometheus scrape.go maxAheadTime
constexpr std::size_t kMaxParts = 8;
constexpr std::uint32_t kFewHoles = 32;

bool isAlive(double value) {
    return !model::isAbsent(value) && !model::isStale(value);
}

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
    const bool fast = m_skeleton && readFast(body, format, reading);
    if (!fast) {
        ensureIndex();
        reading = Reading{};
        reading.timestampMs = timestampMs;
        reading.nowMs = nowMs;
        if (base::Status parsed = readByLookup(body, format, reading); !parsed) {
            dropPending();
            return parsed.error();
        }
    }
    reading.counts.fast = fast;
    if (m_job.limits.samples != 0 && reading.counts.kept > m_job.limits.samples) {
        dropPending();
        return limitError(
            LimitHit::Samples,
            "sample limit exceeded: " + std::to_string(reading.counts.kept) +
                " samples after relabeling, sample_limit is " + std::to_string(m_job.limits.samples)
        );
    }
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
    return matched;
}

bool LayoutMatcher::readFast(std::string_view body, exposition::Format format, Reading& reading) {
    const Skeleton& skeleton = *m_skeleton;
    const std::size_t count = skeleton.valueCount();
    const bool identity = m_slots.empty();
    if (identity) {
        reading.values.resize(m_positions);
    } else {
        reading.values.assign(m_positions, model::kAbsent);
    }
    std::string_view rest = body;
    const char* gap = skeleton.text.data();
    std::uint32_t begin = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t size = skeleton.ends[i] - begin;
        if (rest.size() < size || std::memcmp(rest.data(), gap + begin, size) != 0) {
            return false;
        }
        begin = skeleton.ends[i];
        rest.remove_prefix(size);
        const char* const valueBegin = rest.data();
        const std::optional<double> value = base::takeNumber(rest);
        if (!value) {
            return false; // the slow way says what is wrong
        }
        const std::uint32_t position = identity ? static_cast<std::uint32_t>(i) : m_slots[i];
        if (rest.empty() || rest.front() == '\n') [[likely]] {
            if (position < kRepeated) [[likely]] {
                reading.values[position] = *value;
                ++reading.counts.kept;
            } else if (position == kRepeated) {
                ++reading.counts.kept;
                ++reading.counts.duplicates;
            }
            continue;
        }
        // A timestamp or an exemplar: the line is parsed on its own.
        const std::string_view series = skeleton.seriesText(i);
        const std::size_t lineEnd = std::min(rest.find('\n'), rest.size());
        const char* const lineBegin = valueBegin - (skeleton.gap(i).end() - series.begin());
        const std::string_view line(
            lineBegin, static_cast<std::size_t>(rest.data() + lineEnd - lineBegin)
        );
        exposition::PullParser parser(line, format);
        if (parser.next() != exposition::EntryKind::Sample) {
            return false;
        }
        rest.remove_prefix(lineEnd);
        if (position == kDropped) {
            continue;
        }
        ++reading.counts.kept;
        if (identity) {
            reading.values[position] = model::kAbsent;
        }
        take(position, parser.sample(), parser, reading);
    }
    const std::uint32_t tail = skeleton.ends[count] - begin;
    if (rest.size() != tail || std::memcmp(rest.data(), gap + begin, tail) != 0) {
        return false;
    }
    reading.counts.scraped = static_cast<std::uint32_t>(count);
    return true;
}

base::Status
LayoutMatcher::readByLookup(std::string_view body, exposition::Format format, Reading& reading) {
    reading.values.assign(m_positions, model::kAbsent);
    m_lines.clear();
    m_orderNow = 0;
    exposition::PullParser parser(body, format);
    while (true) {
        switch (parser.next()) {
        case exposition::EntryKind::Type:
            m_families.setType(parser.family(), parser.type());
            break;
        case exposition::EntryKind::Help:
            m_families.setHelp(parser.family(), parser.text());
            break;
        case exposition::EntryKind::Unit:
            m_families.setUnit(parser.family(), parser.text());
            break;
        case exposition::EntryKind::End:
            return {};
        case exposition::EntryKind::Error: {
            const exposition::ParseProblem& problem = parser.problem();
            std::string text = "line " + std::to_string(problem.line) + ", column " +
                               std::to_string(problem.column) + ": " + problem.message;
            if (*problem.hint != '\0') {
                text += std::string("; ") + problem.hint;
            }
            return base::Error{base::Code::InvalidInput, std::move(text)};
        }
        case exposition::EntryKind::Sample: {
            const exposition::Sample& sample = parser.sample();
            const std::uint64_t hash = base::hash64(sample.series);
            std::uint32_t position = m_index.find(hash);
            if (position == kUnknown) [[unlikely]] {
                const base::Result<std::uint32_t> learned = learnSeries(parser, hash);
                if (!learned) {
                    return learned.error();
                }
                position = *learned;
            }
            ++reading.counts.scraped;
            m_orderNow = (m_orderNow ^ hash) * 0x9e3779b97f4a7c15ULL;
            const auto valueBegin =
                static_cast<std::uint32_t>(sample.valueText.data() - body.data());
            if (position == kDropped) {
                m_lines.push_back({valueBegin, 0, kDropped});
                break;
            }
            ++reading.counts.kept;
            if (position >= reading.values.size()) {
                reading.values.resize(position + 1, model::kAbsent);
            }
            const bool repeated = !sample.timestampMs && !model::isAbsent(reading.values[position]);
            m_lines.push_back({valueBegin, 0, repeated ? kRepeated : position});
            take(position, sample, parser, reading);
            break;
        }
        }
    }
}

base::Result<std::uint32_t>
LayoutMatcher::learnSeries(exposition::PullParser& parser, std::uint64_t hash) {
    if (const std::uint32_t pending = m_newIndex.find(hash); pending != kUnknown) {
        return pending;
    }
    if (!parser.labels(m_exposed)) {
        const exposition::ParseProblem& problem = parser.problem();
        return base::Error{
            base::Code::InvalidInput,
            "line " + std::to_string(problem.line) + ", column " + std::to_string(problem.column) +
                ": " + problem.message};
    }
    const auto nameAt =
        std::find_if(m_exposed.begin(), m_exposed.end(), [](const model::LabelView& label) {
            return label.name == model::kMetricName;
        });
    const std::uint32_t family =
        nameAt == m_exposed.end() ? model::kNoFamily : m_families.familyOf(nameAt->value);
    const base::Result<std::span<const model::LabelView>> labels = m_labels.resolve(m_exposed);
    if (!labels) {
        return labels.error();
    }
    if (labels->empty()) {
        m_newIndex.put(hash, kDropped);
        return kDropped;
    }
    if (!m_refsBuilt) {
        m_refs.clear();
        m_refs.reserve(m_positions + 64);
        std::uint32_t position = 0;
        for (const model::LayoutPtr& part : m_parts) {
            for (const model::SeriesRef ref : part->refs) {
                m_refs.put(ref, position++);
            }
        }
        m_refsBuilt = true;
    }
    // Another spelling of a series that is known already (label order, or relabeling made two the
    // same).
    const model::SeriesRef ref = model::seriesRef(*labels);
    std::uint32_t position = m_refs.find(ref);
    if (position == kUnknown) {
        position = m_positions + static_cast<std::uint32_t>(m_newSeries.size());
        m_newSeries.append(*labels, family);
        m_refs.put(ref, position);
    }
    m_newIndex.put(hash, position);
    return position;
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
        ++reading.counts.outOfBounds;
        return;
    }
    const LastSample* known = lastLoose(position, reading);
    if (known != nullptr && timestampMs <= known->timestampMs) {
        if (timestampMs < known->timestampMs) {
            ++reading.counts.outOfOrder;
        } else if (std::memcmp(&value, &known->value, sizeof value) != 0) {
            ++reading.counts.duplicates;
        }
        return;
    }
    reading.lastLoose[position] = {timestampMs, value};
    reading.loose.push_back({position, timestampMs, value});
}

const LayoutMatcher::LastSample*
LayoutMatcher::lastLoose(std::uint32_t position, const Reading& reading) const {
    if (const auto now = reading.lastLoose.find(position); now != reading.lastLoose.end()) {
        return &now->second;
    }
    const auto before = m_lastLoose.find(position);
    return before == m_lastLoose.end() ? nullptr : &before->second;
}

void LayoutMatcher::ensureIndex() {
    if (!m_skeleton) {
        return;
    }
    m_index.reserve(m_skeleton->valueCount());
    for (std::size_t i = 0; i < m_skeleton->valueCount(); ++i) {
        const std::uint32_t position = m_slots.empty() ? static_cast<std::uint32_t>(i) : m_slots[i];
        if (position != kRepeated) {
            m_index.put(base::hash64(m_skeleton->seriesText(i)), position);
        }
    }
    m_skeleton.reset();
    m_slots = {};
}

void LayoutMatcher::commitNewSeries() {
    m_newIndex.forEach([this](std::uint64_t hash, std::uint32_t position) {
        m_index.put(hash, position);
    });
    if (m_newSeries.size() > 0) {
        m_partBegins.push_back(m_positions);
        m_positions += static_cast<std::uint32_t>(m_newSeries.size());
        m_parts.push_back(m_newSeries.finish(m_families.table(m_texts)));
    }
    dropPending();
}

void LayoutMatcher::dropPending() {
    m_newIndex.clear();
    m_refs.clear();
    m_refsBuilt = false;
    if (m_newSeries.size() > 0) {
        m_newSeries = model::LayoutBuilder(m_source);
    }
}

std::vector<model::BatchPtr> LayoutMatcher::finish(Reading& reading) {
    markGone(reading);
    for (const auto& [position, sample] : reading.lastLoose) {
        m_lastLoose[position] = sample;
    }
    std::vector<model::BatchPtr> batches;
    for (std::size_t part = 0; part < m_parts.size(); ++part) {
        auto batch = std::make_shared<model::Batch>();
        const std::uint32_t begin = m_partBegins[part];
        const auto end = begin + static_cast<std::uint32_t>(m_parts[part]->size());
        batch->layout = m_parts[part];
        batch->timestampMs = reading.timestampMs;
        if (m_parts.size() == 1) {
            batch->values = std::move(reading.values);
        } else {
            batch->values.assign(reading.values.begin() + begin, reading.values.begin() + end);
        }
        batch->absentCount = static_cast<std::uint32_t>(
            m_lastHoles == 0
                ? 0
                : std::count_if(batch->values.begin(), batch->values.end(), model::isAbsent)
        );
        for (model::LooseSample sample : reading.loose) {
            if (sample.position >= begin && sample.position < end) {
                sample.position -= begin;
                batch->loose.push_back(sample);
            }
        }
        for (model::Exemplar& exemplar : reading.exemplars) {
            if (exemplar.position >= begin && exemplar.position < end) {
                exemplar.position -= begin;
                batch->exemplars.push_back(std::move(exemplar));
                exemplar.position = kUnknown;
            }
        }
        batches.push_back(std::move(batch));
    }
    m_last = batches;
    m_ended = false;
    std::erase_if(batches, [](const model::BatchPtr& batch) { return batch->sampleCount() == 0; });
    return batches;
}

void LayoutMatcher::markGone(Reading& reading) {
    reading.values.resize(m_positions, model::kAbsent);
    const bool mayHaveHoles =
        !reading.counts.fast || !m_slots.empty() || m_lastHoles != 0 || !reading.loose.empty();
    if (!mayHaveHoles) {
        return;
    }
    const bool tracked = m_job.trackTimestampsStaleness;
    std::vector<bool> looseNow(reading.loose.empty() ? 0 : m_positions);
    for (const model::LooseSample& sample : reading.loose) {
        looseNow[sample.position] = true;
    }
    m_lastHoles = 0;
    for (std::uint32_t position = 0; position < m_positions; ++position) {
        double& value = reading.values[position];
        const bool present = !model::isAbsent(value) || (!looseNow.empty() && looseNow[position]);
        const bool wasAlive = isAlive(lastValue(position));
        reading.counts.added += present && !wasAlive ? 1 : 0;
        if (!present && wasAlive && !m_ended) {
            value = model::kStale;
        }
        m_lastHoles += isAlive(value) ? 0 : 1;
    }
    if (!tracked) {
        return;
    }
    for (auto at = m_lastLoose.begin(); at != m_lastLoose.end();) {
        const bool seen = !looseNow.empty() && looseNow[at->first];
        if (!seen && model::isAbsent(reading.values[at->first]) &&
            reading.timestampMs > at->second.timestampMs) {
            reading.values[at->first] = model::kStale;
            at = m_lastLoose.erase(at);
        } else {
            ++at;
        }
    }
}

double LayoutMatcher::lastValue(std::uint32_t position) const {
    for (std::size_t part = m_last.size(); part-- > 0;) {
        if (position >= m_partBegins[part]) {
            const std::vector<double>& values = m_last[part]->values;
            const std::uint32_t at = position - m_partBegins[part];
            return at < values.size() ? values[at] : model::kAbsent;
        }
    }
    return model::kAbsent;
}

std::vector<model::BatchPtr> LayoutMatcher::endAll(std::int64_t timestampMs) {
    std::vector<model::BatchPtr> batches;
    if (m_ended) {
        return batches;
    }
    m_ended = true;
    std::uint32_t begin = 0;
    for (const model::BatchPtr& last : m_last) {
        auto batch = std::make_shared<model::Batch>();
        batch->layout = last->layout;
        batch->timestampMs = timestampMs;
        batch->values.reserve(last->values.size());
        for (const double value : last->values) {
            batch->values.push_back(isAlive(value) ? model::kStale : model::kAbsent);
        }
        if (m_job.trackTimestampsStaleness) {
            for (const auto& [position, sample] : m_lastLoose) {
                if (position >= begin && position - begin < batch->values.size() &&
                    timestampMs > sample.timestampMs) {
                    batch->values[position - begin] = model::kStale;
                }
            }
        }
        batch->absentCount = static_cast<std::uint32_t>(
            std::count_if(batch->values.begin(), batch->values.end(), model::isAbsent)
        );
        begin += static_cast<std::uint32_t>(batch->values.size());
        if (batch->sampleCount() > 0) {
            batches.push_back(std::move(batch));
        }
    }
    return batches;
}

void LayoutMatcher::rememberOrder(std::string_view body, const Reading& reading) {
    const bool sameAgain = m_isFirst || (m_orderNow == m_order && !reading.counts.learned);
    m_order = m_orderNow;
    m_isFirst = false;
    if (sameAgain && !m_lines.empty()) {
        learnSkeleton(body);
    } else if (m_parts.size() > kMaxParts || (m_lastHoles > kFewHoles && m_lastHoles > m_positions / 4)) {
        melt(aliveOrder());
    }
}

std::vector<std::uint32_t> LayoutMatcher::aliveOrder() const {
    std::vector<std::uint32_t> order;
    for (std::uint32_t position = 0; position < m_positions; ++position) {
        if (isAlive(lastValue(position)) || m_lastLoose.contains(position)) {
            order.push_back(position);
        }
    }
    return order;
}

void LayoutMatcher::learnSkeleton(std::string_view body) {
    const auto inOrder = [this] {
        std::uint32_t expected = 0;
        return std::all_of(m_lines.begin(), m_lines.end(), [&](const Line& line) {
            return line.position == expected++;
        });
    };
    if (m_parts.size() > 1 || m_lastHoles > m_lastLoose.size()) {
        std::vector<std::uint32_t> order;
        std::vector<bool> taken(m_positions);
        for (const Line& line : m_lines) {
            if (line.position < kRepeated && !taken[line.position]) {
                taken[line.position] = true;
                order.push_back(line.position);
            }
        }
        melt(order);
    }
    Skeleton skeleton;
    skeleton.text.reserve(body.size());
    skeleton.ends.reserve(m_lines.size() + 1);
    std::size_t begin = 0;
    for (const Line& line : m_lines) {
        skeleton.text.append(body.substr(begin, line.valueBegin - begin));
        skeleton.ends.push_back(static_cast<std::uint32_t>(skeleton.text.size()));
        begin = std::min(body.find('\n', line.valueBegin), body.size());
    }
    skeleton.text.append(body.substr(begin));
    skeleton.ends.push_back(static_cast<std::uint32_t>(skeleton.text.size()));
    m_slots = {};
    if (!inOrder() || m_lines.size() != m_positions) {
        m_slots.reserve(m_lines.size());
        for (const Line& line : m_lines) {
            m_slots.push_back(line.position);
        }
    }
    m_skeleton = m_texts.share(std::move(skeleton));
    m_index = {};
}

void LayoutMatcher::melt(const std::vector<std::uint32_t>& order) {
    std::vector<std::uint32_t> moved(m_positions, kUnknown);
    model::LayoutBuilder builder(m_source);
    auto last = std::make_shared<model::Batch>();
    std::vector<model::LabelView> labels;
    for (const std::uint32_t position : order) {
        std::size_t part = m_parts.size() - 1;
        while (m_partBegins[part] > position) {
            --part;
        }
        const model::Layout& layout = *m_parts[part];
        const std::uint32_t at = position - m_partBegins[part];
        layout.labels.labelsAt(at, labels);
        moved[position] = static_cast<std::uint32_t>(builder.size());
        builder.append(
            labels, at < layout.familyAt.size() ? layout.familyAt[at] : model::kNoFamily
        );
        last->values.push_back(lastValue(position));
    }
    last->timestampMs = m_last.empty() ? 0 : m_last.front()->timestampMs;
    last->layout = builder.finish(m_families.table(m_texts));
    last->absentCount = static_cast<std::uint32_t>(
        std::count_if(last->values.begin(), last->values.end(), model::isAbsent)
    );
    SeriesIndex index;
    index.reserve(order.size());
    m_index.forEach([&](std::uint64_t hash, std::uint32_t position) {
        if (position == kDropped) {
            index.put(hash, kDropped);
        } else if (moved[position] != kUnknown) {
            index.put(hash, moved[position]);
        }
    });
    std::unordered_map<std::uint32_t, LastSample> loose;
    for (const auto& [position, sample] : m_lastLoose) {
        if (moved[position] != kUnknown) {
            loose.emplace(moved[position], sample);
        }
    }
    for (Line& line : m_lines) {
        line.position = line.position < kRepeated ? moved[line.position] : line.position;
    }
    m_parts = {last->layout};
    m_partBegins = {0};
    m_positions = static_cast<std::uint32_t>(order.size());
    m_lastHoles = static_cast<std::uint32_t>(std::count_if(
        last->values.begin(), last->values.end(), [](double value) { return !isAlive(value); }
    ));
    m_last = {std::move(last)};
    m_index = std::move(index);
    m_lastLoose = std::move(loose);
}

std::size_t LayoutMatcher::sizeBytes() const {
    std::size_t size =
        sizeof *this + m_slots.capacity() * sizeof(std::uint32_t) + m_index.sizeBytes();
    for (const model::LayoutPtr& part : m_parts) {
        size += part->sizeBytes();
    }
    return size;
}

} // namespace meterbench::scrape
