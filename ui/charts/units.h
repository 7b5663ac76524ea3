// Units of curves: what a metric counts in, and how its numbers are written: 1.5 k /s, 412
// KiB, 3.21 GiB, 182 ms, 96.1 %. A Scale is chosen once for a whole axis or a whole row, so that
// the numbers under each other compare at a glance. Taken from the family's unit, else from the
// name's ending as Prometheus's naming conventions have it. Not a widget.
#pragma once

#include "core/model/metric_type.h"
#include "ui/charts/derive.h"

#include <QString>

namespace meterbench::ui {

enum class Unit : quint8 { None, Bytes, Seconds, Ratio, Percent };

struct Quantity {
    Unit unit = Unit::None;
    bool isPerSecond = false;

    friend bool operator==(const Quantity&, const Quantity&) = default;
};

[[nodiscard]] Quantity
quantityOf(const model::Family& family, std::string_view metricName, Function function);

struct Scale {
    double divisor = 1;
    QString unit;          ///< "ms", "GiB/s", "%", "/s", "k"; may be empty
    bool isPrefix = false; ///< the unit stands only for a factor (k, M): figures in full are
                           ///< clearer up to a million
};

/// The scale in which a number of this size reads well.
[[nodiscard]] Scale scaleFor(const Quantity& quantity, double largest);
/// An axis label; step is the distance between labels, in the quantity's own unit.
[[nodiscard]] QString
axisLabel(const Quantity& quantity, double value, double step, double largest, bool isTop);
/// A number of a row whose largest is given: "3.21", with its unit "3.21 GiB". "–" when there is
/// none.
[[nodiscard]] QString figure(const Quantity& quantity, double value, double largest, bool withUnit);

} // namespace meterbench::ui
