// PageFlow: blocks from top to bottom onto the pages of a PDF. A block is never torn; one that does
// not fit begins the next page. Rows of a table get its heads again on every page. Lengths are
// device units of the writer (mm() converts), y counts from the top of the page's body. Gui thread.
#pragma once

#include <QFont>
#include <QPdfWriter>
#include <QString>
#include <QStringList>

#include <functional>
#include <vector>

class QPainter;

namespace meterbench::ui {

struct Block {
    qreal height = 0;
    std::function<void(QPainter&, qreal top)> draw;
    bool isRow = false;         ///< of the table
    bool keepsWithNext = false; ///< never the last on a page
};

/// Which blocks a page holds; rows are preceded by the heads where withHeads says so.
struct PageRange {
    std::size_t first = 0;
    std::size_t end = 0;
    bool withHeads = false; ///< heads at its top, because it begins amid the table
};

/// Parts blocks into pages of this height. A block that is higher than a page gets its own. There
/// is always one page.
[[nodiscard]] std::vector<PageRange>
pagesOf(const std::vector<Block>& blocks, qreal pageHeight, qreal headsHeight);

[[nodiscard]] qreal mm(const QPdfWriter& writer, qreal millimetres);
/// Inter where it is there, else the system's sans serif.
[[nodiscard]] QFont paperFont(qreal points, QFont::Weight weight = QFont::Normal);
/// On one line, without characters that control the direction or the line.
[[nodiscard]] QString plainLine(const QString& text);
/// The lines of a text that is so wide; the last of at most so many is cut with "…".
[[nodiscard]] QStringList
wrapped(const QString& text, const QFont& font, const QPdfWriter& writer, qreal width, int most);

} // namespace meterbench::ui
