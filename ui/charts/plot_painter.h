// PlotPainter: what Qt Charts does not draw well enough on a live plot, painted by hand over its
// grid: curves of two points per pixel column, labels at round times and with units, spans of
// failed scrapes, marks of resets and of series that ended, the crosshair. Labels are here because
// Qt 6.4's axes cannot place them at round minutes, and make a text document for each at every step
// of a live window. Takes all colours and fonts from the Theme. Gui thread.
#pragma once

#include "ui/charts/curve_set.h"
#include "ui/charts/decimate.h"
#include "ui/widgets/number_painter.h"
#include "ui/charts/ticks.h"
#include "ui/widgets/theme.h"

#include <QPainter>

namespace meterbench::ui {

/// A stretch of time in which every scrape of a target failed.
struct FailedSpan {
    std::int64_t fromMs = 0;
    std::int64_t toMs = 0;

    friend bool operator==(const FailedSpan&, const FailedSpan&) = default;
};

/// Everything a plot shows; borrowed for the time of painting.
struct PlotContent {
    PlotMap map;
    ValueRange range;
    Quantity quantity;
    const std::vector<ChartCurve>* curves = nullptr;
    std::vector<FailedSpan> failures;
    int highlighted = -1; ///< index of a curve; the others step back
    std::optional<double> crosshairMs;
    std::optional<QPointF> pointer; ///< on the plot that is under the pointer
    std::optional<QRectF> selection;
    std::int64_t reachMs =
        15'000; ///< how far from the crosshair a sample may stand to be its value
};

class PlotPainter {
public:
    /// All are borrowed; `numbers` outlives the painter so that it can keep what it has shaped.
    PlotPainter(const Theme& theme, const PlotContent& content, NumberPainter& numbers)
        : m_theme(theme)
        , m_content(content)
        , m_numbers(numbers) {}

    void paintBands(QPainter& painter) const;
    void paintAxes(QPainter& painter) const;
    void paintCurves(QPainter& painter) const;
    void paintMarks(QPainter& painter) const;
    void paintCrosshair(QPainter& painter) const;
    void paintSelection(QPainter& painter) const;

    [[nodiscard]] QRectF plotRect() const;

private:
    void paintCurve(QPainter& painter, std::size_t index, double alpha) const;
    void paintLine(QPainter& painter, const DecimatedCurve& line) const;
    void paintReadout(QPainter& painter, double crosshairMs) const;
    [[nodiscard]] std::optional<QRectF> timeTag() const;
    void paintTimeTag(QPainter& painter) const;
    [[nodiscard]] QColor colorOf(std::size_t index) const;

    const Theme& m_theme;
    const PlotContent& m_content;
    NumberPainter& m_numbers;
};

/// The curve whose point at the crosshair is nearest to a height on the plot; -1 when none is near.
[[nodiscard]] int
curveNear(const PlotContent& content, const QPointF& position, double reachPixels);

} // namespace meterbench::ui
