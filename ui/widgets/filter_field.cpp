#include "ui/widgets/filter_field.h"

#include "ui/widgets/paint.h"

#include <QKeyEvent>
#include <QPaintEvent>

namespace meterbench::ui {

FilterField::FilterField(const QString& placeholder, QWidget* parent)
    : QLineEdit(parent) {
    setPlaceholderText(placeholder);
    setAccessibleName(placeholder);
    setFont(Theme::of(this).monoFont(12));
    setMinimumWidth(120);
    reserveSpace();
}

void FilterField::setCount(const QString& text) {
    if (m_count != text) {
        m_count = text;
        reserveSpace();
        update();
    }
}

void FilterField::setProblem(const QString& problem) {
    if (m_problem != problem) {
        m_problem = problem;
        setProperty("mbWrong", !problem.isEmpty());
        setToolTip(problem.toHtmlEscaped());
        setAccessibleDescription(problem);
        reserveSpace();
        update();
    }
}

void FilterField::reserveSpace() {
    const QString shown = m_problem.isEmpty() ? m_count : m_problem;
    const int wanted = shown.isEmpty() ? 0 : numberWidth(Theme::of(this).textFont(12), shown) + 10;
    setTextMargins(0, 0, std::min(wanted, std::max(60, width() * 3 / 5)), 0);
}

void FilterField::paintEvent(QPaintEvent* event) {
    QLineEdit::paintEvent(event);
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    painter.setFont(theme.textFont(12));
    const QRect right = rect().adjusted(width() - textMargins().right() - 8, 0, -10, 0);
    if (!m_problem.isEmpty()) {
        painter.setPen(theme.color(Token::Bad));
        const QString shown =
            painter.fontMetrics().elidedText(m_problem, Qt::ElideRight, right.width());
        painter.drawText(right, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, shown);
    } else if (!m_count.isEmpty()) {
        painter.setPen(theme.color(Token::Hint));
        drawNumber(painter, right, Qt::AlignRight, m_count);
    }
}

void FilterField::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && !text().isEmpty()) {
        clear();
        event->accept();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

} // namespace meterbench::ui
