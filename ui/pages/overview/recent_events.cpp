// Rows of the recent events: when, what in the colour of its level, about whom and why.
#include "ui/pages/overview/recent_events.h"

#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <QKeyEvent>

namespace meterbench::ui {

namespace {

constexpr int kRow = 30;

Token eventToken(const pipeline::Event& event) {
    switch (event.level) {
    case base::LogLevel::Error:
        return Token::Bad;
    case base::LogLevel::Warn:
        return Token::Attention;
    default:
        break;
    }
    const bool good = event.kind == pipeline::EventKind::TargetUp ||
                      event.kind == pipeline::EventKind::EndpointAccepted ||
                      event.kind == pipeline::EventKind::LogRecovered;
    return good ? Token::Good : Token::Muted;
}

} // namespace

RecentEvents::RecentEvents(QWidget* parent)
    : QAbstractButton(parent) {
    setText(tr("Recent events"));
    setAccessibleName(text());
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void RecentEvents::show(const pipeline::Snapshot& now) {
    if (m_events != now.events) {
        m_events = now.events;
        if (m_events != nullptr && !m_events->empty()) {
            const pipeline::Event& last = *m_events->back();
            setAccessibleDescription(
                wording::eventKind(last.kind) + QStringLiteral(": ") + wording::text(last.subject) +
                QLatin1Char(' ') + wording::spaced(wording::text(last.detail))
            );
        }
        update();
    }
}

void RecentEvents::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    drawFrame(painter, rect(), 8, theme.color(Token::Surface), theme.color(Token::Line));
    if (m_events == nullptr || m_events->empty()) {
        painter.setFont(theme.textFont());
        painter.setPen(theme.color(Token::Muted));
        painter.drawText(rect(), Qt::AlignCenter, tr("Nothing has happened yet."));
    }
    const int rows = m_events == nullptr
                         ? 0
                         : std::min<int>((height() - 2) / kRow, static_cast<int>(m_events->size()));
    for (int i = 0; i < rows; ++i) {
        const pipeline::Event& event =
            *(*m_events)[m_events->size() - 1 - static_cast<std::size_t>(i)];
        const QRect row(1, 1 + i * kRow, width() - 2, kRow);
        painter.setFont(theme.monoFont());
        painter.setPen(theme.color(Token::Muted));
        painter.drawText(
            row.adjusted(10, 0, 0, 0),
            Qt::AlignLeft | Qt::AlignVCenter,
            wording::clockTime(event.timeMs)
        );
        painter.setFont(theme.textFont());
        painter.setPen(theme.color(eventToken(event)));
        const QString kind =
            painter.fontMetrics().elidedText(wording::eventKind(event.kind), Qt::ElideRight, 140);
        painter.drawText(row.adjusted(100, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, kind);
        painter.setPen(theme.color(Token::Text));
        const QString what =
            event.subject.empty() ? wording::text(event.detail)
            : event.detail.empty()
                ? wording::text(event.subject)
                : wording::text(event.subject) + QStringLiteral(": ") + wording::text(event.detail);
        const QRect place = row.adjusted(252, 0, -10, 0);
        const QString shown = painter.fontMetrics().elidedText(
            wording::spaced(what.simplified()), Qt::ElideRight, place.width()
        );
        painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, shown);
        drawHairline(painter, row, Qt::BottomEdge, theme.color(Token::FaintLine));
    }
    if (hasVisibleFocus(this)) {
        drawFocusRing(painter, theme, rect(), 8);
    }
}

void RecentEvents::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        click();
        return;
    }
    QAbstractButton::keyPressEvent(event);
}

} // namespace meterbench::ui
