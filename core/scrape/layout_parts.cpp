#include "core/scrape/layout_parts.h"

#include "core/scrape/series_index.h"

#include <algorithm>
#include <utility>

namespace meterbench::scrape {

namespace {

// What things cost, roughly, in ns; only their ratios count.
constexpr std::int64_t kMakeNs = 3'000; // a series: layout, log record, template at an endpoint
constexpr std::int64_t kPartNs = 2'000; // a further part, each scrape: its batch, all the way
constexpr std::int64_t kGapsNs = 30;    // a series of a part with gaps: a template of its own
constexpr std::int64_t kLineNs = 8;     // a line whose position is looked up for the parts' sake

/// More are joined by size at once: each at least twice as large as all behind it together.
constexpr std::size_t kManyParts = 4;

} // namespace

bool LayoutPart::isAlive(std::uint32_t index) const {
    return last && !model::isAbsent(last->values[index]) && !model::isStale(last->values[index]);
}

void LayoutParts::add(model::LayoutPtr layout) {
    LayoutPart part;
    part.begin = m_positions;
    m_positions += static_cast<std::uint32_t>(layout->size());
    part.layout = std::move(layout);
    m_parts.push_back(std::move(part));
}

bool LayoutParts::hasGaps() const {
    return std::ranges::any_of(m_parts, &LayoutPart::hasGaps);
}

std::size_t LayoutParts::kept() const {
    std::size_t kept = 0;
    for (const LayoutPart& part : m_parts) {
        kept += part.kept;
    }
    return kept;
}

std::vector<model::BatchPtr> LayoutParts::last() const {
    std::vector<model::BatchPtr> last;
    for (const LayoutPart& part : m_parts) {
        if (part.last) {
            last.push_back(part.last);
        }
    }
    return last;
}

std::size_t LayoutParts::sizeBytes() const {
    std::size_t bytes = m_parts.capacity() * sizeof(LayoutPart);
    for (const LayoutPart& part : m_parts) {
        bytes += part.layout->sizeBytes();
    }
    return bytes;
}

std::vector<std::uint32_t> LayoutParts::tidy(
    const std::vector<bool>& held,
    const std::vector<std::uint32_t>& order,
    std::size_t lines,
    Families& families,
    SharedTexts& texts
) {
    for (LayoutPart& part : m_parts) {
        const bool isFurther = &part != &m_parts.front();
        part.paidNs += (isFurther ? kPartNs + kLineNs * static_cast<std::int64_t>(lines) : 0) +
                       (part.hasGaps() ? kGapsNs * part.size() : 0);
    }
    const std::vector<Run> runs = plan();
    const bool allStay = runs.size() == m_parts.size() &&
                         std::ranges::none_of(runs, [](const Run& run) { return run.again; });
    if (allStay) {
        return {};
    }
    std::vector<std::uint32_t> rank;
    if (!order.empty()) {
        rank.assign(m_positions, kUnknown);
        for (std::size_t i = order.size(); i-- > 0;) {
            if (order[i] < kRepeated) {
                rank[order[i]] = static_cast<std::uint32_t>(i);
            }
        }
    }
    std::vector<std::uint32_t> moved(m_positions, kUnknown);
    std::vector<LayoutPart> parts;
    std::uint32_t begin = 0;
    for (const Run& run : runs) {
        if (run.again) {
            parts.push_back(makeAgain(run, held, rank, moved, begin, families.table(texts)));
        } else {
            parts.push_back(std::move(m_parts[run.first]));
            LayoutPart& part = parts.back();
            for (std::uint32_t i = 0; i < part.size(); ++i) {
                moved[part.begin + i] = begin + i;
            }
            part.begin = begin;
        }
        begin += parts.back().size();
    }
    m_parts = std::move(parts);
    m_positions = begin;
    return moved;
}

std::vector<LayoutParts::Run> LayoutParts::plan() const {
    std::vector<Run> runs;
    for (std::size_t i = 0; i < m_parts.size(); ++i) {
        const LayoutPart& part = m_parts[i];
        if (part.kept == 0) {
            continue;
        }
        if (!runs.empty() && part.paidNs >= kMakeNs * (runs.back().kept + part.kept)) {
            Run& run = runs.back();
            run.count = i + 1 - run.first; // what was dropped in between takes nothing along
            run.kept += part.kept;
            run.again = true;
            continue;
        }
        const bool again = part.hasGaps() && part.paidNs >= kMakeNs * part.kept;
        runs.push_back({i, 1, part.kept, again});
    }
    if (runs.size() <= kManyParts) {
        return runs;
    }
    std::uint32_t behind = 0;
    std::size_t joinFrom = runs.size();
    for (std::size_t i = runs.size(); i-- > 0;) {
        if (i + 1 < runs.size() && runs[i].kept < 2 * behind) {
            joinFrom = i;
        }
        behind += runs[i].kept;
    }
    if (joinFrom < runs.size()) {
        Run& run = runs[joinFrom];
        run.count = m_parts.size() - run.first;
        run.again = true;
        for (std::size_t i = joinFrom + 1; i < runs.size(); ++i) {
            run.kept += runs[i].kept;
        }
        runs.resize(joinFrom + 1);
    }
    return runs;
}

LayoutPart LayoutParts::makeAgain(
    const Run& run,
    const std::vector<bool>& held,
    const std::vector<std::uint32_t>& rank,
    std::vector<std::uint32_t>& moved,
    std::uint32_t begin,
    const FamilyTablePtr& families
) const {
    struct From {
        const LayoutPart* part;
        std::uint32_t index;
    };

    std::vector<From> from;
    from.reserve(run.kept);
    for (std::size_t i = run.first; i < run.first + run.count; ++i) {
        const LayoutPart& part = m_parts[i];
        for (std::uint32_t index = 0; index < part.size(); ++index) {
            if (part.isAlive(index) || (!held.empty() && held[part.begin + index])) {
                from.push_back({&part, index});
            }
        }
    }
    if (!rank.empty()) {
        std::ranges::stable_sort(from, {}, [&](const From& one) {
            return rank[one.part->begin + one.index];
        });
    }
    model::LayoutBuilder builder(m_source);
    auto last = std::make_shared<model::Batch>();
    last->values.reserve(from.size());
    std::vector<model::LabelView> labels;
    for (const auto& [part, index] : from) {
        const model::Layout& layout = *part->layout;
        layout.labels.labelsAt(index, labels);
        moved[part->begin + index] = begin + static_cast<std::uint32_t>(builder.size());
        builder.append(
            labels, index < layout.familyAt.size() ? layout.familyAt[index] : model::kNoFamily
        );
        last->values.push_back(part->last ? part->last->values[index] : model::kAbsent);
        last->timestampMs = part->last ? part->last->timestampMs : last->timestampMs;
    }
    last->layout = builder.finish(families);
    last->absentCount = static_cast<std::uint32_t>(
        std::count_if(last->values.begin(), last->values.end(), model::isAbsent)
    );
    LayoutPart made;
    made.layout = last->layout;
    made.begin = begin;
    made.kept = static_cast<std::uint32_t>(from.size());
    made.last = std::move(last);
    return made;
}

} // namespace meterbench::scrape
