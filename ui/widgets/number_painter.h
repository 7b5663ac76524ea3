// NumberPainter: draws numbers exactly as drawNumber does (every digit as wide as the widest), and
// words as drawText does, but keeps the shaped glyphs: at each tick hundreds of numbers change that
// are made of the same ten digits and a few units, beside names that stay, and shaping them anew was
// most of the work. One per widget or delegate that draws. Gui thread.
#pragma once

#include <QFontMetricsF>
#include <QGlyphRun>
#include <QHash>
#include <QPainter>
#include <QRect>
#include <QString>

#include <utility>
#include <vector>

namespace meterbench::ui {

class NumberPainter {
public:
    /// In the painter's font and pen; elided when the rectangle is too narrow.
    void draw(QPainter& painter, const QRect& rect, Qt::Alignment alignment, const QString& text);
    /// In this font: setting it at each cell costs more than to draw in it.
    void draw(
        QPainter& painter,
        const QFont& font,
        const QRect& rect,
        Qt::Alignment alignment,
        const QString& text
    );
    /// One line of ordinary text at the left of the rectangle, in its middle; elided at its end.
    void
    drawWords(QPainter& painter, const QFont& font, const QRect& rect, const QString& text);
    [[nodiscard]] int width(const QFont& font, const QString& text);

private:
    /// A digit, what stands between digits, or a whole text.
    struct Piece {
        QList<QGlyphRun> glyphs; ///< on a baseline at 0
        double advance = 0;
        double ascent = 0;
        double height = 0;
    };

    struct Face {
        QFont font;
        QFontMetricsF metrics;
        double digitWidth = 0;
        QHash<QString, Piece> pieces;
        QHash<QString, Piece> words;
        QHash<QString, std::pair<int, QString>> elided; ///< to this width
    };

    [[nodiscard]] Face& faceOf(const QFont& font);
    [[nodiscard]] static const Piece&
    pieceOf(Face& face, QHash<QString, Piece>& known, const QString& text);
    [[nodiscard]] static QString elidedTo(Face& face, const QString& text, int width);
    [[nodiscard]] static double exactWidth(Face& face, const QString& text);
    static void
    drawPieces(QPainter& painter, Face& face, const QPointF& start, const QString& text);

    std::vector<Face> m_faces;
};

} // namespace meterbench::ui
