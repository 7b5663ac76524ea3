// The mark of a verdict beside a series: ● billable, ◆ lacks something, ○ not decided yet. The same
// on every page that lists series; the words stand beside it or in the tool tip. Gui thread.
#pragma once

#include "ui/models/verdicts.h"
#include "ui/widgets/paint.h"

namespace meterbench::ui {

inline constexpr int kVerdictMarkSize = 7;

/// At the left of the rectangle, in the middle of its height.
void drawVerdictMark(
    QPainter& painter, const Theme& theme, const QRect& rect, SeriesVerdict::Kind kind
);

} // namespace meterbench::ui
