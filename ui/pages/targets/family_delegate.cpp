#include "ui/pages/targets/family_delegate.h"

#include "ui/models/families_model.h"
#include "ui/pages/verdict_mark.h"
#include "ui/widgets/icon.h"
#include "ui/widgets/paint.h"

#include <QTreeView>

namespace meterbench::ui {

namespace {

constexpr int kRowHeight = 40;
constexpr int kEdge = 14;
constexpr int kNameLeft = 40;
constexpr int kCurveWidth = 60;
constexpr int kValueWidth = 64;

/// The colour of a curve says the type, as the letter does.
int curveIndexOf(const QString& letter) {
    static const QString kLetters = QStringLiteral("C?HGI");
    const auto at = static_cast<int>(kLetters.indexOf(letter));
    return letter.isEmpty() || at < 0 ? 0 : at;
}

} // namespace

FamilyDelegate::FamilyDelegate(const FamiliesModel& model, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_model(model) {}

QSize FamilyDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return {200, kRowHeight};
}

void FamilyDelegate::paint(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index
) const {
    const Theme& theme = Theme::of(option.widget);
    const bool isFamily = m_model.isFamily(index);
    painter->save();
    const QRect row(0, option.rect.top(), option.widget->width(), option.rect.height());
    if (option.state.testFlag(QStyle::State_Selected)) {
        painter->fillRect(row, theme.color(Token::AccentSurface));
        if (option.widget->hasFocus()) {
            painter->fillRect(QRect(0, row.top(), 2, row.height() - 1), theme.color(Token::Accent));
        }
    } else if (option.state.testFlag(QStyle::State_MouseOver)) {
        painter->fillRect(row, theme.color(Token::Raised));
    }
    drawHairline(*painter, row, Qt::BottomEdge, theme.color(Token::FaintLine));

    const auto* tree = qobject_cast<const QTreeView*>(option.widget);
    const int right = (tree != nullptr ? tree->viewport()->width() : row.width()) - kEdge;
    const QString value = index.data(FamiliesModel::ValueRole).toString();
    painter->setFont(theme.textFont(13, QFont::DemiBold));
    const int valueWidth = std::clamp(numberWidth(painter->font(), value), kValueWidth, 150);
    const QRect valueRect(right - valueWidth, row.top(), valueWidth, row.height() - 1);
    painter->setPen(theme.color(Token::Text));
    drawNumber(*painter, valueRect, Qt::AlignRight | Qt::AlignVCenter, value);

    const QRectF curve(
        valueRect.left() - 10 - kCurveWidth, row.top() + 12, kCurveWidth, row.height() - 24
    );
    const QModelIndex family = isFamily ? index : index.parent();
    const QString letter = family.data(FamiliesModel::LetterRole).toString();
    const std::vector<double> points = m_model.curveAt(index);
    drawSparkline(*painter, curve, points, theme.curveColor(curveIndexOf(letter)));

    int left = kNameLeft;
    if (isFamily) {
        drawTypeBadge(*painter, theme, QRect(kEdge - 2, row.top(), 20, row.height() - 1), letter);
    } else {
        left += 6;
        painter->fillRect(
            QRect(kEdge + 7, row.top(), 1, row.height()), theme.color(Token::FaintLine)
        );
    }
    const int nameRight =
        (points.size() < 2 ? valueRect.left() : static_cast<int>(curve.left())) - 10;
    const QRect name(left, row.top() + 4, nameRight - left, 17);
    painter->setFont(theme.monoFont());
    painter->setPen(theme.color(Token::Text));
    painter->drawText(
        name,
        Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
        painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, name.width())
    );
    QRect detail(left, row.top() + 20, nameRight - left, 15);
    const QVariant verdict = index.data(FamiliesModel::VerdictRole);
    if (verdict.isValid()) {
        drawVerdictMark(
            *painter, theme, detail, static_cast<SeriesVerdict::Kind>(verdict.toInt())
        );
        detail.setLeft(detail.left() + kVerdictMarkSize + 5);
    }
    painter->setFont(theme.textFont(11));
    painter->setPen(theme.color(Token::Hint));
    const QString words = index.data(FamiliesModel::DetailRole).toString();
    drawNumber(*painter, detail, Qt::AlignLeft | Qt::AlignVCenter, words);
    if (isFamily && index.data(FamiliesModel::SeriesCountRole).toInt() > 1) {
        const QString arrow = option.state.testFlag(QStyle::State_Open) ? QStringLiteral("down")
                                                                        : QStringLiteral("right");
        const QPixmap picture =
            iconPixmap(arrow, theme.color(Token::Hint), 12, painter->device()->devicePixelRatioF());
        painter->drawPixmap(
            detail.left() + numberWidth(painter->font(), words) + 4, detail.top() + 2, picture
        );
    }
    painter->restore();
}

} // namespace meterbench::ui
