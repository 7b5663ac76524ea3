// Painting and keys of the rail's buttons.
#include "ui/shell/rail.h"

#include "ui/widgets/icon.h"

#include <QKeyEvent>
#include <QVBoxLayout>

namespace meterbench::ui {

namespace {

constexpr int kWidth = 184;
constexpr int kNarrowWidth = 52;

} // namespace

RailButton::RailButton(PageId page, const QString& icon, const QString& title, QWidget* parent)
    : QAbstractButton(parent)
    , m_page(page)
    , m_icon(icon) {
    setText(title);
    setAccessibleName(title);
    setCheckable(true);
    setAutoExclusive(true);
    setFocusPolicy(Qt::StrongFocus);
    setFixedHeight(32);
    setAttribute(Qt::WA_Hover);
}

void RailButton::setAttention(int count) {
    if (m_attention != count) {
        m_attention = count;
        setAccessibleDescription(count > 0 ? tr("%n need attention", nullptr, count) : QString());
        update();
    }
}

void RailButton::setNarrow(bool narrow) {
    m_narrow = narrow;
    update();
}

void RailButton::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (isChecked() || underMouse()) {
        const QColor fill = theme.color(isChecked() ? Token::AccentSurface : Token::Raised);
        drawFrame(painter, rect(), 6, fill, fill);
    }
    if (hasVisibleFocus(this)) {
        drawFocusRing(painter, theme, rect());
    }
    const QColor color = theme.color(isChecked() || underMouse() ? Token::Text : Token::Muted);
    const int iconX = m_narrow ? (width() - 16) / 2 : 10;
    painter.drawPixmap(
        QPoint(iconX, (height() - 16) / 2), iconPixmap(m_icon, color, 16, devicePixelRatioF())
    );
    const QString count = m_attention > 99 ? QStringLiteral("99+") : QString::number(m_attention);
    if (m_narrow) {
        if (m_attention > 0) {
            drawSign(
                painter, QRectF(width() - 12, 4, 7, 7), Sign::Triangle, theme.color(Token::Bad)
            );
        }
        return;
    }
    painter.setFont(theme.textFont(13, isChecked() ? QFont::DemiBold : QFont::Normal));
    painter.setPen(color);
    painter.drawText(
        rect().adjusted(36, 0, -30, 0),
        Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
        text()
    );
    if (m_attention > 0) {
        painter.setFont(theme.textFont(11, QFont::Medium));
        painter.setPen(theme.color(Token::Bad));
        painter.drawText(rect().adjusted(0, 0, -10, 0), Qt::AlignVCenter | Qt::AlignRight, count);
    }
}

void RailButton::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        click();
        return;
    }
    QAbstractButton::keyPressEvent(event);
}

Rail::Rail(QWidget* parent)
    : Bar(Qt::RightEdge, parent) {
    setFixedWidth(kWidth);
    m_column = new QVBoxLayout(this);
    m_column->setContentsMargins(8, 8, 9, 8);
    m_column->setSpacing(0);
    m_column->addStretch(1);
    setAccessibleName(tr("Pages"));
}

void Rail::addPage(
    PageId page, const QString& icon, const QString& title, const QString& shortcut
) {
    auto* button = new RailButton(page, icon, title, this);
    button->setToolTip(tr("%1  (%2)").arg(title, shortcut));
    m_column->insertWidget(static_cast<int>(m_buttons.size()), button);
    m_buttons.push_back(button);
    connect(button, &QAbstractButton::clicked, this, [this, page] { Q_EMIT pageRequested(page); });
}

void Rail::setCurrent(PageId page) {
    if (RailButton* found = button(page)) {
        found->setChecked(true);
    }
}

void Rail::setAttention(PageId page, int count) {
    if (RailButton* found = button(page)) {
        found->setAttention(count);
    }
}

void Rail::setNarrow(bool narrow) {
    setFixedWidth(narrow ? kNarrowWidth : kWidth);
    for (RailButton* button : m_buttons) {
        button->setNarrow(narrow);
    }
}

RailButton* Rail::button(PageId page) const {
    for (RailButton* button : m_buttons) {
        if (button->page() == page) {
            return button;
        }
    }
    return nullptr;
}

} // namespace meterbench::ui
