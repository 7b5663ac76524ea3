#include "ui/charts/legend_view.h"

#include "ui/charts/legend_model.h"
#include "ui/widgets/paint.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QStyledItemDelegate>

#include <algorithm>

namespace meterbench::ui {

namespace {

constexpr int kPadding = 8;
constexpr int kSwatch = 10;
constexpr int kNarrowest = 38;
constexpr int kNameNarrowest = 165;

class LegendDelegate final : public QStyledItemDelegate {
public:
    LegendDelegate(NumberPainter& numbers, QObject* parent)
        : QStyledItemDelegate(parent)
        , m_numbers(numbers) {}

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index)
        const override {
        const Theme& theme = Theme::of(option.widget);
        painter->save();
        const bool isCurrent = option.state.testFlag(QStyle::State_HasFocus);
        if (isCurrent) {
            painter->fillRect(option.rect, theme.color(Token::AccentSurface));
        }
        drawHairline(*painter, option.rect, Qt::BottomEdge, theme.color(Token::FaintLine));
        const bool isHidden = index.data(LegendModel::HiddenRole).toBool();
        painter->setPen(theme.color(isHidden ? Token::Hint : Token::Text));
        if (index.column() == LegendModel::Series) {
            paintName(*painter, theme, option.rect, index, isHidden);
        } else {
            painter->setFont(theme.textFont(12));
            m_numbers.draw(
                *painter,
                option.rect.adjusted(
                    0, 0, index.column() == LegendModel::Average ? -2 : -kPadding, 0
                ),
                Qt::AlignRight | Qt::AlignVCenter,
                index.data().toString()
            );
        }
        painter->restore();
    }

private:
    static void paintName(
        QPainter& painter,
        const Theme& theme,
        const QRect& rect,
        const QModelIndex& index,
        bool isHidden
    ) {
        const int style = index.data(LegendModel::StyleRole).toInt();
        const int left = rect.left() + kPadding / 2;
        const double y = rect.center().y() + 0.5;
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        QPen pen(
            isHidden ? theme.color(Token::Hint) : theme.curveColor(style),
            isHidden ? 1.5 : 3,
            Qt::SolidLine,
            Qt::RoundCap
        );
        if (theme.curveStyle(style) != Qt::SolidLine) {
            pen.setCapStyle(Qt::FlatCap);
            pen.setDashPattern({1.2, 0.8});
        }
        painter.setPen(pen);
        painter.drawLine(QPointF(left + 1, y), QPointF(left + kSwatch, y));
        painter.restore();
        QFont font = theme.monoFont(12);
        font.setStrikeOut(isHidden);
        painter.setFont(font);
        const QRect text = rect.adjusted(kPadding / 2 + kSwatch + 9, 0, -kPadding, 0);
        painter.drawText(
            text,
            Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
            painter.fontMetrics().elidedText(index.data().toString(), Qt::ElideMiddle, text.width())
        );
    }

    NumberPainter& m_numbers;
};

/// The head in the design's size, with figures that do not dance when it shows a time.
class LegendHeader final : public QHeaderView {
public:
    LegendHeader(NumberPainter& numbers, QWidget* parent)
        : QHeaderView(Qt::Horizontal, parent)
        , m_numbers(numbers) {}

protected:
    void paintSection(QPainter* painter, const QRect& rect, int section) const override {
        const Theme& theme = Theme::of(this);
        painter->save();
        painter->fillRect(rect, theme.color(Token::Surface));
        drawHairline(*painter, rect, Qt::BottomEdge, theme.color(Token::Line));
        painter->setFont(theme.textFont(12));
        painter->setPen(theme.color(Token::Muted));
        const QString title = model()->headerData(section, Qt::Horizontal).toString();
        const bool isName = section == LegendModel::Series;
        const int right = section == LegendModel::Average ? -2 : -kPadding;
        m_numbers.draw(
            *painter,
            rect.adjusted(isName ? kPadding / 2 : 0, 0, right, 0),
            (isName ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter,
            title
        );
        painter->restore();
    }

private:
    NumberPainter& m_numbers;
};

} // namespace

LegendView::LegendView(LegendModel& model, QWidget* parent)
    : QTableView(parent)
    , m_model(model) {
    setHorizontalHeader(new LegendHeader(m_numbers, this));
    setModel(&model);
    setItemDelegate(new LegendDelegate(m_numbers, this));
    setAccessibleName(tr("Legend"));
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setSelectionMode(QAbstractItemView::NoSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setTabKeyNavigation(false);
    setMouseTracking(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setTextElideMode(Qt::ElideRight);
    verticalHeader()->hide();
    verticalHeader()->setMinimumSectionSize(kRowHeight);
    verticalHeader()->setDefaultSectionSize(kRowHeight);
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setFixedHeight(kRowHeight);
    horizontalHeader()->setMinimumSectionSize(kNarrowest);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setHighlightSections(false);
    connect(&model, &QAbstractItemModel::modelReset, this, &LegendView::fitColumns);
}

int LegendView::heightFor(int rows) const {
    return kRowHeight * (rows + 1) + 2;
}

void LegendView::fitColumns() {
    const QFont font = Theme::of(this).textFont(12);
    for (int column = LegendModel::Last; column < LegendModel::kColumns; ++column) {
        const bool isFresh = m_rowCountSeen != m_model.rowCount();
        int& widest = m_widths[static_cast<std::size_t>(column)];
        widest = isFresh ? kNarrowest : widest;
        for (int row = 0; row < m_model.rowCount(); ++row) {
            const QString text = m_model.index(row, column).data().toString();
            widest = std::max(widest, m_numbers.width(font, text) + kPadding + 5);
        }
        if (column == LegendModel::Last) {
            // The crosshair's time stands in this head: room for it is kept from the start.
            widest =
                std::max(widest, m_numbers.width(font, QStringLiteral("00:00:00")) + kPadding + 4);
        }
        setColumnWidth(column, widest);
    }
    m_rowCountSeen = m_model.rowCount();
    shareWidth();
}

void LegendView::shareWidth() {
    int figures = 0;
    for (int column = LegendModel::Last; column < LegendModel::kColumns; ++column) {
        figures += m_widths[static_cast<std::size_t>(column)];
    }
    const int width = viewport()->width();
    // Where there is no room for all, the name and the last value matter most.
    for (const int column : {LegendModel::Average, LegendModel::Min, LegendModel::Max}) {
        const bool isTight = width - figures < kNameNarrowest;
        setColumnHidden(column, isTight);
        figures -= isTight ? m_widths[static_cast<std::size_t>(column)] : 0;
    }
    setColumnWidth(LegendModel::Series, std::max(width - figures, kNarrowest));
}

void LegendView::resizeEvent(QResizeEvent* event) {
    QTableView::resizeEvent(event);
    fitColumns();
}

void LegendView::mouseReleaseEvent(QMouseEvent* event) {
    QTableView::mouseReleaseEvent(event);
    const QModelIndex index = indexAt(event->position().toPoint());
    const bool isSecondOfDouble = std::exchange(m_ignoresRelease, false);
    if (event->button() == Qt::LeftButton && index.isValid() && !isSecondOfDouble) {
        m_model.setHidden(index.row(), !m_model.isHidden(index.row()));
    }
}

void LegendView::mouseDoubleClickEvent(QMouseEvent* event) {
    const QModelIndex index = indexAt(event->position().toPoint());
    m_ignoresRelease = true;
    if (event->button() == Qt::LeftButton && index.isValid()) {
        // The first click of the two has already hidden or shown it; that was not meant.
        m_model.setHidden(index.row(), !m_model.isHidden(index.row()));
        m_model.solo(index.row());
    }
}

void LegendView::mouseMoveEvent(QMouseEvent* event) {
    QTableView::mouseMoveEvent(event);
    hover(indexAt(event->position().toPoint()).row());
}

void LegendView::leaveEvent(QEvent* event) {
    QTableView::leaveEvent(event);
    hover(-1);
}

void LegendView::hover(int row) {
    if (row != m_hovered) {
        m_hovered = row;
        Q_EMIT rowHovered(row);
    }
}

void LegendView::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
    QTableView::currentChanged(current, previous);
    if (hasFocus()) {
        hover(current.row());
    }
}

void LegendView::keyPressEvent(QKeyEvent* event) {
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    const int row = currentIndex().row();
    if (row < 0 || (!isEnter && event->key() != Qt::Key_Space)) {
        QTableView::keyPressEvent(event);
        return;
    }
    if (event->modifiers().testFlag(Qt::ShiftModifier)) {
        m_model.solo(row);
    } else {
        m_model.setHidden(row, !m_model.isHidden(row));
    }
    event->accept();
}

} // namespace meterbench::ui
