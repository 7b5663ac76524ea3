// LegendView: the table beside a chart. A click hides or shows a curve, a double click shows only
// that one (and all again), the pointer over a row makes its curve stand out. By keyboard: arrows,
// Enter or Space hides, Shift+Enter solos. Columns grow with their figures and never shrink, so
// that nothing jumps. Gui thread.
#pragma once

#include "ui/widgets/number_painter.h"

#include <QTableView>

#include <array>

namespace meterbench::ui {

class LegendModel;

class LegendView final : public QTableView {
    Q_OBJECT

public:
    explicit LegendView(LegendModel& model, QWidget* parent = nullptr);

    static constexpr int kRowHeight = 24;

    /// Height at which so many rows show without scrolling.
    [[nodiscard]] int heightFor(int rows) const;
    /// After the figures have changed.
    void fitColumns();

Q_SIGNALS:
    /// -1: none.
    void rowHovered(int row);

protected:
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
    void hover(int row);
    void shareWidth();

    LegendModel& m_model;
    NumberPainter m_numbers;
    std::array<int, 5> m_widths{}; ///< of each column of figures, hidden or not
    int m_hovered = -1;
    int m_rowCountSeen = -1;
    bool m_ignoresRelease = false;
};

} // namespace meterbench::ui
