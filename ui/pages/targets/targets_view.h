// TargetsView: the table of targets: rows of one height, a header that sorts up, down and not at
// all, keys (Enter, Ctrl+C, S, P, left and right on a pool) and the mouse on pools and on "Show
// history". It asks for things by signal and changes nothing by itself. Gui thread.
#pragma once

#include "core/pipeline/snapshot.h"

#include <QTableView>

#include <vector>

namespace meterbench::ui {

class TargetDelegate;
class TargetsModel;

class TargetsView final : public QTableView {
    Q_OBJECT

public:
    TargetsView(TargetsModel& model, QWidget* parent);

    [[nodiscard]] std::vector<pipeline::TargetPtr> selectedTargets() const;
    void selectTarget(pipeline::TargetId target);
    /// Widths follow the longest address shown.
    void fitColumns();

Q_SIGNALS:
    void opened(meterbench::pipeline::TargetId target);
    void currentTargetChanged(meterbench::pipeline::TargetId target);
    void historyRequested(meterbench::pipeline::TargetId target);
    void scrapeRequested();
    void pauseRequested();
    void copyRequested();
    void menuRequested(const QModelIndex& at, const QPoint& globalPosition);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;

private:
    void setUpHeader();
    void cycleSort(int column);
    void hover(int row);
    [[nodiscard]] bool isOnLink(const QPoint& position) const;
    [[nodiscard]] bool handleGroupKey(int key);

    TargetsModel& m_model;
    TargetDelegate* m_delegate = nullptr;
    pipeline::TargetId m_current = 0;
    int m_hovered = -1;
    int m_endpointWidth = 130;
};

} // namespace meterbench::ui
