// CurveLayer: the item in the chart's scene that paints what PlotPainter knows, above Qt Charts'
// grid. The curves are kept as a picture that is made anew only when something in it has changed,
// so that a moving crosshair costs nothing. Gui thread.
#pragma once

#include "ui/charts/plot_painter.h"

#include <QGraphicsItem>
#include <QPixmap>

namespace meterbench::ui {

class CurveLayer final : public QGraphicsItem {
public:
    explicit CurveLayer(QGraphicsItem* parent)
        : QGraphicsItem(parent) {}

    PlotContent content;

    void setBounds(const QRectF& bounds);

    /// The curves have changed.
    void invalidate() { m_isValid = false; }

    [[nodiscard]] QRectF boundingRect() const override { return m_bounds; }

    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    void makePicture(const PlotPainter& plot, double devicePixelRatio);

    QRectF m_bounds;
    QPixmap m_picture;
    NumberPainter m_numbers;
    bool m_isValid = false;
};

} // namespace meterbench::ui
