#include "ui/pages/instruments/bench_series.h"

#include "core/instruments/name_advice.h"

#include <algorithm>

namespace meterbench::ui {

namespace {

constexpr std::int64_t kRecentMs = 300'000;
constexpr std::size_t kMostPoints = 110;

std::string
keyOf(std::string_view name, std::vector<std::pair<std::string_view, std::string_view>> labels) {
    std::ranges::sort(labels);
    std::string key(name);
    for (const auto& [label, value] : labels) {
        key.append(1, '\0').append(label).append(1, '\0').append(value);
    }
    return key;
}

} // namespace

void BenchSeries::update(const pipeline::Snapshot& snapshot) {
    std::vector<std::shared_ptr<const model::Layout>> layouts;
    if (snapshot.targets != nullptr) {
        for (const pipeline::TargetPtr& target : *snapshot.targets) {
            if (target->pool == "instruments") {
                for (const model::BatchPtr& batch : target->batches) {
                    layouts.push_back(batch->layout);
                }
            }
        }
    }
    if (layouts == m_layouts) {
        return;
    }
    m_layouts = std::move(layouts);
    m_refs.clear();
    std::vector<model::LabelView> views;
    for (const auto& layout : m_layouts) {
        for (std::size_t i = 0; i < layout->size(); ++i) {
            std::string_view name;
            std::vector<std::pair<std::string_view, std::string_view>> labels;
            layout->labels.labelsAt(i, views);
            for (const model::LabelView& label : views) {
                if (label.name == model::kMetricName) {
                    name = label.value;
                } else if (label.name != "job" && label.name != "instance") {
                    labels.emplace_back(label.name, label.value);
                }
            }
            m_refs[keyOf(name, std::move(labels))].push_back(layout->refs[i]);
        }
    }
}

std::vector<model::SeriesRef> BenchSeries::refsOf(const BenchModel::Row& row) const {
    using instruments::Type;
    const instruments::Definition& definition = row.instrument->definition;
    std::vector<std::pair<std::string_view, std::string_view>> labels;
    for (std::size_t i = 0; i < row.values.size(); ++i) {
        const bool isSeen = !row.values[i].empty() && definition.labelNames[i] != "job" &&
                            definition.labelNames[i] != "instance";
        if (isSeen) {
            labels.emplace_back(definition.labelNames[i], row.values[i]);
        }
    }
    std::string name = instruments::fullName(definition.type, definition.name);
    std::vector<model::SeriesRef> refs;
    const auto add = [&](const std::string& key) {
        const auto found = m_refs.find(key);
        if (found != m_refs.end()) {
            refs.insert(refs.end(), found->second.begin(), found->second.end());
        }
    };
    switch (definition.type) {
    case Type::Enum:
        for (const std::string& state : definition.states) {
            auto own = labels;
            own.emplace_back(definition.name, state);
            add(keyOf(name, std::move(own)));
        }
        break;
    case Type::Histogram:
        add(keyOf(name + "_count", labels));
        break;
    case Type::Info:
        for (const auto& [key, value] : row.state().info) {
            labels.emplace_back(key, value);
        }
        add(keyOf(name, std::move(labels)));
        break;
    default:
        add(keyOf(name, std::move(labels)));
    }
    return refs;
}

std::vector<model::SeriesRef>
BenchSeries::firstRefs(const BenchModel& model, std::size_t most) const {
    std::vector<model::SeriesRef> refs;
    for (int i = 0; i < model.rowCount() && refs.size() < most; ++i) {
        const BenchModel::Row* const row = model.rowAt(i);
        if (!row->isGroup) {
            const std::vector<model::SeriesRef> own = refsOf(*row);
            if (!own.empty()) {
                refs.push_back(own.front());
            }
        }
    }
    return refs;
}

std::vector<double>
recentValues(const store::SeriesView& series, instruments::Type type, std::int64_t nowMs) {
    std::vector<double> values;
    for (const store::BlockPtr& block : series.blocks) {
        for (std::size_t i = 0; i < block->values.size(); ++i) {
            if (block->timestampsMs[i] >= nowMs - kRecentMs && !model::isStale(block->values[i])) {
                values.push_back(block->values[i]);
            }
        }
    }
    if (type == instruments::Type::Counter || type == instruments::Type::Histogram) {
        for (std::size_t i = 0; i + 1 < values.size(); ++i) {
            values[i] = std::max(0.0, values[i + 1] - values[i]);
        }
        if (!values.empty()) {
            values.pop_back();
        }
    }
    if (values.size() > kMostPoints) {
        std::vector<double> thin;
        for (std::size_t i = 0; i < kMostPoints; ++i) {
            thin.push_back(values[i * values.size() / kMostPoints]);
        }
        return thin;
    }
    return values;
}

} // namespace meterbench::ui
