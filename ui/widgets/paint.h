// Painters for delegates and widgets: pills, tags, sparklines, numbers with tabular figures, icons.
// All take logical pixels, restore what they change in the painter, and take their colours from the
// Theme. Texts are drawn as plain text. Gui thread.
#pragma once

#include "ui/widgets/theme.h"

#include <QPainter>
#include <QRect>
#include <QString>

#include <span>

class QWidget;

namespace meterbench::ui {

/// How things stand; each has a colour, a surface and a sign of its own, so that it reads without
/// colour.
enum class Tone : quint8 { Good, Bad, Attention, Accent, Neutral };

/// ● good, ▲ bad, ◆ attention, ○ neutral, ‖ paused.
enum class Sign : quint8 { None, Dot, Triangle, Diamond, Ring, Pause };

struct PillText {
    QString text;
    Tone tone = Tone::Neutral;
    Sign sign = Sign::None;
};

[[nodiscard]] QColor toneColor(const Theme& theme, Tone tone);
[[nodiscard]] QColor toneSurface(const Theme& theme, Tone tone);

/// 20 px high, rounded; answers what drawPill will take.
[[nodiscard]] QSize pillSize(const Theme& theme, const PillText& pill);
/// Left-aligned, vertically centred in the rectangle; elided to its width.
void drawPill(QPainter& painter, const Theme& theme, const QRect& rect, const PillText& pill);
void drawSign(QPainter& painter, const QRectF& rect, Sign sign, const QColor& color);

/// name="value" in mono within a thin frame; answers the width that it took (0: it did not fit). An
/// empty name draws the value alone.
int drawTag(
    QPainter& painter,
    const Theme& theme,
    const QRect& rect,
    const QString& name,
    const QString& value
);
[[nodiscard]] int tagWidth(const Theme& theme, const QString& name, const QString& value);

/// The letter of a metric's type in a small frame.
void drawTypeBadge(QPainter& painter, const Theme& theme, const QRect& rect, const QString& letter);

/// What the height of a sparkline stands for: the span of the values, where only how they move
/// counts, or also how far they are from 0, where they are amounts.
enum class SparklineScale { OwnSpan, FromZero };

/// A line over the values, scaled to the rectangle; NaN leaves a gap; one constant value is a line
/// in the middle, or of amounts at the top.
void drawSparkline(
    QPainter& painter,
    const QRectF& rect,
    std::span<const double> values,
    const QColor& color,
    SparklineScale scale = SparklineScale::OwnSpan
);

/// Text whose digits all have the same width, so that columns do not move when digits change.
/// Qt 6.4 cannot ask a font for its tabular figures, so each digit is centred in the width of the
/// widest.
void drawNumber(QPainter& painter, const QRect& rect, Qt::Alignment alignment, const QString& text);
[[nodiscard]] int numberWidth(const QFont& font, const QString& text);

/// A line of 1 device pixel at the bottom (or another edge) of a rectangle.
void drawHairline(QPainter& painter, const QRect& rect, Qt::Edge edge, const QColor& color);
/// A rounded frame of 1 px with the given fill.
void drawFrame(
    QPainter& painter, const QRectF& rect, double radius, const QColor& fill, const QColor& line
);
/// The widget has the focus and it came by keyboard, so it is to be seen.
[[nodiscard]] bool hasVisibleFocus(const QWidget* widget);
/// The visible focus: 2 px in the accent colour, just inside the rectangle.
void drawFocusRing(QPainter& painter, const Theme& theme, const QRectF& rect, double radius = 6);

} // namespace meterbench::ui
