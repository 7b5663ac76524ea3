// Painting of the figure cards.
#include "ui/pages/overview/figure_card.h"

#include <QKeyEvent>

#include <algorithm>

namespace meterbench::ui {

FigureCard::FigureCard(const QString& name, QWidget* parent)
    : QAbstractButton(parent) {
    setText(name);
    setAccessibleName(name);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setFixedHeight(96);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void FigureCard::setFigure(const QString& figure, const QString& note, Token noteToken) {
    if (figure == m_figure && note == m_note && noteToken == m_noteToken) {
        return;
    }
    m_figure = figure;
    m_note = note;
    m_noteToken = noteToken;
    setAccessibleDescription(figure + QStringLiteral(", ") + note);
    update();
}

void FigureCard::setValues(const std::vector<double>& values) {
    if (m_values != values) {
        m_values = values;
        update();
    }
}

void FigureCard::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    drawFrame(
        painter,
        rect(),
        8,
        theme.color(Token::Surface),
        theme.color(underMouse() ? Token::Hint : Token::Line)
    );
    if (hasVisibleFocus(this)) {
        drawFocusRing(painter, theme, rect(), 8);
    }
    const QRect inside = rect().adjusted(15, 12, -15, -12);
    const auto line =
        [&](int top, int height, const QFont& font, Token token, const QString& text, int width) {
            painter.setFont(font);
            painter.setPen(theme.color(token));
            drawNumber(
                painter,
                QRect(inside.left(), top, width, height),
                Qt::AlignLeft | Qt::AlignVCenter,
                text
            );
        };
    // A narrow card keeps its words and leaves the line out.
    const int sparkWidth = inside.width() < 200 ? 0 : std::clamp(inside.width() * 2 / 5, 40, 130);
    line(inside.top(), 18, theme.textFont(12), Token::Muted, text(), inside.width());
    line(
        inside.top() + 19,
        30,
        theme.textFont(22, QFont::DemiBold),
        Token::Text,
        m_figure,
        inside.width()
    );
    line(
        inside.bottom() - 18,
        18,
        theme.textFont(12),
        m_noteToken,
        m_note,
        inside.width() - sparkWidth - 8
    );
    if (sparkWidth == 0) {
        return;
    }
    const QRectF spark(inside.right() - sparkWidth + 1, inside.bottom() - 25, sparkWidth, 24);
    drawSparkline(painter, spark, m_values, theme.color(Token::Accent));
}

void FigureCard::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        click();
        return;
    }
    QAbstractButton::keyPressEvent(event);
}

} // namespace meterbench::ui
