// Painting, placing and ending of the toast.
#include "ui/shell/toast.h"

#include "ui/widgets/paint.h"

#include <QAccessible>
#include <QTimer>

#include <algorithm>

namespace meterbench::ui {

namespace {

constexpr int kShownMs = 5'000;
constexpr int kPadding = 14;
constexpr int kAboveBottom = 28 + 12;

} // namespace

Toast::Toast(QWidget* parent)
    : QWidget(parent)
    , m_timer(new QTimer(this)) {
    m_timer->setSingleShot(true);
    m_timer->setInterval(kShownMs);
    connect(m_timer, &QTimer::timeout, this, &QWidget::hide);
    hide();
}

void Toast::say(const QString& text) {
    m_text = text;
    setAccessibleName(text);
    place();
    show();
    raise();
    update();
    m_timer->start();
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void Toast::place() {
    const QFontMetrics metrics(Theme::of(this).textFont());
    const QSize whole = parentWidget()->size();
    const int width =
        std::min(metrics.horizontalAdvance(m_text) + 2 * kPadding + 2, whole.width() - 48);
    setGeometry((whole.width() - width) / 2, whole.height() - kAboveBottom - 34, width, 34);
}

void Toast::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    drawFrame(painter, rect(), 8, theme.color(Token::Raised), theme.color(Token::Line));
    painter.setFont(theme.textFont());
    painter.setPen(theme.color(Token::Text));
    const QRect place = rect().adjusted(kPadding, 0, -kPadding, 0);
    const QString shown =
        painter.fontMetrics().elidedText(m_text, Qt::ElideRight, place.width() + 1);
    painter.drawText(place, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, shown);
}

void Toast::mousePressEvent(QMouseEvent*) {
    hide();
}

} // namespace meterbench::ui
