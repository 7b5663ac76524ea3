// The chart and how it follows data and window; what people do to it: chart_view_input.cpp.
#include "ui/charts/chart_view.h"

#include "ui/charts/curve_layer.h"
#include "ui/widgets/paint.h"

#include <QChart>
#include <QEvent>
#include <QGraphicsLayout>
#include <QLineSeries>
#include <QValueAxis>

#include <algorithm>
#include <cmath>

namespace meterbench::ui {

namespace {

constexpr int kLeft = 60;
constexpr int kRight = 8;
constexpr int kTop = 10;
constexpr int kBottom = 26;
constexpr double kStepPixels = 44;

std::uint64_t hiddenMask(const std::vector<ChartCurve>& curves) {
    std::uint64_t mask = 1;
    for (const ChartCurve& curve : curves) {
        mask = (mask << 1U) | static_cast<std::uint64_t>(curve.isHidden);
    }
    return mask;
}

} // namespace

ChartView::ChartView(const CurveSet& curves, TimeWindow& window, QWidget* parent)
    : QChartView(parent)
    , m_curves(curves)
    , m_window(window) {
    buildChart();
    applyTheme();
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setMinimumHeight(120);
    setAccessibleName(tr("Chart"));
    connect(&m_window, &TimeWindow::changed, this, &ChartView::refresh);
    connect(&m_window, &TimeWindow::crosshairChanged, this, &ChartView::showCrosshair);
}

void ChartView::buildChart() {
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setViewportUpdateMode(QGraphicsView::FullViewportUpdate);
    chart()->legend()->hide();
    chart()->setMargins({kLeft, kTop, kRight, kBottom});
    chart()->layout()->setContentsMargins(0, 0, 0, 0);
    chart()->setBackgroundVisible(false);
    m_timeAxis = new QValueAxis(this);
    m_valueAxis = new QValueAxis(this);
    chart()->addAxis(m_timeAxis, Qt::AlignBottom);
    chart()->addAxis(m_valueAxis, Qt::AlignLeft);
    // The mapping between values and pixels hangs on a series; this one has no points of its own.
    auto* carrier = new QLineSeries(this);
    chart()->addSeries(carrier);
    carrier->attachAxis(m_timeAxis);
    carrier->attachAxis(m_valueAxis);
    for (QValueAxis* axis : {m_timeAxis, m_valueAxis}) {
        axis->setLabelsVisible(false);
        axis->setLineVisible(false);
        axis->setTickType(QValueAxis::TicksDynamic);
    }
    m_timeAxis->setGridLineVisible(false);
    m_layer = new CurveLayer(chart());
    m_layer->setZValue(100);
    m_layer->content.curves = &m_curves.curves();
}

void ChartView::applyTheme() {
    const Theme& theme = Theme::of(this);
    setBackgroundBrush(theme.color(Token::Surface));
    m_valueAxis->setGridLinePen(QPen(theme.color(Token::FaintLine), 1));
    m_layer->invalidate();
}

void ChartView::changeEvent(QEvent* event) {
    QChartView::changeEvent(event);
    if (m_layer != nullptr &&
        (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)) {
        applyTheme();
    }
}

const PlotContent& ChartView::content() const {
    return m_layer->content;
}

void ChartView::resizeEvent(QResizeEvent* event) {
    QChartView::resizeEvent(event);
    layOut();
    refresh();
}

void ChartView::layOut() {
    const QSizeF size = viewport()->size();
    chart()->resize(size);
    chart()->layout()->activate();
    m_layer->setBounds({{0, 0}, size});
    // Qt Charts decides where the plot is (its axes need a few pixels of their own); everything
    // else follows.
    const QRectF plot = chart()->plotArea();
    PlotMap& map = m_layer->content.map;
    map.left = plot.left();
    map.width = std::max(plot.width(), 1.0);
    map.top = plot.top();
    map.height = std::max(plot.height(), 1.0);
    m_range = kNoRange;
    m_layer->invalidate();
}

void ChartView::refresh() {
    const PlotMap before = m_layer->content.map;
    applyTimes();
    applyValues();
    const std::uint64_t version = m_curves.version();
    const std::uint64_t hidden = hiddenMask(m_curves.curves());
    if (before == m_layer->content.map && version == m_seenVersion && hidden == m_seenHidden) {
        return;
    }
    m_seenVersion = version;
    m_seenHidden = hidden;
    m_layer->content.reachMs = std::max<std::int64_t>(gapLimitMs(m_curves.intervalMs()), 1'000);
    repaintAll();
}

void ChartView::applyTimes() {
    PlotMap& map = m_layer->content.map;
    map.msPerPixel = m_window.lengthMs() / std::max(map.width, 1.0);
    // Whole pixels: a live window moves when there is something to see, and its columns keep what
    // is in them.
    map.startMs = std::floor(m_window.startMs() / map.msPerPixel + 0.5) * map.msPerPixel;
}

void ChartView::applyValues() {
    PlotMap& map = m_layer->content.map;
    const ValueRange range = m_ownRange ? *m_ownRange : wantedRange(map.startMs, map.endMs());
    m_layer->content.quantity = m_curves.quantity();
    if (range == m_layer->content.range && map.low == range.low && map.high == range.high) {
        return;
    }
    m_range = range;
    m_layer->content.range = range;
    map.low = range.low;
    map.high = range.high;
    m_valueAxis->setTickAnchor(std::ceil(range.low / range.step - 1e-6) * range.step);
    m_valueAxis->setTickInterval(range.step);
    m_valueAxis->setRange(range.low, range.high);
    chart()->layout()->activate(
    ); // the grid must not be one turn of the event loop behind the curves
}

ValueRange ChartView::wantedRange(double startMs, double endMs) {
    double min = std::numeric_limits<double>::infinity();
    double max = -min;
    for (const ChartCurve& curve : m_curves.curves()) {
        const CurveFigures figures = curve.isHidden ? CurveFigures{}
                                                    : curve.curve->figures(
                                                          static_cast<std::int64_t>(startMs),
                                                          static_cast<std::int64_t>(endMs)
                                                      );
        if (figures.count > 0) {
            min = std::min(min, figures.min);
            max = std::max(max, figures.max);
        }
    }
    if (min > max) {
        return m_range == kNoRange ? ValueRange{} : m_range;
    }
    const Function function = m_curves.spec().function;
    const bool fromZero = function != Function::Value && function != Function::Delta;
    const int steps = std::clamp(static_cast<int>(m_layer->content.map.height / kStepPixels), 2, 8);
    const ValueRange wanted = niceRange(min, max, steps, m_curves.quantity(), fromZero);
    const bool isSameQuantity = m_curves.quantity() == m_rangeQuantity;
    m_rangeQuantity = m_curves.quantity();
    return isSameQuantity ? steadyRange(m_range, wanted, min, max) : wanted;
}

void ChartView::setFailures(std::vector<FailedSpan> failures) {
    if (failures != m_layer->content.failures) {
        m_layer->content.failures = std::move(failures);
        viewport()->update();
    }
}

void ChartView::setHighlighted(int curve) {
    if (curve != m_layer->content.highlighted) {
        m_layer->content.highlighted = curve;
        repaintAll();
    }
}

void ChartView::repaintAll() {
    m_layer->invalidate();
    viewport()->update();
}

void ChartView::showCrosshair() {
    m_layer->content.crosshairMs = m_window.crosshairMs();
    viewport()->update();
}

void ChartView::fitValues() {
    m_ownRange.reset();
    m_range = kNoRange;
    refresh();
}

void ChartView::paintEvent(QPaintEvent* event) {
    QChartView::paintEvent(event);
    if (hasFocus()) {
        QPainter painter(viewport());
        painter.setRenderHint(QPainter::Antialiasing);
        drawFocusRing(painter, Theme::of(this), QRectF(viewport()->rect()).adjusted(1, 1, -1, -1));
    }
}

QImage ChartView::picture() {
    constexpr int kTimes = 2;
    QImage image(size() * kTimes, QImage::Format_RGB32);
    image.setDevicePixelRatio(kTimes);
    image.fill(Theme::of(this).color(Token::Surface));
    QPainter painter(&image);
    viewport()->render(&painter);
    return image;
}

} // namespace meterbench::ui
