// MetricIndex: every series that targets expose now, sorted into families and families into groups
// by the beginning of their names; with a text of each series for the filter. Constant once built;
// built away from the gui thread, from layouts that are shared and constant themselves, and only
// when the layouts have changed. Holds no values. Any thread.
#pragma once

#include "core/pipeline/snapshot.h"
#include "ui/models/row_text.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace meterbench::ui {

class MetricIndex {
public:
    struct Place {
        model::SeriesRef ref = 0;
        std::uint32_t layout = 0; ///< index into layouts()
        std::uint32_t position = 0;
    };

    struct FamilyEntry {
        std::string name; ///< of histograms and summaries the family's, else the metric's
        model::MetricType type = model::MetricType::Unknown;
        std::string help;
        std::uint32_t begin = 0; ///< rows of its series
        std::uint32_t end = 0;
    };

    struct GroupEntry {
        std::string title;       ///< "http_"; "up, scrape_*" for what a scrape says about itself
        std::uint32_t begin = 0; ///< its families
        std::uint32_t end = 0;
    };

    [[nodiscard]] static std::shared_ptr<const MetricIndex>
    build(std::vector<model::LayoutPtr> layouts);

    [[nodiscard]] const std::vector<model::LayoutPtr>& layouts() const { return m_layouts; }

    [[nodiscard]] const std::vector<GroupEntry>& groups() const { return m_groups; }

    [[nodiscard]] const std::vector<FamilyEntry>& families() const { return m_families; }

    /// One per series; families hold ranges of it.
    [[nodiscard]] const std::vector<Place>& rows() const { return m_rows; }

    [[nodiscard]] const RowTextPtr& text() const { return m_text; }

    [[nodiscard]] std::size_t familyOfRow(std::uint32_t row) const;
    [[nodiscard]] model::Labels labelsAt(std::uint32_t row) const;
    [[nodiscard]] std::string_view labelAt(std::uint32_t row, std::string_view name) const;

private:
    void sortIntoFamilies();
    void sortIntoGroups();
    void writeText();

    std::vector<model::LayoutPtr> m_layouts;
    std::vector<Place> m_rows;
    std::vector<FamilyEntry> m_families;
    std::vector<GroupEntry> m_groups;
    RowTextPtr m_text;
};

using MetricIndexPtr = std::shared_ptr<const MetricIndex>;

/// The present values of the series of an index; borrows from the snapshot, which it keeps alive.
class CurrentValues {
public:
    CurrentValues(const MetricIndex& index, const pipeline::SnapshotPtr& snapshot);

    /// NaN when the series has no value now.
    [[nodiscard]] double at(const MetricIndex::Place& place) const;

private:
    pipeline::SnapshotPtr m_snapshot;
    std::vector<const model::Batch*> m_batches; ///< per layout; null when it is gone
};

/// A label of a family with the share of each of its values, largest first.
struct LabelShare {
    struct Value {
        std::string value;
        double share = 0; ///< of 1; negative when nothing can be said about it
    };

    std::string name;
    std::vector<Value> values;
};

/// Weighed by the present values of counters (and the counts of histograms); by the number of
/// series of everything else.
[[nodiscard]] std::vector<LabelShare>
labelShares(const MetricIndex& index, std::size_t family, const CurrentValues& values);
/// The family's series, largest present value first.
[[nodiscard]] std::vector<model::SeriesRef> seriesByValue(
    const MetricIndex& index, std::span<const std::uint32_t> rows, const CurrentValues& values
);

} // namespace meterbench::ui
