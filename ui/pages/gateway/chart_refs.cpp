#include "ui/pages/gateway/chart_refs.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace meterbench::ui {

namespace {

using Held = std::unordered_multimap<std::string_view, const gateway::SeriesRow*>;
using LabelViews = std::vector<model::LabelView>;

constexpr std::string_view kPool = "gateway";
constexpr std::string_view kScheme = "internal:";

std::string_view valueOf(const LabelViews& labels, std::string_view name) {
    const auto at = std::find_if(labels.begin(), labels.end(), [name](const auto& label) {
        return label.name == name;
    });
    return at == labels.end() ? std::string_view() : at->value;
}

/// A label that the target has too is scraped as exported_…, unless honor_labels says otherwise.
bool carries(const LabelViews& labels, const model::Label& wanted) {
    return valueOf(labels, wanted.name) == wanted.value ||
           valueOf(labels, "exported_" + wanted.name) == wanted.value;
}

bool isHeld(const Held& held, const LabelViews& labels) {
    const auto [from, to] = held.equal_range(valueOf(labels, model::kMetricName));
    return std::any_of(from, to, [&labels](const auto& entry) {
        const auto& wanted = entry.second->labels;
        return std::all_of(wanted.begin(), wanted.end(), [&labels](const model::Label& label) {
            return carries(labels, label);
        });
    });
}

void collect(
    const model::Layout& layout,
    const Held& held,
    std::size_t most,
    std::vector<model::SeriesRef>& refs
) {
    LabelViews labels;
    for (std::size_t i = 0; i < layout.size() && refs.size() < most; ++i) {
        layout.labels.labelsAt(i, labels);
        if (isHeld(held, labels)) {
            refs.push_back(layout.refs[i]);
        }
    }
}

} // namespace

std::vector<model::SeriesRef> chartRefs(
    const pipeline::Snapshot& snapshot,
    const std::vector<const gateway::SeriesRow*>& held,
    std::size_t most
) {
    std::vector<model::SeriesRef> refs;
    if (snapshot.targets == nullptr) {
        return refs;
    }
    Held byName;
    for (const gateway::SeriesRow* row : held) {
        byName.emplace(row->name, row);
    }
    for (const pipeline::TargetPtr& target : *snapshot.targets) {
        if (target->pool != kPool && !target->url.starts_with(kScheme)) {
            continue;
        }
        for (const model::BatchPtr& batch : target->batches) {
            collect(*batch->layout, byName, most, refs);
        }
    }
    return refs;
}

} // namespace meterbench::ui
