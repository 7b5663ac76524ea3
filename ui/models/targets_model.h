// TargetsModel: the targets of a snapshot as a flat table of display rows: a group row per pool,
// its targets, and under a target that is down one row that says why. Follows snapshots in place:
// changed targets (by pointer) become merged dataChanged ranges, targets that come and go become
// row ranges; a reset happens only where a new filter or order moves nearly everything. Meanings
// only: colours are the delegates' business. Gui thread.
#pragma once

#include "core/pipeline/snapshot.h"
#include "ui/models/filter_runner.h"

#include <QAbstractTableModel>

#include <unordered_map>
#include <vector>

namespace meterbench::ui {

class TargetsModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum class RowKind : quint8 { Group, Target, Problem };

    enum Column { State, Endpoint, Labels, Last, Took, Samples, Size, ColumnCount };
    enum class Show : quint8 { All, Up, Down };

    explicit TargetsModel(QObject* parent = nullptr);

    void update(const pipeline::SnapshotPtr& now);
    void setFilterText(const QString& text);
    void setShow(Show show);

    /// While held (the pointer is over the table) rows keep their order.
    void setHeld(bool held) { m_held = held; }

    void toggleGroup(int row);

    [[nodiscard]] const FilterRunner& filter() const { return m_filter; }

    [[nodiscard]] RowKind kindAt(int row) const;
    /// Of a target's row and of the problem row under it; null for groups.
    [[nodiscard]] pipeline::TargetPtr targetAt(int row) const;
    [[nodiscard]] QString groupName(int row) const;
    [[nodiscard]] QString groupSummary(int row) const;
    [[nodiscard]] bool isCollapsed(int row) const;
    /// -1 when it is not shown.
    [[nodiscard]] int rowOf(pipeline::TargetId target) const;
    /// Opens its group if that is what hides it.
    int reveal(pipeline::TargetId target);

    [[nodiscard]] int matchedCount() const { return m_matchedCount; }

    [[nodiscard]] int totalCount() const { return static_cast<int>(m_slotAt.size()); }

    /// host:port, and the path where it is not /metrics.
    [[nodiscard]] static QString endpointText(const pipeline::TargetState& target);
    /// Without what the group or the endpoint column says already.
    [[nodiscard]] static std::vector<model::LabelView>
    shownLabels(const pipeline::TargetState& target);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
    /// Within the groups; -1: as configured and discovered.
    void sort(int column, Qt::SortOrder order) override;

    [[nodiscard]] int sortColumn() const { return m_sortColumn; }

    [[nodiscard]] Qt::SortOrder sortOrder() const { return m_sortOrder; }

Q_SIGNALS:
    /// matchedCount, totalCount or the filter's problem may have changed.
    void countsChanged();

private:
    /// A row knows its target or group by a number that stays while others come and go.
    struct DisplayRow {
        RowKind kind = RowKind::Target;
        std::uint32_t slot = 0;

        friend bool operator==(const DisplayRow&, const DisplayRow&) = default;
    };

    /// What filter and groups ask of each target stands here too: at 100,000 targets the way to
    /// each one's memory is what costs.
    struct Slot {
        pipeline::TargetPtr target;
        std::uint32_t series = 0;
        pipeline::Health health = pipeline::Health::Unknown;
        bool hasProblem = false;
        std::uint32_t group = 0;
        std::uint32_t rank = 0;
        std::int32_t row = -1;
        bool visible = false;
    };

    struct Group {
        std::string name;
        bool collapsed = false;
        std::uint32_t targets = 0;
        std::uint32_t matched = 0;
        std::uint32_t up = 0;
        std::uint64_t series = 0;

        friend bool operator==(const Group&, const Group&) = default;
    };

    using Targets = std::vector<pipeline::TargetPtr>;

    static void take(Slot& slot, const pipeline::TargetPtr& target);
    [[nodiscard]] bool sameTargets(const Targets& targets) const;
    void takeInPlace(const Targets& targets);
    void takeAnew(const Targets& targets);
    void dropUnusedSlots();
    [[nodiscard]] std::uint32_t groupSlot(const std::string& name);
    [[nodiscard]] std::vector<std::uint8_t> states() const;
    void applyFilter();
    [[nodiscard]] bool isShown(pipeline::Health health) const;
    void countGroups();
    void clearCounts();
    void count(const Slot& slot);
    void tellChanged(std::vector<int> rows);
    void tellTimePassed(std::int64_t nowMs);

    void resortIfDue(std::int64_t nowMs);
    void rank();
    [[nodiscard]] bool before(std::uint32_t left, std::uint32_t right) const;

    [[nodiscard]] std::vector<DisplayRow> wantedRows() const;
    void showWanted();
    void show(std::vector<DisplayRow> next);
    void resetTo(std::vector<DisplayRow> next);
    void removeGone(const std::vector<std::int32_t>& place);
    void reorder(const std::vector<std::int32_t>& place);
    void insertNew(const std::vector<DisplayRow>& next);
    void forgetRows();
    void noteRows();
    [[nodiscard]] std::size_t keyOf(const DisplayRow& row) const;
    [[nodiscard]] std::vector<std::int32_t> placesOf(const std::vector<DisplayRow>& rows) const;

    [[nodiscard]] QString targetText(const pipeline::TargetState& target, int column) const;
    [[nodiscard]] QString spokenText(const DisplayRow& row) const;

    pipeline::SnapshotPtr m_snapshot;
    std::shared_ptr<const Targets> m_targets;
    std::vector<Slot> m_slots;
    std::vector<std::uint32_t> m_slotAt; // by place in the snapshot
    std::unordered_map<pipeline::TargetId, std::uint32_t> m_slotOf;
    std::vector<Group> m_groups;
    std::vector<std::uint32_t> m_groupOrder;
    std::vector<DisplayRow> m_rows;
    FilterRunner m_filter;
    Show m_show = Show::All;
    int m_matchedCount = 0;
    int m_sortColumn = -1;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
    std::int64_t m_sortedMs = 0;
    std::int64_t m_toldMs = 0;
    bool m_held = false;
};

} // namespace meterbench::ui
