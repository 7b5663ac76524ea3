#include "ui/pages/billing/figure_strip.h"

#include <QPainter>

#include <utility>

namespace meterbench::ui {

FigureStrip::FigureStrip(QWidget* parent)
    : Card(parent) {
    setFixedHeight(83);
    setAccessibleName(tr("Metered, sent, accepted, not billable"));
}

void FigureStrip::setFigures(std::array<StripFigure, 4> figures) {
    if (figures == m_figures) {
        return;
    }
    m_figures = std::move(figures);
    QStringList spoken;
    for (const StripFigure& one : m_figures) {
        spoken += one.name + QLatin1Char(' ') + one.figure +
                  (one.note.isEmpty() ? QString() : QStringLiteral(", ") + one.note);
    }
    setAccessibleDescription(spoken.join(QStringLiteral("; ")));
    setToolTip(accessibleDescription().toHtmlEscaped());
    update();
}

void FigureStrip::paintEvent(QPaintEvent* event) {
    Card::paintEvent(event);
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    const QRect inside = rect().adjusted(15, 10, -15, -8);
    const int each = inside.width() / 4;
    for (std::size_t i = 0; i < m_figures.size(); ++i) {
        const StripFigure& one = m_figures[i];
        const int left = inside.left() + each * static_cast<int>(i);
        const auto line =
            [&](int top, int height, const QFont& font, Token token, const QString& text) {
                painter.setFont(font);
                painter.setPen(theme.color(token));
                const QString shown =
                    painter.fontMetrics().elidedText(text, Qt::ElideRight, each - 8);
                drawNumber(
                    painter,
                    QRect(left, inside.top() + top, each - 8, height),
                    Qt::AlignLeft | Qt::AlignVCenter,
                    shown
                );
            };
        line(0, 18, theme.textFont(12), Token::Muted, one.name);
        line(
            19, 26, theme.textFont(each < 150 ? 16 : 20, QFont::DemiBold), Token::Text, one.figure
        );
        line(46, 18, theme.textFont(12), one.noteToken, one.note);
    }
}

} // namespace meterbench::ui
