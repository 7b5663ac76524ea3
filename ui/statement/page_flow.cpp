#include "ui/statement/page_flow.h"

#include <QFontMetricsF>
#include <QTextLayout>

namespace meterbench::ui {

namespace {

/// The end of what must stay together, from this block on.
std::size_t groupEnd(const std::vector<Block>& blocks, std::size_t first) {
    std::size_t at = first;
    while (at + 1 < blocks.size() && blocks[at].keepsWithNext) {
        ++at;
    }
    return at + 1;
}

qreal heightOf(const std::vector<Block>& blocks, std::size_t first, std::size_t end) {
    qreal height = 0;
    for (std::size_t i = first; i < end; ++i) {
        height += blocks[i].height;
    }
    return height;
}

} // namespace

std::vector<PageRange>
pagesOf(const std::vector<Block>& blocks, qreal pageHeight, qreal headsHeight) {
    std::vector<PageRange> pages{{}};
    qreal used = 0;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        const bool isGroupsFirst = i == 0 || !blocks[i - 1].keepsWithNext;
        const qreal group = heightOf(blocks, i, isGroupsFirst ? groupEnd(blocks, i) : i + 1);
        // A group higher than a page is torn after all, else it would never end.
        const qreal needed = group > pageHeight - headsHeight ? blocks[i].height : group;
        if (used + needed > pageHeight && pages.back().end > pages.back().first) {
            const bool isAmid = blocks[i].isRow && i > 0;
            pages.push_back({i, i, isAmid});
            used = isAmid ? headsHeight : 0;
        }
        pages.back().end = i + 1;
        used += blocks[i].height;
    }
    return pages;
}

qreal mm(const QPdfWriter& writer, qreal millimetres) {
    return millimetres * writer.resolution() / 25.4;
}

QFont paperFont(qreal points, QFont::Weight weight) {
    QFont font;
    font.setFamilies({QStringLiteral("Inter"), QStringLiteral("sans-serif")});
    font.setStyleHint(QFont::SansSerif);
    // Shaped, Inter draws other glyphs for brackets beside capitals, and then whoever searches or
    // copies from the file misses them. Scripts that need shaping are shaped all the same.
    font.setStyleStrategy(QFont::PreferNoShaping);
    font.setPointSizeF(points);
    font.setWeight(weight);
    return font;
}

QString plainLine(const QString& text) {
    QString out = text;
    for (QChar& c : out) {
        if (c.category() == QChar::Other_Control || c.category() == QChar::Other_Format ||
            c.category() == QChar::Separator_Line || c.category() == QChar::Separator_Paragraph) {
            c = QLatin1Char(' ');
        }
    }
    return out.trimmed();
}

QStringList
wrapped(const QString& text, const QFont& font, const QPdfWriter& writer, qreal width, int most) {
    // A name can be a megabyte; no page has room for more than this.
    const QString line = plainLine(text.left(2'000));
    const QFontMetricsF metrics(font, &writer);
    QTextLayout layout(line, font, &writer);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    QStringList out;
    layout.beginLayout();
    while (out.size() < most) {
        QTextLine one = layout.createLine();
        if (!one.isValid()) {
            break;
        }
        one.setLineWidth(width);
        const bool isLast = out.size() + 1 == most;
        const QString piece =
            isLast ? line.mid(one.textStart()) : line.mid(one.textStart(), one.textLength());
        out.push_back(isLast ? metrics.elidedText(piece, Qt::ElideRight, width) : piece.trimmed());
    }
    layout.endLayout();
    return out;
}

} // namespace meterbench::ui
