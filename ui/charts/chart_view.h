// ChartView: one live chart. Qt Charts holds the axes, draws the grid and maps; a CurveLayer in its
// scene paints the curves. Wheel zooms at the pointer (Ctrl: values), drag selects a range, middle
// drag or Shift+drag pans, double click fits;
// + and - zoom, arrows pan, Home fits, Space asks for a pause: all while live. Time belongs to the
// TimeWindow that all charts of a page share. Not the legend, and not the data (CurveSet). Gui
// thread.
#pragma once

// moc 6.4 stumbles over <compare> unless it has read a Qt header before.
// clang-format off
#include <QChartView>
// clang-format on

#include "ui/charts/curve_set.h"
#include "ui/charts/plot_painter.h"
#include "ui/charts/time_window.h"

class QValueAxis;

namespace meterbench::ui {

class CurveLayer;

class ChartView final : public QChartView {
    Q_OBJECT

public:
    /// The curves and the window must outlive the view.
    ChartView(const CurveSet& curves, TimeWindow& window, QWidget* parent = nullptr);

    /// After new data, and after a curve was hidden or shown. Cheap when nothing that can be seen
    /// has changed.
    void refresh();
    void setFailures(std::vector<FailedSpan> failures);
    void setHighlighted(int curve);
    [[nodiscard]] const PlotContent& content() const;

    /// The values that the vertical axis was given by hand; nothing: it follows the data.
    [[nodiscard]] bool hasOwnValueRange() const { return m_ownRange.has_value(); }

    void fitValues();
    /// As it looks, on the theme's surface, at twice the size.
    [[nodiscard]] QImage picture();

Q_SIGNALS:
    void pauseRequested();
    /// The curve under the pointer, -1: none.
    void curveHovered(int curve);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    static constexpr ValueRange kNoRange{0, 0, 0}; ///< the next data decide

    enum class Drag : quint8 { None, Select, Pan };

    void buildChart();
    void applyTheme();
    void layOut();
    void applyTimes();
    void applyValues();
    [[nodiscard]] ValueRange wantedRange(double startMs, double endMs);
    void repaintAll();
    void showCrosshair();
    void zoomValues(double y, double factor);
    void panTo(const QPointF& position);

    const CurveSet& m_curves;
    TimeWindow& m_window;
    CurveLayer* m_layer = nullptr;
    QValueAxis* m_timeAxis = nullptr;
    QValueAxis* m_valueAxis = nullptr;
    std::optional<ValueRange> m_ownRange;
    ValueRange m_range = kNoRange;
    Quantity m_rangeQuantity;
    std::uint64_t m_seenVersion = 0;
    std::uint64_t m_seenHidden = 0;
    Drag m_drag = Drag::None;
    QPointF m_dragStart;
    QPointF m_dragLast;
};

} // namespace meterbench::ui
