// Icons: SVG strokes from resources/icons, drawn in whatever colour the text around them has.
// Pictures are kept in the pixmap cache by name, colour, size and device pixel ratio. An unknown
// name is an empty picture. Gui thread.
#pragma once

#include <QColor>
#include <QIcon>
#include <QPixmap>
#include <QString>

namespace meterbench::ui {

[[nodiscard]] QPixmap
iconPixmap(const QString& name, const QColor& color, int size, qreal devicePixelRatio);
/// For menus and buttons; made for one colour, so make it anew when the theme changes.
[[nodiscard]] QIcon icon(const QString& name, const QColor& color, int size = 16);

} // namespace meterbench::ui
