// FamiliesModel: one target's last scrape as a tree: families, and under each its series. Follows
// the target in place: values change without a signal for each, series and families that come and
// go become row ranges. One column; what stands in a row comes by role. Small curves come from the
// feed's watched series, and where a row sums up many, from the figures of the scrapes seen here.
// Meanings only, no colours. Gui thread.
#pragma once

#include "ui/models/family_values.h"
#include "ui/models/filter_runner.h"
#include "ui/models/verdicts.h"

#include <QAbstractItemModel>

#include <deque>
#include <map>
#include <memory>

namespace meterbench::ui {

class SnapshotFeed;

class FamiliesModel final : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Role {
        ValueRole = Qt::UserRole, ///< QString
        DetailRole,               ///< QString: "18 series", or what changed
        LetterRole,               ///< QString, empty for series
        SeriesCountRole,          ///< int
        VerdictRole, ///< int(SeriesVerdict::Kind); invalid where nothing is to be said
    };

    explicit FamiliesModel(const SnapshotFeed& feed, QObject* parent = nullptr);

    /// Null: nothing is inspected.
    void update(const pipeline::TargetPtr& target);
    void setFilterText(const QString& text);
    /// What is metered at present, and what the meters' joins say: series get a verdict. Null: none.
    void setMetering(
        const std::shared_ptr<const pipeline::MetererOptions>& options,
        const JoinSayingsPtr& sayings = nullptr
    );

    [[nodiscard]] const FilterRunner& filter() const { return m_filter; }

    [[nodiscard]] int familyCount() const { return static_cast<int>(m_families.size()); }

    [[nodiscard]] int shownCount() const { return static_cast<int>(m_shown.size()); }

    [[nodiscard]] bool isFamily(const QModelIndex& index) const;
    [[nodiscard]] model::Family familyAt(const QModelIndex& index) const;
    /// Of the row, or of all rows under it.
    [[nodiscard]] std::vector<model::SeriesRef> refsAt(const QModelIndex& index) const;
    [[nodiscard]] std::vector<model::Labels> labelsAt(const QModelIndex& index) const;
    /// name{…} value, a line for each series.
    [[nodiscard]] QString expositionAt(const QModelIndex& index) const;
    /// {__name__=…} of a series, or the family's name.
    [[nodiscard]] QString selectorAt(const QModelIndex& index) const;
    /// What the small curve of this row needs.
    [[nodiscard]] std::vector<model::SeriesRef> refsToWatch(const QModelIndex& index) const;
    [[nodiscard]] std::vector<double> curveAt(const QModelIndex& index) const;

    [[nodiscard]] QModelIndex
    index(int row, int column, const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& child) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
    [[nodiscard]] QMimeData* mimeData(const QModelIndexList& indexes) const override;
    [[nodiscard]] QStringList mimeTypes() const override;

Q_SIGNALS:
    void countsChanged();

private:
    struct Node {
        model::Family family;
        std::vector<SeriesPlace> series;
        std::vector<std::uint32_t> shown; // indices into series
        int row = -1;
        std::deque<double> recent;
        mutable FamilyFigure figure;
        mutable bool hasFigure = false;
    };

    using NodePtr = std::unique_ptr<Node>;
    using NextNodes = std::map<std::string_view, const Node*>;

    [[nodiscard]] std::vector<NodePtr> nodesOf(const ScrapeValues& values) const;
    [[nodiscard]] bool sameLayouts(const pipeline::TargetState& target) const;
    void startOver();
    void takeValues();
    void takeLayouts();
    void removeGoneSeries(Node& node, const Node& next);
    void movePlaces(Node& node, const Node& next);
    void appendNewSeries(Node& node, const Node& next);
    void removeFamily(std::size_t at);
    void appendFamily(NodePtr node);
    void showAll(Node& node);
    void noteRows();
    void prepareFilter();
    void applyFilter();
    void tellValues();

    [[nodiscard]] const Node* nodeAt(const QModelIndex& index) const;
    [[nodiscard]] std::vector<SeriesPlace> placesAt(const QModelIndex& index) const;
    [[nodiscard]] const FamilyFigure& figureOf(const Node& node) const;
    [[nodiscard]] std::optional<SeriesVerdict> verdictOf(const SeriesPlace& place) const;
    [[nodiscard]] QString verdictOf(const Node& node) const;
    [[nodiscard]] QString seriesName(const Node& node, const SeriesPlace& place) const;
    [[nodiscard]] QVariant familyData(const Node& node, int role) const;
    [[nodiscard]] QVariant seriesData(const Node& node, const SeriesPlace& place, int role) const;
    [[nodiscard]] std::vector<double>
    watchedCurve(const Node& node, const std::vector<model::SeriesRef>& refs) const;

    const SnapshotFeed& m_feed;
    Verdicts m_verdicts;
    pipeline::TargetPtr m_target;
    ScrapeValues m_values;
    std::vector<NodePtr> m_families;
    std::vector<Node*> m_shown;
    FilterRunner m_filter;
    std::vector<std::pair<Node*, std::uint32_t>> m_filterRows;
    bool m_filterReady = false;
};

} // namespace meterbench::ui
