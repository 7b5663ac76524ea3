// LayoutMatcher: the look-up way, and learning series.
#include "core/base/hash.h"
#include "core/scrape/layout_matcher.h"

#include <algorithm>

namespace meterbench::scrape {

namespace {

base::Error errorOf(const exposition::ParseProblem& problem) {
    std::string text = "line " + std::to_string(problem.line) + ", column " +
                       std::to_string(problem.column) + ": " + problem.message;
    if (*problem.hint != '\0') {
        text += std::string("; ") + problem.hint;
    }
    return base::Error{base::Code::InvalidInput, std::move(text)};
}

} // namespace

base::Status
LayoutMatcher::readByLookup(std::string_view body, exposition::Format format, Reading& reading) {
    reading.values.assign(m_parts.positions(), model::kAbsent);
    m_lines.reserve(m_lineCount + m_lineCount / 16);
    m_orderNow = 0;
    exposition::PullParser parser(body, format);
    while (true) {
        switch (parser.next()) {
        case exposition::EntryKind::Sample:
            if (base::Status found = lookUp(parser, body, reading); !found) {
                return found;
            }
            break;
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
            m_lineCount = m_lines.size();
            return {};
        case exposition::EntryKind::Error:
            return errorOf(parser.problem());
        }
    }
}

base::Status
LayoutMatcher::lookUp(exposition::PullParser& parser, std::string_view body, Reading& reading) {
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
    const auto valueBegin = static_cast<std::uint32_t>(sample.valueText.data() - body.data());
    if (position == kDropped) {
        m_lines.push_back({hash, valueBegin, kDropped});
        return {};
    }
    ++reading.counts.kept;
    if (position >= reading.values.size()) {
        reading.values.resize(position + 1, model::kAbsent);
    }
    const bool repeated = !sample.timestampMs && !model::isAbsent(reading.values[position]);
    m_lines.push_back({hash, valueBegin, repeated ? kRepeated : position});
    take(position, sample, parser, reading);
    return {};
}

base::Result<std::uint32_t>
LayoutMatcher::learnSeries(exposition::PullParser& parser, std::uint64_t hash) {
    if (const std::uint32_t pending = m_newIndex.find(hash); pending != kUnknown) {
        return pending;
    }
    if (!parser.labels(m_exposed)) {
        return errorOf(parser.problem());
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
    const model::SeriesRef ref = model::seriesRef(*labels);
    std::uint32_t position = findRef(ref);
    if (position == kUnknown) {
        position = m_parts.positions() + static_cast<std::uint32_t>(m_newSeries.size());
        m_newSeries.append(*labels, family);
        m_refs.put(ref, position);
    }
    m_newIndex.put(hash, position);
    return position;
}

/// Another spelling of a series that is known already (label order, or relabeling made two the
/// same), or one that comes back.
std::uint32_t LayoutMatcher::findRef(model::SeriesRef ref) {
    if (m_refs.empty()) {
        m_refs.reserve(m_parts.positions() + 64);
        for (const LayoutPart& part : m_parts.all()) {
            for (std::uint32_t index = 0; index < part.size(); ++index) {
                m_refs.put(part.layout->refs[index], part.begin + index);
            }
        }
    }
    return m_refs.find(ref);
}

/// From the skeleton, which does not hold any more.
void LayoutMatcher::ensureIndex() {
    if (!m_skeleton) {
        return;
    }
    m_lineCount = m_skeleton->valueCount();
    m_index.reserve(m_lineCount);
    for (std::size_t i = 0; i < m_lineCount; ++i) {
        const std::uint32_t position = m_slots.empty() ? static_cast<std::uint32_t>(i) : m_slots[i];
        if (position != kRepeated) {
            m_index.put(base::hash64(m_skeleton->seriesText(i)), position);
        }
    }
    dropSkeleton();
}

void LayoutMatcher::commitNewSeries() {
    m_newIndex.forEach([this](std::uint64_t hash, std::uint32_t position) {
        m_index.put(hash, position);
    });
    if (m_newSeries.size() > 0) {
        m_parts.add(m_newSeries.finish(m_families.table(m_texts)));
    }
}

/// The index again, from the lines of this body alone and in their order. What has gone before is
/// found by its ref if it comes back.
void LayoutMatcher::indexLines() {
    m_index = {};
    m_index.reserve(m_lines.size());
    for (const Line& line : m_lines) {
        if (line.position != kRepeated && line.position != kUnknown) {
            m_index.put(line.hash, line.position);
        }
    }
}

} // namespace meterbench::scrape
