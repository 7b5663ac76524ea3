// What people do to a chart with pointer and keys.
#include "ui/charts/chart_view.h"
#include "ui/charts/curve_layer.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <cmath>

namespace meterbench::ui {

namespace {

constexpr double kKeyZoom = 0.7;
constexpr double kKeyPan = 0.1;
constexpr double kSmallestDrag = 4;

/// One notch of a wheel is 120; a touchpad sends parts of it.
double wheelFactor(int angle) {
    return std::pow(0.8, angle / 120.0);
}

} // namespace

void ChartView::wheelEvent(QWheelEvent* event) {
    const PlotMap& map = m_layer->content.map;
    const QPointF position = event->position();
    const bool isOnPlot = QRectF(map.left, map.top, map.width, map.height).contains(position);
    const int angle =
        event->angleDelta().y() != 0 ? event->angleDelta().y() : event->angleDelta().x();
    if (!isOnPlot || angle == 0) {
        event->ignore();
        return;
    }
    if (event->modifiers().testFlag(Qt::ControlModifier)) {
        zoomValues(position.y(), wheelFactor(angle));
    } else {
        m_window.zoomAt(map.timeAt(position.x()), wheelFactor(angle));
    }
    event->accept();
}

void ChartView::zoomValues(double y, double factor) {
    const PlotMap& map = m_layer->content.map;
    const double anchor = map.valueAt(y);
    ValueRange range;
    range.low = anchor - (anchor - map.low) * factor;
    range.high = anchor + (map.high - anchor) * factor;
    if (!(range.high - range.low > std::abs(anchor) * 1e-9) ||
        !std::isfinite(range.high - range.low)) {
        return;
    }
    range.step = niceStep(
        (range.high - range.low) / std::max(2.0, std::floor(map.height / 44)), m_curves.quantity()
    );
    m_ownRange = range;
    refresh();
}

void ChartView::mousePressEvent(QMouseEvent* event) {
    m_dragStart = m_dragLast = event->position();
    const bool isLeft = event->button() == Qt::LeftButton;
    if (event->button() == Qt::MiddleButton ||
        (isLeft && event->modifiers().testFlag(Qt::ShiftModifier))) {
        m_drag = Drag::Pan;
        viewport()->setCursor(Qt::ClosedHandCursor);
    } else if (isLeft) {
        m_drag = Drag::Select;
    } else {
        event->ignore();
        return;
    }
    event->accept();
}

void ChartView::mouseMoveEvent(QMouseEvent* event) {
    PlotContent& content = m_layer->content;
    const QPointF position = event->position();
    if (m_drag == Drag::Pan) {
        panTo(position);
    } else if (m_drag == Drag::Select && std::abs(position.x() - m_dragStart.x()) >= kSmallestDrag) {
        content.selection = QRectF(
            QPointF(m_dragStart.x(), content.map.top),
            QPointF(position.x(), content.map.top + content.map.height)
        );
        viewport()->update();
    }
    const QRectF plot(content.map.left, content.map.top, content.map.width, content.map.height);
    if (!plot.contains(position)) {
        content.pointer.reset();
        m_window.setCrosshair(std::nullopt);
        return;
    }
    content.pointer = position;
    m_window.setCrosshair(content.map.timeAt(position.x()));
    Q_EMIT curveHovered(curveNear(content, position, 12));
    viewport()->update();
}

void ChartView::panTo(const QPointF& position) {
    PlotContent& content = m_layer->content;
    const QPointF moved = position - m_dragLast;
    m_dragLast = position;
    if (m_ownRange) {
        const double values = moved.y() / content.map.height * (content.map.high - content.map.low);
        m_ownRange->low += values;
        m_ownRange->high += values;
    }
    m_window.pan(-moved.x() * content.map.msPerPixel);
}

void ChartView::mouseReleaseEvent(QMouseEvent* event) {
    PlotContent& content = m_layer->content;
    const Drag drag = std::exchange(m_drag, Drag::None);
    viewport()->unsetCursor();
    const std::optional<QRectF> selection = std::exchange(content.selection, std::nullopt);
    if (drag == Drag::Select && selection) {
        const QRectF plot(content.map.left, content.map.top, content.map.width, content.map.height);
        const QRectF area = selection->normalized().intersected(plot);
        m_window.select(content.map.timeAt(area.left()), content.map.timeAt(area.right()));
    }
    viewport()->update();
    event->accept();
}

void ChartView::mouseDoubleClickEvent(QMouseEvent* event) {
    m_ownRange.reset();
    m_range = kNoRange;
    m_window.fit();
    event->accept();
}

void ChartView::leaveEvent(QEvent* event) {
    QChartView::leaveEvent(event);
    m_layer->content.pointer.reset();
    m_window.setCrosshair(std::nullopt);
    Q_EMIT curveHovered(-1);
}

void ChartView::keyPressEvent(QKeyEvent* event) {
    const bool isForValues = event->modifiers().testFlag(Qt::ControlModifier);
    const PlotMap& map = m_layer->content.map;
    const double middle = map.top + map.height / 2;
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        isForValues ? zoomValues(middle, kKeyZoom) : m_window.zoom(kKeyZoom);
        break;
    case Qt::Key_Minus:
        isForValues ? zoomValues(middle, 1 / kKeyZoom) : m_window.zoom(1 / kKeyZoom);
        break;
    case Qt::Key_Left:
        m_window.pan(-kKeyPan * m_window.lengthMs());
        break;
    case Qt::Key_Right:
        m_window.pan(kKeyPan * m_window.lengthMs());
        break;
    case Qt::Key_Home:
        m_ownRange.reset();
        m_range = kNoRange;
        m_window.fit();
        break;
    case Qt::Key_Escape:
        if (!m_layer->content.selection) {
            QWidget::keyPressEvent(event);
            return;
        }
        m_layer->content.selection.reset();
        m_drag = Drag::None;
        viewport()->update();
        break;
    case Qt::Key_Space:
        Q_EMIT pauseRequested();
        break;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    event->accept();
}

void ChartView::focusInEvent(QFocusEvent* event) {
    QChartView::focusInEvent(event);
    viewport()->update();
}

void ChartView::focusOutEvent(QFocusEvent* event) {
    QChartView::focusOutEvent(event);
    viewport()->update();
}

} // namespace meterbench::ui
