#include "ui/pages/explore/family_detail.h"

#include "ui/widgets/paint.h"

#include <QStringList>

namespace meterbench::ui {

namespace {

constexpr int kEdge = 12;
constexpr int kCorner = static_cast<int>(Qt::AlignLeft) | static_cast<int>(Qt::AlignTop);
/// Names have no spaces to break at; sentences have.
constexpr int kBreakAnywhere = kCorner | static_cast<int>(Qt::TextWrapAnywhere);
constexpr int kBreakAtWords = kCorner | static_cast<int>(Qt::TextWordWrap);

/// Draws wrapped text and answers the y behind it.
int wrapped(
    QPainter* painter, const QFont& font, const QColor& color, const QString& text, int y, int width
) {
    const int wrap = text.contains(QLatin1Char(' ')) ? kBreakAtWords : kBreakAnywhere;
    const QRect room(kEdge, y, width - 2 * kEdge, 2'000);
    const int height = QFontMetrics(font).boundingRect(room, wrap, text).height();
    if (painter != nullptr) {
        painter->setFont(font);
        painter->setPen(color);
        painter->drawText(QRect(room.left(), y, room.width(), height), wrap, text);
    }
    return y + height;
}

} // namespace

FamilyDetail::FamilyDetail(QWidget* parent)
    : QWidget(parent) {
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void FamilyDetail::setText(const FamilyText& text) {
    if (text == m_text) {
        return;
    }
    m_text = text;
    QStringList words{text.name, text.about};
    for (const FamilyText::Label& label : text.labels) {
        words.append(
            label.name + QStringLiteral(", ") + label.count + QStringLiteral(": ") + label.values
        );
    }
    setAccessibleName(words.join(QStringLiteral(". ")));
    updateGeometry();
    update();
}

QSize FamilyDetail::sizeHint() const {
    return {200, layOut(nullptr, std::max(width(), 200))};
}

int FamilyDetail::heightForWidth(int width) const {
    return layOut(nullptr, width);
}

void FamilyDetail::paintEvent(QPaintEvent* event) {
    Q_UNUSED(event);
    QPainter painter(this);
    layOut(&painter, width());
}

int FamilyDetail::layOut(QPainter* painter, int width) const {
    const Theme& theme = Theme::of(this);
    if (m_text.name.isEmpty()) {
        const QString hint = tr("Choose a family above: here stand its help, its labels and how "
                                "their values share the series.");
        return wrapped(painter, theme.textFont(12), theme.color(Token::Hint), hint, 12, width) + 12;
    }
    QFont name = theme.monoFont(12);
    name.setWeight(QFont::DemiBold);
    const QFont plain = theme.textFont(12);
    int y = wrapped(painter, name, theme.color(Token::Text), m_text.name, 12, width) + 3;
    y = wrapped(painter, plain, theme.color(Token::Muted), m_text.about, y, width);
    for (const FamilyText::Label& label : m_text.labels) {
        y += 10;
        if (painter != nullptr) {
            painter->setFont(theme.textFont(11));
            painter->setPen(theme.color(Token::Hint));
            drawNumber(
                *painter,
                QRect(kEdge, y, width - 2 * kEdge, 16),
                Qt::AlignRight | Qt::AlignVCenter,
                label.count
            );
        }
        y = wrapped(painter, name, theme.color(Token::Text), label.name, y, width - 70) + 3;
        y = wrapped(painter, plain, theme.color(Token::Muted), label.values, y, width);
    }
    return y + 12;
}

} // namespace meterbench::ui
