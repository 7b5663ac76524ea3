#include "ui/pages/instruments/bench_series.h"

#include "core/instruments/name_advice.h"

#include <algorithm>

namespace meterbench::ui {

namespace {

constexpr std::int64_t kRecentMs = 300'000;
constexpr std::size_t kMostPoints = 110;
constexpr std::string_view kPool = "instruments";

using LabelPair = std::pair<std::string_view, std::string_view>;

/// The labels of a series are these, in any order; empty ones are none.
std::string keyOf(std::string_view name, std::vector<LabelPair> labels) {
    std::erase_if(labels, [](const LabelPair& label) { return label.second.empty(); });
    std::ranges::sort(labels);
    std::string key(name);
    for (const auto& [label, value] : labels) {
        key.append(1, '\0').append(label).append(1, '\0').append(value);
    }
    return key;
}

/// As the scrape honours labels: what is exposed wins, an empty label takes the target's away.
void addGiven(std::vector<LabelPair>& exposed, const model::Labels& given) {
    for (const model::Label& one : given) {
        const auto isSame = [&one](const LabelPair& label) { return label.first == one.name; };
        if (std::ranges::none_of(exposed, isSame)) {
            exposed.emplace_back(one.name, one.value);
        }
    }
}

} // namespace

void BenchSeries::update(const pipeline::Snapshot& snapshot) {
    std::vector<Source> sources;
    if (snapshot.targets != nullptr) {
        for (const pipeline::TargetPtr& target : *snapshot.targets) {
            for (const model::BatchPtr& batch : target->batches) {
                if (target->pool == kPool) {
                    sources.push_back({batch->layout, target->labels});
                }
            }
        }
    }
    if (sources == m_sources) {
        return;
    }
    m_sources = std::move(sources);
    m_given = m_sources.empty() ? model::Labels() : m_sources.front().given;
    m_refs.clear();
    for (const Source& source : m_sources) {
        learn(*source.layout);
    }
}

void BenchSeries::learn(const model::Layout& layout) {
    std::vector<model::LabelView> views;
    for (std::size_t i = 0; i < layout.size(); ++i) {
        std::string_view name;
        std::vector<LabelPair> labels;
        layout.labels.labelsAt(i, views);
        for (const model::LabelView& label : views) {
            if (label.name == model::kMetricName) {
                name = label.value;
            } else {
                labels.emplace_back(label.name, label.value);
            }
        }
        m_refs[keyOf(name, std::move(labels))].push_back(layout.refs[i]);
    }
}

std::vector<model::SeriesRef> BenchSeries::refsOf(const BenchModel::Row& row) const {
    using instruments::Type;
    const instruments::Definition& definition = row.instrument->definition;
    std::vector<LabelPair> labels;
    for (std::size_t i = 0; i < row.values.size(); ++i) {
        labels.emplace_back(definition.labelNames[i], row.values[i]);
    }
    const std::string name = instruments::fullName(definition.type, definition.name);
    std::vector<model::SeriesRef> refs;
    const auto add = [&](const std::string& of, std::vector<LabelPair> with) {
        addGiven(with, m_given);
        const auto found = m_refs.find(keyOf(of, std::move(with)));
        if (found != m_refs.end()) {
            refs.insert(refs.end(), found->second.begin(), found->second.end());
        }
    };
    switch (definition.type) {
    case Type::Enum:
        for (const std::string& state : definition.states) {
            auto own = labels;
            own.emplace_back(definition.name, state);
            add(name, std::move(own));
        }
        break;
    case Type::Histogram:
        add(name + "_count", labels);
        break;
    case Type::Info:
        for (const auto& [key, value] : row.state().info) {
            labels.emplace_back(key, value);
        }
        add(name, std::move(labels));
        break;
    default:
        add(name, std::move(labels));
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
