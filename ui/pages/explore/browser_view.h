// BrowserView: the tree of the metric browser: chevrons, type letters, counts at the right. Enter
// asks for a new chart of what is current, Ctrl+Enter adds to the last chart; a double click is
// Enter. Gui thread.
#pragma once

#include <QTreeView>

namespace meterbench::ui {

class BrowserView final : public QTreeView {
    Q_OBJECT

public:
    explicit BrowserView(QWidget* parent = nullptr);

    static constexpr int kRowHeight = 26;

Q_SIGNALS:
    void chartRequested(const QModelIndex& place, bool isForNewChart);
    void currentPlaceChanged(const QModelIndex& place);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
    void
    drawBranches(QPainter* painter, const QRect& rect, const QModelIndex& index) const override;

private:
    [[nodiscard]] bool togglesAt(const QModelIndex& index, const QPoint& position) const;
    void ask(const QModelIndex& index, bool isForNewChart);

    QModelIndex m_pressed;
};

} // namespace meterbench::ui
