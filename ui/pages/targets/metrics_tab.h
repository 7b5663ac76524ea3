// MetricsTab: families and series of the inspected target with value, change and a small curve. A
// row goes to a chart by Enter, by drag or by its menu. Gui thread.
#pragma once

#include "ui/pages/targets/inspector_tab.h"

#include <QModelIndex>

class QTreeView;

namespace meterbench::ui {

class EmptyState;
class FamiliesModel;
class FilterField;
class JoinListener;
class Navigator;
class SnapshotFeed;

class MetricsTab final : public InspectorTab {
    Q_OBJECT

public:
    MetricsTab(SnapshotFeed& feed, Navigator& navigator, QWidget* parent);

    void update(const pipeline::TargetPtr& target, const pipeline::Snapshot& now) override;
    [[nodiscard]] std::vector<model::SeriesRef> watched() const override;
    [[nodiscard]] QLineEdit* searchField() override;

    [[nodiscard]] QTreeView* tree() const { return m_tree; }

    [[nodiscard]] FamiliesModel& model() { return *m_model; }

Q_SIGNALS:
    /// Other rows are in sight now.
    void watchChanged();
    /// The labels of this series, step by step.
    void relabelingRequested(const meterbench::model::Labels& series);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildTree();
    void addToChart();
    void copyExposition();
    void showMenu(const QPoint& position);
    void tellCounts();
    void reopen();
    [[nodiscard]] QModelIndexList selectedRows() const;

    Navigator& m_navigator;
    FamiliesModel* m_model = nullptr;
    JoinListener* m_joins = nullptr;
    FilterField* m_filter = nullptr;
    QTreeView* m_tree = nullptr;
    EmptyState* m_empty = nullptr;
    std::vector<std::string> m_open;
    pipeline::TargetId m_target = 0;
};

} // namespace meterbench::ui
