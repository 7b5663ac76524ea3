// MergeStore: what it shows of itself.
#include "core/gateway/family_writer.h"
#include "core/gateway/merge_store.h"
#include "core/gateway/render.h"
#include "core/gateway/series_rows.h"

#include <algorithm>
#include <utility>

namespace meterbench::gateway {

using model::MetricType;

void MergeStore::expose(std::string& out, ExposeFormat format) const {
    writeFamilies(out, m_merger, format);
}

bool MergeStore::holds(std::string_view name) const {
    if (m_merger.find(name) != nullptr) {
        return true;
    }
    for (const std::string_view suffix : {"_bucket", "_sum", "_count"}) {
        if (!name.ends_with(suffix)) {
            continue;
        }
        const Family* const whole = m_merger.find(name.substr(0, name.size() - suffix.size()));
        if (whole != nullptr && (whole->type == MetricType::Histogram ||
                                 (whole->type == MetricType::Summary && suffix != "_bucket"))) {
            return true;
        }
    }
    return false;
}

StoreCounts MergeStore::counts() const {
    StoreCounts counts = m_counts;
    counts.families = m_merger.families().size();
    counts.groups = m_groups.all().size();
    counts.series = m_merger.seriesCount();
    return counts;
}

std::vector<FamilyRow> MergeStore::families() const {
    std::vector<FamilyRow> rows;
    rows.reserve(m_merger.families().size());
    for (const Family& family : m_merger.families()) {
        FamilyRow& row = rows.emplace_back();
        row.name = family.name;
        row.help = family.help;
        row.type = family.type;
        row.policy = family.policy;
        row.series = static_cast<std::uint32_t>(family.series.size());
        std::int64_t earliestMs = INT64_MAX;
        for (const Series& series : family.series) {
            row.pushedMs = std::max(row.pushedMs, series.pushedMs);
            earliestMs = std::min(earliestMs, series.pushedMs);
        }
        const std::int64_t after = afterMsOf(family.name);
        row.expiresMs = after == 0 ? 0 : earliestMs + after;
    }
    markCumulative(rows);
    std::ranges::sort(rows, {}, &FamilyRow::name);
    return rows;
}

/// Rows in the order of the merger's families.
void MergeStore::markCumulative(std::vector<FamilyRow>& rows) const {
    for (const auto& [rawPath, path] : m_paths) {
        const bool isCounted = m_groups.at(path.group)->totals.has_value();
        if ((!isCounted && !looksCumulative(path)) || !m_merger.isValid(path.plan)) {
            continue;
        }
        for (const std::uint32_t place : path.plan.families) {
            const MetricType type =
                place == SlotTable::kNone ? MetricType::Unknown : m_merger.families()[place].type;
            if (type == MetricType::Counter || type == MetricType::Histogram) {
                (isCounted ? rows[place].isCumulative : rows[place].proposesCumulative) = true;
            }
        }
    }
}

std::vector<GroupRow> MergeStore::groups() const {
    std::vector<GroupRow> rows;
    rows.reserve(m_groups.all().size());
    for (const auto& [key, group] : m_groups.all()) {
        GroupRow& row = rows.emplace_back();
        row.labels = group->labels;
        row.families = group->families;
        row.series = static_cast<std::uint32_t>(group->series);
        row.pushes = group->pushes;
        row.pushedMs = group->pushedMs;
        row.failedMs = group->failedMs;
    }
    return rows;
}

std::vector<SeriesRow> MergeStore::series(const Selection& selection, std::size_t most) const {
    std::vector<SeriesRow> rows;
    const auto question = questionOf(selection);
    if (!question) {
        return rows;
    }
    for (const Family& family : m_merger.families()) {
        if (!selection.family.empty() && family.name != selection.family) {
            continue;
        }
        const std::int64_t after = afterMsOf(family.name);
        for (const Series& series : family.series) {
            if (rows.size() >= most) {
                rows.resize(most);
                return rows;
            }
            if ((*question)(family, series)) {
                appendRows(rows, family, series, after == 0 ? 0 : series.pushedMs + after);
            }
        }
    }
    rows.resize(std::min(most, rows.size()));
    return rows;
}

} // namespace meterbench::gateway
