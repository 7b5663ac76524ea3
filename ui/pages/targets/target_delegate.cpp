#include "ui/pages/targets/target_delegate.h"

#include "ui/models/targets_model.h"
#include "ui/widgets/icon.h"
#include "ui/widgets/paint.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <QTableView>

namespace meterbench::ui {

namespace {

constexpr int kPadding = 10;
constexpr int kTagGap = 4;

PillText pillOf(const pipeline::TargetState& target) {
    const QString word = wording::health(target);
    if (target.paused) {
        return {word, Tone::Neutral, Sign::Pause};
    }
    switch (target.health) {
    case pipeline::Health::Up:
        return {word, Tone::Good, Sign::Dot};
    case pipeline::Health::Down:
        return {word, Tone::Bad, Sign::Triangle};
    case pipeline::Health::Unknown:
        break;
    }
    return {word, Tone::Neutral, Sign::Ring};
}

/// The beginning and the end of a long value tell it from others.
QString shortened(const QString& value) {
    return value.size() <= 12 ? value : value.left(4) + QChar(0x2026) + value.right(4);
}

/// As much of the value as a tag of this width can show, its middle left out; empty when that is
/// too little to tell anything.
QString fitting(const Theme& theme, const QString& name, const QString& value, int width) {
    constexpr int kLeastLetters = 3;
    const QFontMetrics metrics(theme.monoFont(11));
    const int letter = std::max(1, metrics.horizontalAdvance(QLatin1Char('0')));
    const int letters = (width - tagWidth(theme, name, {})) / letter - 1;
    if (letters < kLeastLetters || letters >= value.size()) {
        return {};
    }
    const int begin = (letters + 1) / 2;
    return value.left(begin) + QChar(0x2026) + value.right(letters - begin);
}

QRect wholeRow(const QStyleOptionViewItem& option) {
    const auto* table = qobject_cast<const QTableView*>(option.widget);
    const int width = table != nullptr ? table->viewport()->width() : option.rect.right();
    return {0, option.rect.top(), width, option.rect.height()};
}

} // namespace

TargetDelegate::TargetDelegate(const TargetsModel& model, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_model(model) {}

QSize TargetDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return {60, 30};
}

QString TargetDelegate::linkText() {
    return tr("Show history");
}

void TargetDelegate::paint(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index
) const {
    const Theme& theme = Theme::of(option.widget);
    const TargetsModel::RowKind kind = m_model.kindAt(index.row());
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    painter->save();
    painter->setClipRect(option.rect, Qt::IntersectClip);
    if (selected) {
        painter->fillRect(option.rect, theme.color(Token::AccentSurface));
    } else if (kind == TargetsModel::RowKind::Group) {
        painter->fillRect(option.rect, theme.color(Token::Raised));
    } else if (index.row() == m_hoveredRow && kind == TargetsModel::RowKind::Target) {
        painter->fillRect(option.rect, theme.color(Token::Surface));
    }
    drawHairline(*painter, option.rect, Qt::BottomEdge, theme.color(Token::FaintLine));
    switch (kind) {
    case TargetsModel::RowKind::Target:
        paintTarget(*painter, option, index);
        break;
    case TargetsModel::RowKind::Group:
        paintGroup(*painter, theme, wholeRow(option), index.row());
        break;
    case TargetsModel::RowKind::Problem: {
        QRect row = wholeRow(option);
        if (const auto* table = qobject_cast<const QTableView*>(option.widget)) {
            row.setLeft(table->columnViewportPosition(TargetsModel::Endpoint));
        }
        const QModelIndex text = index.siblingAtColumn(TargetsModel::Endpoint);
        paintProblem(*painter, theme, row, text.data().toString());
        break;
    }
    }
    if (selected && option.widget != nullptr && option.widget->hasFocus() && index.column() == 0) {
        painter->fillRect(
            QRect(option.rect.left(), option.rect.top(), 2, option.rect.height() - 1),
            theme.color(Token::Accent)
        );
    }
    painter->restore();
}

void TargetDelegate::paintTarget(
    QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index
) const {
    const Theme& theme = Theme::of(option.widget);
    const QRect cell = option.rect.adjusted(kPadding, 0, -kPadding, -1);
    const pipeline::TargetPtr target = m_model.targetAt(index.row());
    const QString text = index.data().toString();
    painter.setPen(theme.color(target->paused ? Token::Muted : Token::Text));
    switch (index.column()) {
    case TargetsModel::State:
        drawPill(painter, theme, cell, pillOf(*target));
        return;
    case TargetsModel::Endpoint:
        painter.setFont(theme.monoFont());
        painter.drawText(
            cell,
            Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
            painter.fontMetrics().elidedText(text, Qt::ElideMiddle, cell.width())
        );
        return;
    case TargetsModel::Labels:
        paintLabels(painter, theme, cell, index.row());
        return;
    default:
        painter.setFont(theme.textFont(13));
        drawNumber(painter, cell, Qt::AlignRight | Qt::AlignVCenter, text);
    }
}

void TargetDelegate::paintLabels(QPainter& painter, const Theme& theme, const QRect& rect, int row)
    const {
    const pipeline::TargetPtr target = m_model.targetAt(row);
    const std::vector<model::LabelView> labels = TargetsModel::shownLabels(*target);
    QRect left = rect;
    std::size_t hidden = 0;
    painter.setFont(theme.textFont(11));
    const QString most = QStringLiteral("+%1").arg(labels.size());
    const int reserved = painter.fontMetrics().horizontalAdvance(most) + 2;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const bool last = i + 1 == labels.size() && hidden == 0;
        const QRect room = left.adjusted(0, 0, last ? 0 : -reserved, 0);
        const QString name = wording::text(labels[i].name);
        const QString value = wording::text(labels[i].value);
        int taken = drawTag(painter, theme, room, name, value);
        if (taken == 0) {
            taken = drawTag(painter, theme, room, name, shortened(value));
        }
        if (taken == 0 && hidden == 0) {
            const QString part = fitting(theme, name, value, room.width());
            taken = part.isEmpty() ? 0 : drawTag(painter, theme, room, name, part);
        }
        hidden += taken == 0 ? 1 : 0;
        left.setLeft(left.left() + (taken == 0 ? 0 : taken + kTagGap));
    }
    if (hidden > 0) {
        painter.setPen(theme.color(Token::Muted));
        painter.drawText(left, Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("+%1").arg(hidden));
    }
}

void TargetDelegate::paintGroup(QPainter& painter, const Theme& theme, const QRect& row, int at)
    const {
    const QString arrow =
        m_model.isCollapsed(at) ? QStringLiteral("right") : QStringLiteral("down");
    const QPixmap picture =
        iconPixmap(arrow, theme.color(Token::Muted), 14, painter.device()->devicePixelRatioF());
    painter.drawPixmap(row.left() + 8, row.top() + (row.height() - 14) / 2, picture);
    QRect text = row.adjusted(26, 0, -kPadding, -1);
    painter.setFont(theme.textFont(13, QFont::DemiBold));
    painter.setPen(theme.color(Token::Text));
    const QString name = m_model.groupName(at);
    painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, name);
    text.setLeft(text.left() + painter.fontMetrics().horizontalAdvance(name) + 12);
    painter.setFont(theme.textFont(13));
    painter.setPen(theme.color(Token::Muted));
    drawNumber(painter, text, Qt::AlignLeft | Qt::AlignVCenter, m_model.groupSummary(at));
}

QRect TargetDelegate::linkRect(const Theme& theme, const QRect& row, const QString& text) const {
    const QFontMetrics metrics(theme.textFont(12));
    const int link = metrics.horizontalAdvance(linkText());
    const int room = row.width() - 2 * kPadding - link - 6;
    const int wide = std::min(metrics.horizontalAdvance(text), room);
    return {row.left() + kPadding + wide + 6, row.top(), link, row.height()};
}

void TargetDelegate::paintProblem(
    QPainter& painter, const Theme& theme, const QRect& row, const QString& text
) const {
    const QRect link = linkRect(theme, row, text);
    const QRect words(
        row.left() + kPadding, row.top(), link.left() - 6 - row.left() - kPadding, row.height() - 1
    );
    painter.setFont(theme.textFont(12));
    painter.setPen(theme.color(Token::Bad));
    painter.drawText(
        words.adjusted(0, 0, 2, 0),
        Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
        painter.fontMetrics().elidedText(text, Qt::ElideRight, words.width() + 1)
    );
    painter.setPen(theme.color(Token::Accent));
    painter.drawText(
        link.adjusted(0, 0, 2, -1),
        Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
        linkText()
    );
}

} // namespace meterbench::ui
