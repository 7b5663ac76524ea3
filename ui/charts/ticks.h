// Ticks: round numbers and round times for axes. Value axes end at ticks, bytes step in powers of
// two, and a range is kept while the data still fill it well, so that an axis does not twitch.
// Times are local. Not a widget.
#pragma once

#include "ui/charts/units.h"

#include <cstdint>
#include <vector>

namespace meterbench::ui {

struct ValueRange {
    double low = 0;
    double high = 1;
    double step = 0.5;

    friend bool operator==(const ValueRange&, const ValueRange&) = default;
};

/// The range of round ends that holds the data with about this many steps; from 0 when asked, or
/// when the data come near.
[[nodiscard]] ValueRange
niceRange(double min, double max, int steps, const Quantity& quantity, bool fromZero);
/// The old range while it still suits what the new one was made for.
[[nodiscard]] ValueRange
steadyRange(const ValueRange& before, const ValueRange& wanted, double min, double max);
/// The round step nearest above rough (1, 2, 2.5, 5 times a power of ten; powers of two for bytes).
[[nodiscard]] double niceStep(double rough, const Quantity& quantity);

struct TimeTick {
    std::int64_t timestampMs = 0;
    QString label;
};

/// Round local times inside the window, not nearer to each other than minimalPixels.
[[nodiscard]] std::vector<TimeTick>
timeTicks(double startMs, double endMs, double msPerPixel, double minimalPixels);
/// The step of those ticks.
[[nodiscard]] std::int64_t timeStepMs(double msPerPixel, double minimalPixels);

} // namespace meterbench::ui
