#include "ui/charts/ticks.h"

#include <QDateTime>

#include <algorithm>
#include <array>
#include <cmath>

namespace meterbench::ui {

namespace {

constexpr std::int64_t kSecond = 1'000;
constexpr std::int64_t kMinute = 60 * kSecond;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::array<std::int64_t, 21> kTimeSteps{
    1,
    2,
    5,
    10,
    20,
    50,
    100,
    200,
    500,
    kSecond,
    2 * kSecond,
    5 * kSecond,
    10 * kSecond,
    15 * kSecond,
    30 * kSecond,
    kMinute,
    2 * kMinute,
    5 * kMinute,
    10 * kMinute,
    15 * kMinute,
    30 * kMinute,
};

QString timeFormat(std::int64_t stepMs) {
    if (stepMs < kSecond) {
        return QStringLiteral("HH:mm:ss.zzz");
    }
    return stepMs < kMinute ? QStringLiteral("HH:mm:ss") : QStringLiteral("HH:mm");
}

double decimalStep(double rough) {
    const double power = std::pow(10, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 2.5, 5.0}) {
        if (power * factor >= rough * (1 - 1e-9)) {
            return power * factor;
        }
    }
    return power * 10;
}

/// Round in the unit that the labels will have: 0.5 GiB, 200 KiB, 10 min.
double scaledStep(double rough, const Quantity& quantity, double largest) {
    const Scale scale = scaleFor(quantity, largest);
    if (quantity.unit == Unit::Bytes) {
        const double step = decimalStep(rough / scale.divisor);
        return scale.divisor == 1 ? std::max(1.0, step) : step * scale.divisor;
    }
    if (quantity.unit == Unit::Seconds && scale.divisor > 1) {
        return decimalStep(rough / scale.divisor) * scale.divisor;
    }
    return decimalStep(rough);
}

} // namespace

double niceStep(double rough, const Quantity& quantity) {
    return scaledStep(rough, quantity, rough * 4);
}

ValueRange niceRange(double min, double max, int steps, const Quantity& quantity, bool fromZero) {
    if (!(min <= max) || !std::isfinite(min) || !std::isfinite(max)) {
        return {0, 1, 0.5};
    }
    if (min == 0 && max == 0) {
        return {0, 1, 0.5};
    }
    // A curve that fills less than half of the height above zero gains nothing from a cut axis… and
    // one far away from zero does.
    if (min >= 0 && (fromZero || min <= 0.5 * max)) {
        min = 0;
    } else if (max <= 0 && (fromZero || max >= 0.5 * min)) {
        max = 0;
    }
    double extent = max - min;
    const double size = std::max(std::abs(min), std::abs(max));
    if (extent <= size * 1e-9) {
        extent = size * 0.1;
        min -= min > 0 && min - extent / 2 < 0 ? min : extent / 2;
        max += extent / 2;
    }
    const double margin = extent * 0.04;
    const double step = scaledStep((extent + margin) / steps, quantity, size);
    ValueRange range;
    range.step = step;
    range.low = min == 0 ? 0 : std::floor((min - margin) / step) * step;
    range.high = max == 0 ? 0 : std::ceil((max + margin) / step) * step;
    if (range.low < 0 && min >= 0) {
        range.low = 0;
    }
    return range;
}

ValueRange steadyRange(const ValueRange& before, const ValueRange& wanted, double min, double max) {
    const bool holds =
        before.low <= min && max <= before.high && (before.low == 0) == (wanted.low == 0);
    const bool isFilled = wanted.high - wanted.low > 0.6 * (before.high - before.low);
    return holds && isFilled && before.step > 0 ? before : wanted;
}

std::int64_t timeStepMs(double msPerPixel, double minimalPixels) {
    const double rough = msPerPixel * minimalPixels;
    for (const std::int64_t step : kTimeSteps) {
        if (static_cast<double>(step) >= rough) {
            return step;
        }
    }
    return static_cast<std::int64_t>(std::ceil(rough / static_cast<double>(kHour))) * kHour;
}

std::vector<TimeTick>
timeTicks(double startMs, double endMs, double msPerPixel, double minimalPixels) {
    std::vector<TimeTick> ticks;
    const std::int64_t step = timeStepMs(msPerPixel, minimalPixels);
    const QString format = timeFormat(step);
    const std::int64_t offset =
        QDateTime::fromMSecsSinceEpoch(static_cast<std::int64_t>(startMs)).offsetFromUtc() *
        kSecond;
    auto local = static_cast<std::int64_t>(
                     std::ceil((startMs + static_cast<double>(offset)) / static_cast<double>(step))
                 ) *
                 step;
    for (; static_cast<double>(local - offset) <= endMs; local += step) {
        const std::int64_t time = local - offset;
        ticks.push_back({time, QDateTime::fromMSecsSinceEpoch(time).toString(format)});
    }
    return ticks;
}

} // namespace meterbench::ui
