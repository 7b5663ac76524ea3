// BenchSeries: which series of the engine a row of the bench is, so that it can be charted and its
// last minutes shown. The engine scrapes the bench as the pool "instruments". Gui thread.
#pragma once

#include "ui/feed/snapshot_feed.h"
#include "ui/pages/instruments/bench_model.h"

#include <unordered_map>
#include <vector>

namespace meterbench::ui {

class BenchSeries {
public:
    /// Looks at the target's layouts when they have changed.
    void update(const pipeline::Snapshot& snapshot);

    /// The series of a row, several for an Enum or a Histogram; none before its first scrape.
    [[nodiscard]] std::vector<model::SeriesRef> refsOf(const BenchModel::Row& row) const;

    /// Those of all rows, at most so many.
    [[nodiscard]] std::vector<model::SeriesRef>
    firstRefs(const BenchModel& model, std::size_t most) const;

private:
    /// What is scraped from the bench, and the labels that its target gives.
    struct Source {
        std::shared_ptr<const model::Layout> layout;
        model::Labels given;

        friend bool operator==(const Source&, const Source&) = default;
    };

    void learn(const model::Layout& layout);

    std::vector<Source> m_sources;
    model::Labels m_given;
    std::unordered_map<std::string, std::vector<model::SeriesRef>> m_refs; ///< by name and labels
};

/// Values of the last five minutes; a counter's as what it grew by, so that it does not only rise.
[[nodiscard]] std::vector<double>
recentValues(const store::SeriesView& series, instruments::Type type, std::int64_t nowMs);

} // namespace meterbench::ui
