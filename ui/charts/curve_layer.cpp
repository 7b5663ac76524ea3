#include "ui/charts/curve_layer.h"

#include <QWidget>
#include <QtMath>

namespace meterbench::ui {

void CurveLayer::setBounds(const QRectF& bounds) {
    if (bounds != m_bounds) {
        prepareGeometryChange();
        m_bounds = bounds;
        m_isValid = false;
    }
}

void CurveLayer::paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) {
    Q_UNUSED(option);
    if (content.curves == nullptr || content.map.width < 1 || content.map.height < 1) {
        return;
    }
    const PlotPainter plot(Theme::of(widget), content, m_numbers);
    const double ratio = painter->device()->devicePixelRatioF();
    if (!m_isValid || m_picture.devicePixelRatio() != ratio) {
        makePicture(plot, ratio);
    }
    painter->save();
    plot.paintBands(*painter);
    plot.paintAxes(*painter);
    painter->drawPixmap(plot.plotRect().topLeft(), m_picture);
    plot.paintCrosshair(*painter);
    plot.paintSelection(*painter);
    painter->restore();
}

void CurveLayer::makePicture(const PlotPainter& plot, double devicePixelRatio) {
    const QRectF area = plot.plotRect();
    const QSize size = (area.size() * devicePixelRatio).toSize();
    if (m_picture.size() != size || m_picture.devicePixelRatio() != devicePixelRatio) {
        m_picture = QPixmap(size);
        m_picture.setDevicePixelRatio(devicePixelRatio);
    }
    m_picture.fill(Qt::transparent);
    QPainter painter(&m_picture);
    // Qt's stroker writes lines straight into the picture only where a rectangle of one's own clips
    // it; without one every pixel takes a detour that costs twice as much.
    painter.setClipRect(QRect(0, 0, qCeil(area.width()), qCeil(area.height())));
    painter.translate(-area.topLeft());
    plot.paintCurves(painter);
    plot.paintMarks(painter);
    m_isValid = true;
}

} // namespace meterbench::ui
