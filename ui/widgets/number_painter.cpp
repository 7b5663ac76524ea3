#include "ui/widgets/number_painter.h"

#include <QRawFont>
#include <QTextLayout>

#include <algorithm>
#include <cmath>

namespace meterbench::ui {

namespace {

constexpr std::size_t kMostFaces = 8;
constexpr qsizetype kMostPieces = 512;

/// Digits one by one, everything between them in one piece.
template <class Take>
void forEachPiece(const QString& text, Take take) {
    qsizetype at = 0;
    while (at < text.size()) {
        qsizetype end = at + 1;
        const bool isDigit = text.at(at).isDigit();
        while (!isDigit && end < text.size() && !text.at(end).isDigit()) {
            ++end;
        }
        take(text.mid(at, end - at), isDigit);
        at = end;
    }
}

/// On one line, with its baseline at 0.
QTextLine layOut(QTextLayout& layout) {
    QTextOption option(Qt::AlignLeft);
    option.setWrapMode(QTextOption::NoWrap);
    layout.setTextOption(option);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    line.setPosition({0, 0});
    layout.endLayout();
    return line;
}

QList<QGlyphRun> glyphsOf(const QTextLayout& layout, double ascent) {
    QList<QGlyphRun> runs = layout.glyphRuns();
    for (QGlyphRun& run : runs) {
        QList<QPointF> positions = run.positions();
        for (QPointF& position : positions) {
            position.ry() -= ascent;
        }
        run.setPositions(positions);
    }
    return runs;
}

/// What a line that is laid out by itself would break or jump at.
bool isOneLine(const QString& text) {
    return std::none_of(text.begin(), text.end(), [](QChar c) {
        return c < QChar(0x20) || c == QChar::LineSeparator || c == QChar::ParagraphSeparator;
    });
}

/// Collects glyphs of one font, so that a number is one call to the painter.
class GlyphLine {
public:
    GlyphLine(QPainter& painter, const QPointF& start)
        : m_painter(painter)
        , m_start(start) {}

    void add(const QGlyphRun& run, double x) {
        if (!m_glyphs.isEmpty() && run.rawFont() != m_font) {
            flush();
        }
        m_font = run.rawFont();
        m_glyphs += run.glyphIndexes();
        for (const QPointF& position : run.positions()) {
            m_positions.append({position.x() + x, position.y()});
        }
    }

    void flush() {
        QGlyphRun line;
        line.setRawFont(m_font);
        line.setGlyphIndexes(std::exchange(m_glyphs, {}));
        line.setPositions(std::exchange(m_positions, {}));
        m_painter.drawGlyphRun(m_start, line);
    }

private:
    QPainter& m_painter;
    QPointF m_start;
    QRawFont m_font;
    QList<quint32> m_glyphs;
    QList<QPointF> m_positions;
};

double widestDigit(const QFontMetricsF& metrics) {
    double widest = 0;
    for (char16_t digit = u'0'; digit <= u'9'; ++digit) {
        widest = std::max(widest, metrics.horizontalAdvance(QChar(digit)));
    }
    return widest;
}

} // namespace

NumberPainter::Face& NumberPainter::faceOf(const QFont& font) {
    const auto known = std::find_if(m_faces.begin(), m_faces.end(), [&font](const Face& face) {
        return face.font == font;
    });
    if (known != m_faces.end()) {
        return *known;
    }
    if (m_faces.size() == kMostFaces) {
        m_faces.clear();
    }
    const QFontMetricsF metrics(font);
    m_faces.push_back({font, metrics, widestDigit(metrics), {}, {}, {}});
    return m_faces.back();
}

const NumberPainter::Piece&
NumberPainter::pieceOf(Face& face, QHash<QString, Piece>& known, const QString& text) {
    if (const auto found = known.constFind(text); found != known.cend()) {
        return *found;
    }
    if (known.size() == kMostPieces) {
        known.clear();
    }
    QTextLayout layout(text, face.font);
    const QTextLine line = layOut(layout);
    return *known.insert(
        text,
        {glyphsOf(layout, line.ascent()),
         face.metrics.horizontalAdvance(text),
         line.ascent(),
         line.ascent() + line.descent()}
    );
}

QString NumberPainter::elidedTo(Face& face, const QString& text, int width) {
    if (pieceOf(face, face.words, text).advance <= width) {
        return text;
    }
    if (face.elided.size() == kMostPieces) {
        face.elided.clear();
    }
    auto& [known, shown] = face.elided[text];
    if (shown.isNull() || known != width) {
        known = width;
        shown = face.metrics.elidedText(text, Qt::ElideRight, width);
    }
    return shown;
}

double NumberPainter::exactWidth(Face& face, const QString& text) {
    double width = 0;
    forEachPiece(text, [&](const QString& piece, bool isDigit) {
        width += isDigit ? face.digitWidth : pieceOf(face, face.pieces, piece).advance;
    });
    return width;
}

int NumberPainter::width(const QFont& font, const QString& text) {
    return static_cast<int>(std::ceil(exactWidth(faceOf(font), text)));
}

void NumberPainter::draw(
    QPainter& painter, const QRect& rect, Qt::Alignment alignment, const QString& text
) {
    draw(painter, painter.font(), rect, alignment, text);
}

void NumberPainter::draw(
    QPainter& painter,
    const QFont& font,
    const QRect& rect,
    Qt::Alignment alignment,
    const QString& text
) {
    if (text.isEmpty()) {
        return;
    }
    Face& face = faceOf(font);
    const int width = static_cast<int>(std::ceil(exactWidth(face, text)));
    if (width > rect.width()) {
        const QString shown = face.metrics.elidedText(text, Qt::ElideRight, rect.width());
        const Qt::Alignment across = alignment & Qt::AlignHorizontal_Mask;
        painter.setFont(font);
        painter.drawText(
            rect, static_cast<int>(across | Qt::AlignVCenter) | Qt::TextSingleLine, shown
        );
        return;
    }
    double x = rect.left();
    if ((alignment & Qt::AlignRight) != 0) {
        x = rect.right() + 1 - width;
    } else if ((alignment & Qt::AlignHCenter) != 0) {
        x = rect.left() + (rect.width() - width) / 2.0;
    }
    const double baseline = std::round(
        rect.top() + (rect.height() - face.metrics.height()) / 2 + face.metrics.ascent()
    );
    drawPieces(painter, face, {x, baseline}, text);
}

void NumberPainter::drawWords(
    QPainter& painter, const QFont& font, const QRect& rect, const QString& text
) {
    if (text.isEmpty()) {
        return;
    }
    Face& face = faceOf(font);
    const QString shown = elidedTo(face, text, rect.width());
    const Piece& words = pieceOf(face, face.words, shown);
    if (words.advance > rect.width() || words.height > rect.height() || !isOneLine(shown)) {
        painter.setFont(font); // it is to be cut off at the edges, or put together
        painter.drawText(rect, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, shown);
        return;
    }
    const QPointF start(
        rect.left(), rect.top() + (rect.height() - words.height) / 2 + words.ascent
    );
    for (const QGlyphRun& run : words.glyphs) {
        painter.drawGlyphRun(start, run);
    }
}

void NumberPainter::drawPieces(
    QPainter& painter, Face& face, const QPointF& start, const QString& text
) {
    GlyphLine line(painter, start);
    double x = 0;
    forEachPiece(text, [&](const QString& piece, bool isDigit) {
        const Piece& shape = pieceOf(face, face.pieces, piece);
        const double cell = isDigit ? face.digitWidth : shape.advance;
        for (const QGlyphRun& run : shape.glyphs) {
            line.add(run, x + (cell - shape.advance) / 2);
        }
        x += cell;
    });
    line.flush();
}

} // namespace meterbench::ui
