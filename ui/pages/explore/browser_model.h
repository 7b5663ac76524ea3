// BrowserModel: the tree of the metric browser: groups, their families, their series, as far as the
// filter lets them through. A group of one family is shown as that family. Drags out as series
// (ui/feed/series_mime.h). Meanings only, no colours. Gui thread.
#pragma once

// moc 6.4 stumbles over <compare> unless it has read a Qt header before.
// clang-format off
#include <QAbstractItemModel>
// clang-format on

#include "ui/models/verdicts.h"
#include "ui/pages/explore/metric_index.h"

namespace meterbench::ui {

class BrowserModel final : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Role : int {
        KindRole = Qt::UserRole + 1,
        CountRole,  ///< text at the right: "4 families", "216"
        LetterRole, ///< of the type: C G H S I E U
        NameRole,   ///< group title, family name or series text, for finding it again
        VerdictRole, ///< int(SeriesVerdict::Kind) of a series, or of all of a family; else invalid
        VerdictTextRole, ///< "billable", "3 not billable"; empty where no meter asks for any
    };

    enum Kind : int { Group, Family, Series };

    using QAbstractItemModel::QAbstractItemModel;

    /// All of it (no list), or only these rows of the index, ascending.
    void show(MetricIndexPtr index, const RowList* rows);

    /// What is metered, and what the meters' joins say. True: the marks are others now; whoever
    /// shows them paints them again, rows are not told one by one.
    bool setMetering(
        const std::shared_ptr<const pipeline::MetererOptions>& options,
        const JoinSayingsPtr& sayings
    );

    [[nodiscard]] const MetricIndexPtr& metricIndex() const { return m_index; }

    /// The rows of the index under this place that are shown.
    [[nodiscard]] std::vector<std::uint32_t> rowsOf(const QModelIndex& place) const;
    /// The family of a family's or series' place; nothing for groups.
    [[nodiscard]] std::optional<std::size_t> familyOf(const QModelIndex& place) const;
    [[nodiscard]] QModelIndex findFamily(const QString& name) const;

    [[nodiscard]] int familyCount() const { return m_familyCount; }

    [[nodiscard]] QModelIndex
    index(int row, int column, const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& child) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
    [[nodiscard]] QStringList mimeTypes() const override;
    [[nodiscard]] QMimeData* mimeData(const QModelIndexList& indexes) const override;

private:
    /// A group or a family; series need none.
    struct Node {
        Kind kind = Group;
        int parent = -1;           ///< node of the group; -1: at the top
        int row = 0;               ///< among its siblings
        std::size_t entry = 0;     ///< in the index's groups or families
        std::vector<int> children; ///< of a group: nodes
        std::size_t begin =
            0; ///< of a family: in m_rows, or in the index's rows while all are shown
        std::size_t end = 0;
    };

    static constexpr quintptr kSeries = quintptr(1) << 40;

    [[nodiscard]] const Node* nodeOf(const QModelIndex& index) const;

    [[nodiscard]] bool isSeries(const QModelIndex& index) const {
        return (index.internalId() & kSeries) != 0;
    }

    [[nodiscard]] std::uint32_t rowAt(std::size_t place) const;
    [[nodiscard]] QString seriesText(const QModelIndex& index) const;
    [[nodiscard]] QString countText(const QModelIndex& index) const;
    [[nodiscard]] QString nameText(const QModelIndex& index) const;
    [[nodiscard]] QString tipText(const QModelIndex& index) const;
    [[nodiscard]] VerdictSum verdictOf(const QModelIndex& index) const;
    void addGroup(std::size_t group);
    [[nodiscard]] Node familyNode(std::size_t family) const;

    MetricIndexPtr m_index;
    Verdicts m_verdicts;
    RowList m_rows;
    bool m_showsAll = true;
    std::vector<Node> m_nodes;
    std::vector<int> m_top;
    int m_familyCount = 0;
};

/// C G H S I E U.
[[nodiscard]] QString typeLetter(model::MetricType type);

} // namespace meterbench::ui
