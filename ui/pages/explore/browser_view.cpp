#include "ui/pages/explore/browser_view.h"

#include "ui/pages/explore/browser_model.h"
#include "ui/pages/verdict_mark.h"
#include "ui/widgets/paint.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QStyledItemDelegate>

namespace meterbench::ui {

namespace {

constexpr int kEdge = 12;
constexpr int kChevron = 12;

/// Where the text of a row begins, by its depth.
int textLeft(int kind, bool isAtTop) {
    if (kind == BrowserModel::Series) {
        return kEdge + (isAtTop ? 32 : 48);
    }
    return kind == BrowserModel::Family && !isAtTop ? kEdge + 16 : kEdge + kChevron;
}

bool isTopBranch(const QModelIndex& index) {
    const bool isSeries = index.data(BrowserModel::KindRole).toInt() == BrowserModel::Series;
    return isSeries ? !index.parent().parent().isValid() : !index.parent().isValid();
}

void drawChevron(QPainter& painter, const QPointF& centre, bool isOpen, const QColor& color) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.translate(centre);
    painter.rotate(isOpen ? 90 : 0);
    painter.drawPolygon(QPolygonF({{-2.5, -3.5}, {3, 0}, {-2.5, 3.5}}));
    painter.restore();
}

class BrowserDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    [[nodiscard]] QSize
    sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        Q_UNUSED(index);
        return {option.rect.width(), BrowserView::kRowHeight};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index)
        const override {
        const Theme& theme = Theme::of(option.widget);
        const auto* view = qobject_cast<const QTreeView*>(option.widget);
        painter->save();
        paintBackground(*painter, theme, option);
        const int kind = index.data(BrowserModel::KindRole).toInt();
        const bool isTop = isTopBranch(index);
        QRect text = option.rect.adjusted(textLeft(kind, isTop), 0, -kEdge, 0);
        const int countLeft = paintCount(*painter, theme, text, index);
        text.setRight(countLeft < text.right() ? countLeft - 8 : countLeft);
        text.setRight(paintVerdict(*painter, theme, text, index));
        const bool isHot = option.state.testFlag(QStyle::State_MouseOver) ||
                           option.state.testFlag(QStyle::State_Selected);
        const bool isOpen = view != nullptr && view->isExpanded(index);
        if (kind == BrowserModel::Group || (kind == BrowserModel::Family && (isHot || isOpen))) {
            const QPointF centre(
                text.left() - (kind == BrowserModel::Group ? 7 : 8), option.rect.center().y() + 0.5
            );
            drawChevron(
                *painter,
                centre,
                isOpen,
                theme.color(kind == BrowserModel::Group ? Token::Text : Token::Muted)
            );
        }
        if (kind == BrowserModel::Family) {
            painter->setFont(theme.monoFont(12));
            painter->setPen(theme.color(Token::Muted));
            painter->drawText(
                text,
                Qt::AlignLeft | Qt::AlignVCenter,
                index.data(BrowserModel::LetterRole).toString()
            );
            text.adjust(15, 0, 0, 0);
        }
        paintName(*painter, theme, text, index, kind);
        painter->restore();
    }

private:
    static void
    paintBackground(QPainter& painter, const Theme& theme, const QStyleOptionViewItem& option) {
        if (option.state.testFlag(QStyle::State_Selected)) {
            painter.fillRect(option.rect, theme.color(Token::AccentSurface));
        } else if (option.state.testFlag(QStyle::State_MouseOver)) {
            painter.fillRect(option.rect, theme.color(Token::Raised));
        }
    }

    /// Answers where it begins.
    static int
    paintCount(QPainter& painter, const Theme& theme, const QRect& rect, const QModelIndex& index) {
        const QString count = index.data(BrowserModel::CountRole).toString();
        painter.setFont(theme.textFont(11));
        painter.setPen(theme.color(Token::Hint));
        drawNumber(painter, rect, Qt::AlignRight | Qt::AlignVCenter, count);
        return rect.right() - (count.isEmpty() ? 0 : numberWidth(painter.font(), count));
    }

    /// Beside the count; answers where it begins.
    static int paintVerdict(
        QPainter& painter, const Theme& theme, const QRect& rect, const QModelIndex& index
    ) {
        const QVariant kind = index.data(BrowserModel::VerdictRole);
        if (!kind.isValid()) {
            return rect.right();
        }
        const QRect mark(
            rect.right() - kVerdictMarkSize, rect.top(), kVerdictMarkSize, rect.height()
        );
        drawVerdictMark(painter, theme, mark, static_cast<SeriesVerdict::Kind>(kind.toInt()));
        return mark.left() - 8;
    }

    static void paintName(
        QPainter& painter, const Theme& theme, const QRect& rect, const QModelIndex& index, int kind
    ) {
        painter.setFont(
            kind == BrowserModel::Group ? theme.textFont(13)
                                        : theme.monoFont(kind == BrowserModel::Series ? 11 : 12)
        );
        painter.setPen(theme.color(kind == BrowserModel::Series ? Token::Muted : Token::Text));
        const QString name =
            painter.fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, rect.width());
        painter.drawText(rect, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, name);
    }
};

} // namespace

BrowserView::BrowserView(QWidget* parent)
    : QTreeView(parent) {
    setItemDelegate(new BrowserDelegate(this));
    setAccessibleName(tr("Metrics"));
    setFrameShape(QFrame::NoFrame);
    setHeaderHidden(true);
    setUniformRowHeights(true);
    setIndentation(0);
    setRootIsDecorated(false);
    setExpandsOnDoubleClick(false);
    setMouseTracking(true);
    setDragEnabled(true);
    setDragDropMode(QAbstractItemView::DragOnly);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setContextMenuPolicy(Qt::CustomContextMenu);
}

void BrowserView::drawBranches(QPainter* painter, const QRect& rect, const QModelIndex& index)
    const {
    Q_UNUSED(painter);
    Q_UNUSED(rect);
    Q_UNUSED(index);
}

void BrowserView::ask(const QModelIndex& index, bool isForNewChart) {
    if (!index.isValid()) {
        return;
    }
    if (index.data(BrowserModel::KindRole).toInt() == BrowserModel::Group) {
        setExpanded(index, !isExpanded(index));
    } else {
        Q_EMIT chartRequested(index, isForNewChart);
    }
}

void BrowserView::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        ask(currentIndex(), !event->modifiers().testFlag(Qt::ControlModifier));
        event->accept();
        return;
    }
    QTreeView::keyPressEvent(event);
}

bool BrowserView::togglesAt(const QModelIndex& index, const QPoint& position) const {
    const int kind = index.data(BrowserModel::KindRole).toInt();
    const bool isOnChevron = position.x() < textLeft(kind, isTopBranch(index));
    return kind == BrowserModel::Group || (kind == BrowserModel::Family && isOnChevron);
}

void BrowserView::mousePressEvent(QMouseEvent* event) {
    m_pressed = indexAt(event->position().toPoint());
    QTreeView::mousePressEvent(event);
}

void BrowserView::mouseReleaseEvent(QMouseEvent* event) {
    QTreeView::mouseReleaseEvent(event);
    const QModelIndex index = indexAt(event->position().toPoint());
    const bool isClick = index.isValid() && index == m_pressed && event->button() == Qt::LeftButton;
    if (isClick && togglesAt(index, event->position().toPoint())) {
        setExpanded(index, !isExpanded(index));
    }
    m_pressed = {};
}

void BrowserView::mouseDoubleClickEvent(QMouseEvent* event) {
    const QModelIndex index = indexAt(event->position().toPoint());
    if (index.isValid() && !togglesAt(index, event->position().toPoint())) {
        ask(index, !event->modifiers().testFlag(Qt::ControlModifier));
    } else {
        m_pressed = index; // a fast second click on a group closes it again
    }
}

void BrowserView::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
    QTreeView::currentChanged(current, previous);
    Q_EMIT currentPlaceChanged(current);
}

} // namespace meterbench::ui
