// NumberPainter: draws the numbers of charts and legends exactly as drawNumber does (every digit as
// wide as the widest), but keeps the shaped glyphs: at each tick hundreds of numbers change that
// are made of the same ten digits and a few units, and shaping them anew was most of the work.
// One per widget that draws. Gui thread.
#pragma once

#include <QFontMetricsF>
#include <QGlyphRun>
#include <QHash>
#include <QPainter>
#include <QRect>
#include <QString>

#include <vector>

namespace meterbench::ui {

class NumberPainter {
public:
    /// In the painter's font and pen; elided when the rectangle is too narrow.
    void draw(QPainter& painter, const QRect& rect, Qt::Alignment alignment, const QString& text);
    [[nodiscard]] int width(const QFont& font, const QString& text);

private:
    /// A digit, or what stands between digits.
    struct Piece {
        QList<QGlyphRun> glyphs; ///< on a baseline at 0
        double advance = 0;
    };

    struct Face {
        QFont font;
        QFontMetricsF metrics;
        double digitWidth = 0;
        QHash<QString, Piece> pieces;
    };

    [[nodiscard]] Face& faceOf(const QFont& font);
    [[nodiscard]] static const Piece& pieceOf(Face& face, const QString& text);
    [[nodiscard]] static double exactWidth(Face& face, const QString& text);
    static void
    drawPieces(QPainter& painter, Face& face, const QPointF& start, const QString& text);

    std::vector<Face> m_faces;
};

} // namespace meterbench::ui
