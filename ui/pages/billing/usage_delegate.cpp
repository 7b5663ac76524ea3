#include "ui/pages/billing/usage_delegate.h"

#include "ui/pages/billing/usage_model.h"
#include "ui/widgets/icon.h"

#include <QWidget>

#include <vector>

namespace meterbench::ui {

namespace {

constexpr int kArrow = 12;
constexpr int kCustomerIn = 26;
constexpr int kDimensionIn = 28;
constexpr int kPadding = 10;

} // namespace

UsageDelegate::UsageDelegate(const UsageModel& model, QObject* parent)
    : CellDelegate(parent)
    , m_model(model) {}

void UsageDelegate::paint(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index
) const {
    const Theme& theme = Theme::of(option.widget);
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    if (m_model.isCustomer(index.row()) && !isSelected) {
        painter->fillRect(option.rect, theme.color(Token::Raised));
    }
    if (index.column() == UsageModel::Name || index.column() == UsageModel::Today) {
        painter->save();
        if (isSelected) {
            painter->fillRect(option.rect, theme.color(Token::AccentSurface));
        }
        drawHairline(*painter, option.rect, Qt::BottomEdge, theme.color(Token::FaintLine));
        if (index.column() == UsageModel::Name) {
            paintName(*painter, option, index);
        } else {
            paintToday(*painter, option, index.row());
        }
        painter->restore();
        return;
    }
    CellDelegate::paint(painter, option, index);
}

void UsageDelegate::paintName(
    QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index
) const {
    const Theme& theme = Theme::of(option.widget);
    const QRect& cell = option.rect;
    const bool isCustomer = m_model.isCustomer(index.row());
    if (isCustomer) {
        const QString arrow =
            m_model.isClosed(index.row()) ? QStringLiteral("right") : QStringLiteral("down");
        const QPixmap picture = iconPixmap(
            arrow, theme.color(Token::Muted), kArrow, painter.device()->devicePixelRatioF()
        );
        painter.drawPixmap(cell.left() + 10, cell.top() + (cell.height() - kArrow) / 2, picture);
    }
    const QVariant token = index.data(TokenRole);
    painter.setPen(theme.color(token.isValid() ? static_cast<Token>(token.toInt()) : Token::Text));
    const QRect place = cell.adjusted(isCustomer ? kCustomerIn : kDimensionIn, 0, -kPadding, -1);
    texts().drawWords(
        painter,
        theme.textFont(13, isCustomer ? QFont::DemiBold : QFont::Normal),
        place,
        index.data().toString()
    );
    if (option.state.testFlag(QStyle::State_Selected) && option.widget != nullptr &&
        option.widget->hasFocus()) {
        painter.fillRect(
            QRect(cell.left(), cell.top(), 2, cell.height() - 1), theme.color(Token::Accent)
        );
    }
}

void UsageDelegate::paintToday(QPainter& painter, const QStyleOptionViewItem& option, int row)
    const {
    const std::vector<float>* const today = m_model.todayAt(row);
    if (today == nullptr || today->size() < 2) {
        return;
    }
    // The slot of now is not over: it would look like a fall.
    const std::vector<double> values(today->begin(), today->end() - (today->size() > 2 ? 1 : 0));
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF place = QRectF(option.rect).adjusted(kPadding, 7, -kPadding, -8);
    const QColor color = Theme::of(option.widget).color(Token::Accent);
    drawSparkline(painter, place, values, color, SparklineScale::FromZero);
}

void RepairDelegate::paint(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index
) const {
    const Theme& theme = Theme::of(option.widget);
    painter->save();
    if (option.state.testFlag(QStyle::State_Selected)) {
        painter->fillRect(option.rect, theme.color(Token::AccentSurface));
    }
    drawHairline(*painter, option.rect, Qt::BottomEdge, theme.color(Token::FaintLine));
    painter->setFont(theme.textFont(12, QFont::Medium));
    const QString text = index.data().toString();
    const int wide = painter->fontMetrics().horizontalAdvance(text) + 20;
    const QRect button(
        option.rect.right() - kPadding - wide,
        option.rect.top() + 6,
        wide,
        option.rect.height() - 13
    );
    drawFrame(*painter, button, 6, theme.color(Token::Raised), theme.color(Token::Line));
    painter->setPen(theme.color(Token::Text));
    painter->drawText(button, Qt::AlignCenter, text);
    painter->restore();
}

} // namespace meterbench::ui
