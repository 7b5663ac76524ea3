#include "ui/pages/instruments/bench_delegate.h"

#include "core/instruments/name_advice.h"
#include "ui/pages/instruments/bench_words.h"
#include "ui/widgets/icon.h"
#include "ui/widgets/paint.h"

#include <QMouseEvent>
#include <QTableView>

#include <algorithm>

namespace meterbench::ui {

namespace {

constexpr int kPadding = 16;
constexpr int kIndent = 28; ///< of a series, and of a metric's name behind its arrow
constexpr int kArrowLeft = 8;
constexpr int kArrow = 14;
constexpr int kCell = 10;
constexpr int kGroupHeight = 30;
constexpr int kSeriesHeight = 36;
constexpr int kButtonHeight = 24;
constexpr int kButtonGap = 6;

QRect wholeRow(const QStyleOptionViewItem& option) {
    const auto* table = qobject_cast<const QTableView*>(option.widget);
    const int width = table != nullptr ? table->viewport()->width() : option.rect.right();
    return {0, option.rect.top(), width, option.rect.height()};
}

QString textOf(std::string_view value) {
    return QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size()));
}

} // namespace

BenchDelegate::BenchDelegate(const BenchModel& model, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_model(model) {}

QSize BenchDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const {
    const BenchModel::Row* const row = m_model.rowAt(index.row());
    return {60, row != nullptr && row->isGroup ? kGroupHeight : kSeriesHeight};
}

QRect BenchDelegate::buttonRect(const QRect& cell, const BenchModel::Row& row, Button button)
    const {
    const bool hasMore = row.instrument->definition.type == instruments::Type::Counter;
    if (button == Button::More && !hasMore) {
        return {};
    }
    const QFontMetrics metrics(Theme::of(nullptr).textFont(12));
    const int main =
        metrics.horizontalAdvance(bench::actionWords(row.instrument->definition.type)) + 18;
    const int more = metrics.horizontalAdvance(tr("+n…")) + 18;
    const int top = cell.top() + (cell.height() - kButtonHeight) / 2;
    return button == Button::Main
               ? QRect(cell.left() + kCell, top, main, kButtonHeight)
               : QRect(cell.left() + kCell + main + kButtonGap, top, more, kButtonHeight);
}

void BenchDelegate::paint(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index
) const {
    const BenchModel::Row* const row = m_model.rowAt(index.row());
    if (row == nullptr) {
        return;
    }
    const Theme& theme = Theme::of(option.widget);
    painter->save();
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    painter->fillRect(
        option.rect,
        theme.color(
            isSelected     ? Token::AccentSurface
            : row->isGroup ? Token::Raised
                           : Token::Background
        )
    );
    if (row->isGroup) {
        paintGroup(*painter, option, *row);
    } else {
        paintSeries(*painter, option, *row, index);
    }
    drawHairline(*painter, option.rect, Qt::BottomEdge, theme.color(Token::FaintLine));
    painter->restore();
}

/// Over all columns; each cell paints its part of it.
void BenchDelegate::paintGroup(
    QPainter& painter, const QStyleOptionViewItem& option, const BenchModel::Row& row
) const {
    const Theme& theme = Theme::of(option.widget);
    const instruments::Definition& definition = row.instrument->definition;
    painter.setClipRect(option.rect);
    const QRect whole = wholeRow(option);
    const bool isFolded = m_model.isFolded(definition.name);
    painter.drawPixmap(
        whole.left() + kArrowLeft,
        whole.top() + (whole.height() - kArrow) / 2,
        iconPixmap(
            isFolded ? QStringLiteral("right") : QStringLiteral("down"),
            theme.color(Token::Muted),
            kArrow,
            painter.device()->devicePixelRatioF()
        )
    );
    QRect rest = whole.adjusted(kIndent, 0, -kPadding, 0);
    QFont name = theme.monoFont(12);
    name.setWeight(QFont::DemiBold);
    painter.setFont(name);
    painter.setPen(theme.color(Token::Text));
    const QString title = textOf(definition.name);
    const int most = rest.width() / 2;
    const QString shown = QFontMetrics(name).elidedText(title, Qt::ElideRight, most);
    painter.drawText(rest, Qt::AlignVCenter | Qt::AlignLeft, shown);
    rest.setLeft(rest.left() + QFontMetrics(name).horizontalAdvance(shown) + 12);
    const PillText pill{bench::typeTitle(definition.type), Tone::Neutral, Sign::None};
    const QSize size = pillSize(theme, pill);
    const QRect frame(rest.left(), rest.center().y() - 9, size.width(), 19);
    drawFrame(
        painter,
        QRectF(frame).adjusted(0.5, 0.5, -0.5, -0.5),
        9,
        Qt::transparent,
        theme.color(Token::Line)
    );
    painter.setFont(theme.textFont(12));
    painter.setPen(theme.color(Token::Muted));
    painter.drawText(frame, Qt::AlignCenter, pill.text);
    rest.setLeft(frame.right() + 12);
    const QString help = bench::helpWords(definition);
    painter.setFont(theme.textFont(13));
    if (isFolded) {
        const QString count = bench::seriesCount(*row.instrument);
        drawNumber(painter, rest, Qt::AlignVCenter | Qt::AlignRight, count);
        rest.setRight(rest.right() - numberWidth(painter.font(), count) - 12);
    }
    painter.drawText(
        rest,
        Qt::AlignVCenter | Qt::AlignLeft,
        painter.fontMetrics().elidedText(help, Qt::ElideRight, rest.width())
    );
}

void BenchDelegate::paintSeries(
    QPainter& painter,
    const QStyleOptionViewItem& option,
    const BenchModel::Row& row,
    const QModelIndex& index
) const {
    const Theme& theme = Theme::of(option.widget);
    const QString text = index.data(Qt::DisplayRole).toString();
    const QRect cell = option.rect.adjusted(kCell, 0, -kCell, 0);
    switch (index.column()) {
    case BenchModel::Series: {
        painter.setFont(theme.monoFont(12));
        painter.setPen(theme.color(row.values.empty() ? Token::Muted : Token::Text));
        const QRect place = option.rect.adjusted(kIndent, 0, -kCell, 0);
        painter.drawText(
            place,
            Qt::AlignVCenter | Qt::AlignLeft,
            painter.fontMetrics().elidedText(text, Qt::ElideRight, place.width())
        );
        break;
    }
    case BenchModel::Value: {
        painter.setFont(theme.textFont(13, QFont::DemiBold));
        painter.setPen(theme.color(Token::Text));
        const QString shown = painter.fontMetrics().elidedText(text, Qt::ElideRight, cell.width());
        const int width = numberWidth(painter.font(), shown);
        if (row.instrument->definition.type == instruments::Type::Enum) {
            const double left = cell.right() - width - 16;
            drawSign(
                painter,
                QRectF(left, cell.center().y() - 4, 8, 8),
                Sign::Dot,
                theme.color(Token::Accent)
            );
        }
        drawNumber(painter, cell, Qt::AlignRight | Qt::AlignVCenter, shown);
        break;
    }
    case BenchModel::Action:
        paintButton(
            painter,
            option,
            buttonRect(option.rect, row, Button::Main),
            text,
            row.instrument->definition.type == instruments::Type::Counter
        );
        paintButton(painter, option, buttonRect(option.rect, row, Button::More), tr("+n…"), false);
        break;
    case BenchModel::Recent: {
        const std::vector<double> values = m_model.recentOf(row);
        if (values.size() > 1) {
            drawSparkline(
                painter,
                QRectF(cell.left(), cell.center().y() - 8, std::min(cell.width(), 98), 16),
                values,
                theme.color(Token::Accent)
            );
        }
        break;
    }
    case BenchModel::DrivenBy:
        painter.setFont(theme.textFont(13));
        painter.setPen(theme.color(Token::Muted));
        painter.drawText(
            cell,
            Qt::AlignVCenter | Qt::AlignLeft,
            painter.fontMetrics().elidedText(text, Qt::ElideRight, cell.width())
        );
        break;
    default:
        break;
    }
}

void BenchDelegate::paintButton(
    QPainter& painter,
    const QStyleOptionViewItem& option,
    const QRect& rect,
    const QString& text,
    bool isMain
) const {
    if (rect.isEmpty()) {
        return;
    }
    const Theme& theme = Theme::of(option.widget);
    drawFrame(
        painter,
        QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5),
        6,
        theme.color(isMain ? Token::Accent : Token::Raised),
        theme.color(isMain ? Token::Accent : Token::Line)
    );
    painter.setFont(theme.textFont(12, isMain ? QFont::DemiBold : QFont::Normal));
    painter.setPen(theme.color(isMain ? Token::AccentText : Token::Text));
    painter.drawText(rect, Qt::AlignCenter, text);
}

bool BenchDelegate::editorEvent(
    QEvent* event, QAbstractItemModel*, const QStyleOptionViewItem& option, const QModelIndex& index
) {
    const BenchModel::Row* const row = m_model.rowAt(index.row());
    const bool isClick = event->type() == QEvent::MouseButtonRelease &&
                         static_cast<QMouseEvent*>(event)->button() == Qt::LeftButton;
    if (!isClick || row == nullptr) {
        return false;
    }
    const QPoint at = static_cast<QMouseEvent*>(event)->pos();
    if (row->isGroup) {
        const bool isOnArrow = index.column() == BenchModel::Series && at.x() < kIndent;
        if (isOnArrow) {
            Q_EMIT foldPressed(index.row());
        }
        return isOnArrow;
    }
    if (index.column() != BenchModel::Action) {
        return false;
    }
    for (const Button button : {Button::Main, Button::More}) {
        if (buttonRect(option.rect, *row, button).contains(at)) {
            Q_EMIT pressed(index.row(), button);
            return true;
        }
    }
    return false;
}

} // namespace meterbench::ui
