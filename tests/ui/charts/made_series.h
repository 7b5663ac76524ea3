// Series for the tests of charts: written as lists of samples, in blocks as the store keeps them.
#pragma once

// moc 6.4 stumbles over <compare> unless it has read a Qt header before.
// clang-format off
#include <QString>
// clang-format on

#include "core/store/series_view.h"
#include "ui/charts/curve_set.h"

#include <map>

namespace meterbench::tests {

struct MadeSample {
    std::int64_t timestampMs;
    double value;
};

inline store::SeriesView madeSeries(
    const std::vector<MadeSample>& samples,
    const model::Labels& labels = {{"__name__", "made_total"}}
) {
    store::SeriesView view;
    view.labels = std::make_shared<model::Labels>(labels);
    view.ref = labels.ref();
    view.targetId = 1;
    view.version = samples.size() + 1;
    std::shared_ptr<store::Block> block;
    for (const MadeSample& sample : samples) {
        if (block == nullptr || block->values.size() == store::kBlockSamples) {
            block = std::make_shared<store::Block>();
            view.blocks.push_back(block);
        }
        block->timestampsMs.push_back(sample.timestampMs);
        block->values.push_back(sample.value);
    }
    return view;
}

/// A lookup over views that the test owns; every target has the same interval.
class MadeLookup final : public ui::SeriesLookup {
public:
    explicit MadeLookup(std::int64_t interval = 5'000)
        : m_interval(interval) {}

    void put(store::SeriesView view) {
        const model::SeriesRef ref = view.ref;
        m_views[ref] = std::move(view);
    }

    [[nodiscard]] std::vector<model::SeriesRef> refs() const {
        std::vector<model::SeriesRef> refs;
        for (const auto& [ref, view] : m_views) {
            refs.push_back(ref);
        }
        return refs;
    }

    [[nodiscard]] const store::SeriesView* series(model::SeriesRef ref) const override {
        const auto found = m_views.find(ref);
        return found == m_views.end() ? nullptr : &found->second;
    }

    [[nodiscard]] std::int64_t intervalMs(std::uint64_t) const override { return m_interval; }

private:
    std::map<model::SeriesRef, store::SeriesView> m_views;
    std::int64_t m_interval;
};

} // namespace meterbench::tests
