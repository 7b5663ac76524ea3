// What a chart gives away: its visible window as CSV (RFC 4180): a column for the time, UTC, and
// one per curve that shows; a row for each time at which one of them has a sample. Text that a
// spreadsheet would take for a formula is defused with a leading apostrophe. The picture comes from
// ChartView::picture. Not a widget.
#pragma once

#include "ui/charts/curve_set.h"
#include "ui/charts/time_window.h"

#include <QByteArray>

namespace meterbench::ui {

/// UTF-8, lines end with CR LF; numbers in the shortest form that reads back.
[[nodiscard]] QByteArray csvOf(const std::vector<ChartCurve>& curves, const TimeWindow& window);
/// One field, quoted where it must be; `=…`, `+…`, `-…`, `@…`, tab and CR at the front get an
/// apostrophe.
[[nodiscard]] QString csvText(const QString& text);
/// A file name made of a title: "Http requests" → "http-requests".
[[nodiscard]] QString fileNameOf(const QString& title);

} // namespace meterbench::ui
