#include "ui/pages/explore/metric_index.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

namespace meterbench::ui {

namespace {

constexpr const char* kReportGroup = "up, scrape_*";

bool isNamedByFamily(const model::Family& family) {
    return !family.name.empty() && (family.type == model::MetricType::Histogram ||
                                    family.type == model::MetricType::GaugeHistogram ||
                                    family.type == model::MetricType::Summary);
}

std::string_view groupOf(std::string_view name) {
    const std::size_t line = name.find('_', 1);
    return line == std::string_view::npos ? name : name.substr(0, line + 1);
}

const model::Family* familyAt(const model::Layout& layout, std::uint32_t position) {
    return layout.familyAt.empty() ? nullptr : layout.family(position);
}

bool isCounted(model::MetricType type) {
    return type == model::MetricType::Counter || type == model::MetricType::Histogram ||
           type == model::MetricType::Summary;
}

} // namespace

std::shared_ptr<const MetricIndex> MetricIndex::build(std::vector<model::LayoutPtr> layouts) {
    auto index = std::make_shared<MetricIndex>();
    index->m_layouts = std::move(layouts);
    index->sortIntoFamilies();
    index->sortIntoGroups();
    index->writeText();
    return index;
}

void MetricIndex::sortIntoFamilies() {
    struct Found {
        FamilyEntry entry;
        std::vector<Place> places;
        bool isReport = false;
    };

    std::map<std::string, Found, std::less<>> found;
    for (std::uint32_t l = 0; l < m_layouts.size(); ++l) {
        const model::Layout& layout = *m_layouts[l];
        Found* last = nullptr;
        for (std::uint32_t position = 0; position < layout.size(); ++position) {
            const model::Family* family = familyAt(layout, position);
            const std::string_view name = family != nullptr && isNamedByFamily(*family)
                                              ? std::string_view(family->name)
                                              : layout.labels.get(position, model::kMetricName);
            if (last == nullptr || last->entry.name != name) {
                const auto at = found.find(name);
                last = at != found.end() ? &at->second : &found[std::string(name)];
                last->entry.name = name;
                last->isReport = layout.isReport;
            }
            if (family != nullptr && last->entry.help.empty()) {
                last->entry.type = family->type;
                last->entry.help = family->help;
            }
            last->places.push_back({layout.refs[position], l, position});
        }
    }
    for (const bool isReport : {false, true}) {
        for (auto& [name, one] : found) {
            if (one.isReport != isReport) {
                continue;
            }
            one.entry.begin = static_cast<std::uint32_t>(m_rows.size());
            m_rows.insert(m_rows.end(), one.places.begin(), one.places.end());
            one.entry.end = static_cast<std::uint32_t>(m_rows.size());
            if (isReport && m_groups.empty()) {
                m_groups.push_back({kReportGroup, static_cast<std::uint32_t>(m_families.size()), 0}
                );
            }
            m_families.push_back(std::move(one.entry));
        }
    }
}

void MetricIndex::sortIntoGroups() {
    std::vector<GroupEntry> report = std::exchange(m_groups, {});
    const std::uint32_t end =
        report.empty() ? static_cast<std::uint32_t>(m_families.size()) : report[0].begin;
    for (std::uint32_t f = 0; f < end; ++f) {
        const std::string_view title = groupOf(m_families[f].name);
        if (m_groups.empty() || m_groups.back().title != title) {
            m_groups.push_back({std::string(title), f, f});
        }
        m_groups.back().end = f + 1;
    }
    if (!report.empty()) {
        report[0].end = static_cast<std::uint32_t>(m_families.size());
        m_groups.push_back(report[0]);
    }
}

void MetricIndex::writeText() {
    auto text = std::make_shared<RowText>();
    text->reserve(m_rows.size(), m_rows.size() * 100);
    std::vector<model::LabelView> labels;
    for (const FamilyEntry& family : m_families) {
        for (std::uint32_t row = family.begin; row < family.end; ++row) {
            const Place& place = m_rows[row];
            m_layouts[place.layout]->labels.labelsAt(place.position, labels);
            text->addOwn("TYPE", model::metricTypeName(family.type));
            for (const model::LabelView& label : labels) {
                label.name == model::kMetricName ? text->addOwn("name", label.value)
                                                 : text->addField(label.name, label.value);
            }
            text->endRow();
        }
    }
    m_text = std::move(text);
}

std::size_t MetricIndex::familyOfRow(std::uint32_t row) const {
    const auto behind = std::upper_bound(
        m_families.begin(),
        m_families.end(),
        row,
        [](std::uint32_t r, const FamilyEntry& f) { return r < f.begin; }
    );
    return static_cast<std::size_t>(behind - m_families.begin()) - 1;
}

model::Labels MetricIndex::labelsAt(std::uint32_t row) const {
    return m_layouts[m_rows[row].layout]->labels.at(m_rows[row].position);
}

std::string_view MetricIndex::labelAt(std::uint32_t row, std::string_view name) const {
    return m_layouts[m_rows[row].layout]->labels.get(m_rows[row].position, name);
}

CurrentValues::CurrentValues(const MetricIndex& index, const pipeline::SnapshotPtr& snapshot)
    : m_snapshot(snapshot) {
    std::unordered_map<const model::Layout*, const model::Batch*> batches;
    if (snapshot->targets != nullptr) {
        for (const pipeline::TargetPtr& target : *snapshot->targets) {
            for (const model::BatchPtr& batch : target->batches) {
                batches[batch->layout.get()] = batch.get();
            }
        }
    }
    for (const model::LayoutPtr& layout : index.layouts()) {
        const auto found = batches.find(layout.get());
        m_batches.push_back(found == batches.end() ? nullptr : found->second);
    }
}

double CurrentValues::at(const MetricIndex::Place& place) const {
    const model::Batch* batch = m_batches[place.layout];
    return batch == nullptr || place.position >= batch->values.size()
               ? std::nan("")
               : batch->values[place.position];
}

std::vector<LabelShare>
labelShares(const MetricIndex& index, std::size_t family, const CurrentValues& values) {
    const MetricIndex::FamilyEntry& entry = index.families()[family];
    const bool isCompound =
        entry.type == model::MetricType::Histogram || entry.type == model::MetricType::Summary;
    std::map<std::string_view, std::map<std::string_view, double>> weights;
    std::vector<model::LabelView> labels;
    for (std::uint32_t row = entry.begin; row < entry.end; ++row) {
        const MetricIndex::Place& place = index.rows()[row];
        index.layouts()[place.layout]->labels.labelsAt(place.position, labels);
        double weight = isCounted(entry.type) ? values.at(place) : 1;
        if (isCompound && !index.labelAt(row, model::kMetricName).ends_with("_count")) {
            weight = 0;
        }
        for (const model::LabelView& label : labels) {
            if (label.name != model::kMetricName && label.name != "le" &&
                label.name != "quantile") {
                weights[label.name][label.value] +=
                    std::isfinite(weight) && weight > 0 ? weight : 0;
            }
        }
    }
    std::vector<LabelShare> shares;
    for (const auto& [name, byValue] : weights) {
        LabelShare share{std::string(name), {}};
        double total = 0;
        for (const auto& [value, weight] : byValue) {
            total += weight;
        }
        for (const auto& [value, weight] : byValue) {
            share.values.push_back({std::string(value), total > 0 ? weight / total : -1});
        }
        std::stable_sort(
            share.values.begin(),
            share.values.end(),
            [](const auto& a, const auto& b) { return a.share > b.share; }
        );
        shares.push_back(std::move(share));
    }
    // What is the same everywhere says least.
    std::stable_partition(shares.begin(), shares.end(), [](const LabelShare& s) {
        return s.values.size() > 1;
    });
    return shares;
}

std::vector<model::SeriesRef> seriesByValue(
    const MetricIndex& index, std::span<const std::uint32_t> rows, const CurrentValues& values
) {
    std::vector<std::pair<double, model::SeriesRef>> weighed;
    weighed.reserve(rows.size());
    for (const std::uint32_t row : rows) {
        const double value = values.at(index.rows()[row]);
        weighed.emplace_back(std::isfinite(value) ? -std::abs(value) : 1, index.rows()[row].ref);
    }
    // Up to what a chart holds the exposition's own order is the better one.
    if (weighed.size() > 50) {
        std::stable_sort(weighed.begin(), weighed.end(), [](const auto& a, const auto& b) {
            return a.first < b.first;
        });
    }
    std::vector<model::SeriesRef> refs;
    refs.reserve(weighed.size());
    for (const auto& [weight, ref] : weighed) {
        refs.push_back(ref);
    }
    return refs;
}

} // namespace meterbench::ui
