// CellDelegate: how ordinary table cells look: text in a token's colour, mono or not, numbers
// right-aligned with digits of one width, pills for states, a faint line under each row. The model
// says what a cell means through the roles below; it names no colours but tokens. setUpTable gives
// a QTableView the design's measures. Gui thread.
#pragma once

#include "ui/widgets/number_painter.h"
#include "ui/widgets/paint.h"

#include <QStyledItemDelegate>

class QTableView;

namespace meterbench::ui {

/// Roles beside Qt's own that CellDelegate reads.
enum CellRole : int {
    TokenRole = Qt::UserRole + 100, ///< int(Token) of the text
    MonoRole,                       ///< bool
    PillToneRole,                   ///< int(Tone): the text is drawn as a pill
    PillSignRole,                   ///< int(Sign)
    StrongRole,                     ///< bool: semibold
    SentenceRole,                   ///< bool: secondary text that may take several lines
};

class CellDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index)
        const override;

protected:
    /// Keeps what was shaped, whoever draws with it.
    [[nodiscard]] NumberPainter& texts() const { return m_texts; }

private:
    void paintText(
        QPainter& painter, const Theme& theme, const QRect& place, const QModelIndex& index
    ) const;

    mutable NumberPainter m_texts;
};

/// The height of a row that holds this sentence in a cell of the given width.
[[nodiscard]] int sentenceRowHeight(const Theme& theme, const QString& sentence, int cellWidth);
/// Rows of 30 px, no grid, whole rows selected, no vertical header, keyboard leaves with Tab.
void setUpTable(QTableView* table, const QString& accessibleName);
/// Copies the selected rows as lines, cells separated by tabs. Empty selection: nothing.
void copySelectedRows(const QTableView& table);

} // namespace meterbench::ui
