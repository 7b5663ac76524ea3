#include "ui/widgets/cell_delegate.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QTableView>

#include <algorithm>

namespace meterbench::ui {

namespace {

constexpr int kSidePadding = 10;

Token tokenOf(const QModelIndex& index) {
    const QVariant token = index.data(TokenRole);
    return token.isValid() ? static_cast<Token>(token.toInt()) : Token::Text;
}

} // namespace

void CellDelegate::paintText(
    QPainter& painter, const Theme& theme, const QRect& place, const QModelIndex& index
) const {
    const QString text = index.data().toString();
    if (text.isEmpty()) {
        return;
    }
    painter.setPen(theme.color(tokenOf(index)));
    if (index.data(SentenceRole).toBool()) {
        painter.setFont(theme.textFont(12));
        painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap, text);
        return;
    }
    const QFont::Weight weight =
        index.data(StrongRole).toBool() ? QFont::DemiBold : QFont::Normal;
    const QFont font = index.data(MonoRole).toBool() ? theme.monoFont(12, weight)
                                                     : theme.textFont(13, weight);
    const QVariant alignment = index.data(Qt::TextAlignmentRole);
    const bool right = alignment.isValid() && (alignment.toInt() & Qt::AlignRight) != 0;
    if (right) {
        m_texts.draw(painter, font, place, Qt::AlignRight | Qt::AlignVCenter, text);
    } else {
        m_texts.drawWords(painter, font, place, text);
    }
}

void CellDelegate::paint(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index
) const {
    const Theme& theme = Theme::of(option.widget);
    painter->save();
    if ((option.state & QStyle::State_Selected) != 0) {
        painter->fillRect(option.rect, theme.color(Token::AccentSurface));
    }
    drawHairline(*painter, option.rect, Qt::BottomEdge, theme.color(Token::FaintLine));
    const QRect place = option.rect.adjusted(kSidePadding, 0, -kSidePadding, -1);
    const QVariant tone = index.data(PillToneRole);
    if (tone.isValid()) {
        const auto sign = static_cast<Sign>(index.data(PillSignRole).toInt());
        drawPill(
            *painter, theme, place, {index.data().toString(), static_cast<Tone>(tone.toInt()), sign}
        );
    } else {
        paintText(*painter, theme, place, index);
    }
    if ((option.state & QStyle::State_HasFocus) != 0 && hasVisibleFocus(option.widget)) {
        drawFocusRing(*painter, theme, option.rect, 3);
    }
    painter->restore();
}

int sentenceRowHeight(const Theme& theme, const QString& sentence, int cellWidth) {
    const QFontMetrics metrics(theme.textFont(12));
    const QRect room(0, 0, std::max(60, cellWidth - 2 * kSidePadding), 1'000);
    return std::max(30, metrics.boundingRect(room, Qt::TextWordWrap, sentence).height() + 12);
}

void setUpTable(QTableView* table, const QString& accessibleName) {
    table->setAccessibleName(accessibleName);
    table->setFrameShape(QFrame::NoFrame);
    table->setShowGrid(false);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setTabKeyNavigation(false);
    table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    table->setWordWrap(false);
    table->setItemDelegate(new CellDelegate(table));
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(30);
    table->verticalHeader()->setMinimumSectionSize(20);
    table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table->horizontalHeader()->setFixedHeight(28);
    // Tables lie on the page, not on a card of their own.
    QPalette palette = table->palette();
    palette.setBrush(QPalette::Base, Qt::NoBrush);
    table->setPalette(palette);
    table->viewport()->setAutoFillBackground(false);
}

void copySelectedRows(const QTableView& table) {
    if (table.selectionModel() == nullptr) {
        return;
    }
    QModelIndexList rows = table.selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end(), [](const QModelIndex& a, const QModelIndex& b) {
        return a.row() < b.row();
    });
    QStringList lines;
    for (const QModelIndex& row : rows) {
        QStringList cells;
        for (int column = 0; column < table.model()->columnCount(); ++column) {
            cells.append(row.siblingAtColumn(column).data().toString());
        }
        lines.append(cells.join(QLatin1Char('\t')));
    }
    if (!lines.isEmpty()) {
        QGuiApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
    }
}

} // namespace meterbench::ui
