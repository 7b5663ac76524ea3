// GroupStore: what is held, for scrapes and for the window.
#include "core/gateway/group_store.h"
#include "core/gateway/group_writer.h"
#include "core/gateway/group_protobuf.h"
#include "core/gateway/render.h"

#include <algorithm>
#include <set>

namespace meterbench::gateway {

namespace {

using model::MetricType;

std::vector<model::Label> owned(const std::vector<model::LabelView>& labels) {
    std::vector<model::Label> out;
    for (const model::LabelView& label : labels) {
        out.push_back({std::string(label.name), std::string(label.value)});
    }
    return out;
}

/// A row for each sample of a series.
void appendRows(
    std::vector<SeriesRow>& out,
    const GroupPart& part,
    std::uint32_t number,
    const std::vector<model::LabelView>& labels
) {
    const GroupFamily& family = part.layout->familyOf(number);
    const GroupMetric& metric = part.layout->metric(number);
    const auto add = [&](std::string_view suffix, std::uint32_t slot) -> SeriesRow& {
        return out.emplace_back(SeriesRow{
            family.name + std::string(suffix), owned(labels), part.value(slot), part.pushedMs, 0});
    };
    const bool isHistogram = family.type == MetricType::Histogram;
    if (!isHistogram && family.type != MetricType::Summary) {
        static_cast<void>(add("", metric.value));
        return;
    }
    for (const BoundSlot& bound : metric.bounds) {
        model::Label label{isHistogram ? "le" : "quantile", {}};
        appendNumber(label.value, bound.bound);
        add(isHistogram ? "_bucket" : "", bound.slot).labels.push_back(std::move(label));
    }
    static_cast<void>(add("_sum", metric.sum));
    static_cast<void>(add("_count", metric.count));
}

} // namespace

void GroupStore::expose(std::string& out, ExposeFormat format) const {
    const std::size_t before = out.size();
    out.reserve(before + m_exposedBytes + m_exposedBytes / 16); // as much as last time
    writeGroups(out, m_index, format);
    m_exposedBytes = out.size() - before;
}

StoreCounts GroupStore::counts() const {
    StoreCounts out = m_counts;
    out.families = m_index.familyCount();
    out.groups = m_index.groupCount();
    out.series = m_index.seriesCount();
    return out;
}

std::vector<FamilyRow> GroupStore::families() const {
    std::vector<FamilyRow> out;
    for (const auto& [name, family] : m_index.families()) {
        if (family.held == 0) {
            continue;
        }
        const std::vector<SeriesAt>& series = m_index.ordered(family);
        FamilyRow& row = out.emplace_back();
        row.name = name;
        row.help = helpOf(m_index, series);
        row.type = family.type;
        row.policy = Policy::Last;
        row.series = static_cast<std::uint32_t>(family.held);
        const std::int64_t after = afterMsOf(name);
        for (const SeriesAt& at : series) {
            const std::int64_t pushed = m_index.part(at.part).pushedMs;
            row.pushedMs = std::max(row.pushedMs, pushed);
            const bool isSooner = row.expiresMs == 0 || pushed + after < row.expiresMs;
            row.expiresMs = after != 0 && isSooner ? pushed + after : row.expiresMs;
        }
    }
    return out;
}

std::vector<GroupRow> GroupStore::groups() const {
    std::vector<GroupRow> out;
    for (const std::uint32_t number : m_index.orderedGroups()) {
        const HeldGroup& group = m_index.group(number);
        GroupRow& row = out.emplace_back();
        row.labels = group.labels;
        row.series = static_cast<std::uint32_t>(group.series);
        row.pushes = group.pushes;
        row.pushedMs = group.pushedMs;
        row.failedMs = group.failedMs;
        std::set<std::string_view> names;
        for (const std::uint32_t at : group.parts) {
            const GroupPart& part = m_index.part(at);
            for (std::uint32_t i = 0; i < part.layout->metricCount(); ++i) {
                if (part.holds(i)) {
                    names.insert(part.layout->familyOf(i).name);
                }
            }
        }
        row.families = static_cast<std::uint32_t>(names.size());
        const std::int64_t after = afterMsOf(kPushTime);
        row.expiresMs = after == 0 ? 0 : std::max(group.pushedMs, group.failedMs) + after;
    }
    return out;
}

std::vector<SeriesRow> GroupStore::series(const Selection& selection, std::size_t most) const {
    std::vector<SeriesRow> out;
    const auto isIt = questionOf(selection);
    if (!isIt) {
        return out;
    }
    for (const SeriesAt& at : found(*isIt)) {
        if (out.size() >= most) {
            break;
        }
        const GroupPart& part = m_index.part(at.part);
        const std::size_t first = out.size();
        appendRows(out, part, at.metric, m_index.labels(at));
        const std::int64_t after = afterMsOf(part.layout->familyOf(at.metric).name);
        for (std::size_t i = first; i < out.size(); ++i) {
            out[i].expiresMs = after == 0 ? 0 : part.pushedMs + after;
        }
    }
    out.resize(std::min(out.size(), most));
    return out;
}

} // namespace meterbench::gateway
