// Decimation: the part of a curve inside a window as lines of at most two points per pixel column:
// where the smallest and where the largest value of the column stand, in the order in which they
// came. Spikes stay, whatever the zoom. Columns hang on the time axis, not on the window, so that a
// moving window moves them without changing them. Cost: chunks and blocks that lie inside one
// column are taken from the envelope. Not a widget. One thread.
#pragma once

#include "ui/charts/curve.h"

#include <QPointF>

#include <vector>

namespace meterbench::ui {

/// How times and values lie on the plot, in pixels; y grows downwards.
struct PlotMap {
    double startMs = 0;
    double msPerPixel = 1;
    double left = 0;
    double width = 0;
    double top = 0;
    double height = 0;
    double low = 0;  ///< value at the bottom
    double high = 1; ///< value at the top

    [[nodiscard]] double xOf(double timestampMs) const {
        return left + (timestampMs - startMs) / msPerPixel;
    }

    [[nodiscard]] double yOf(double value) const {
        return top + height - (value - low) / (high - low) * height;
    }

    [[nodiscard]] double timeAt(double x) const { return startMs + (x - left) * msPerPixel; }

    [[nodiscard]] double valueAt(double y) const {
        return low + (top + height - y) / height * (high - low);
    }

    [[nodiscard]] double endMs() const { return startMs + width * msPerPixel; }

    friend bool operator==(const PlotMap&, const PlotMap&) = default;
};

/// Unbroken lines; kept between calls so that nothing is allocated twice.
struct DecimatedCurve {
    std::vector<QPointF> points;
    std::vector<std::size_t> lineEnds; ///< behind the last point of each line

    void clear();
};

/// One point before and one behind the window come along, so that lines run to its edges.
void decimate(const Curve& curve, const PlotMap& map, DecimatedCurve& out);

} // namespace meterbench::ui
