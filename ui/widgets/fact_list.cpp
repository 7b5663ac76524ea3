#include "ui/widgets/fact_list.h"

#include "ui/widgets/paint.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>

namespace meterbench::ui {

namespace {

constexpr int kRow = 24;
constexpr int kHead = 34;

QString asLines(const std::vector<Fact>& facts) {
    QStringList lines;
    for (const Fact& fact : facts) {
        lines += fact.isHead ? fact.name : fact.name + QLatin1Char('\t') + fact.value;
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace

FactList::FactList(QWidget* parent)
    : QWidget(parent) {
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void FactList::setFacts(std::vector<Fact> facts) {
    if (facts == m_facts) {
        return;
    }
    const bool grew = facts.size() != m_facts.size();
    m_facts = std::move(facts);
    setAccessibleDescription(asLines(m_facts));
    if (grew) {
        updateGeometry();
    }
    update();
}

QSize FactList::sizeHint() const {
    int height = 4;
    for (const Fact& fact : m_facts) {
        height += fact.isHead ? kHead : kRow;
    }
    return {360, height};
}

void FactList::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    int top = 0;
    for (const Fact& fact : m_facts) {
        const QRect row(0, top, width(), fact.isHead ? kHead : kRow);
        top += row.height();
        if (fact.isHead) {
            painter.setFont(theme.textFont(13, QFont::DemiBold));
            painter.setPen(theme.color(Token::Text));
            painter.drawText(row.adjusted(0, 8, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, fact.name);
            continue;
        }
        painter.setFont(theme.textFont(12));
        painter.setPen(theme.color(Token::Muted));
        const int nameWidth =
            std::min(painter.fontMetrics().horizontalAdvance(fact.name) + 2, width() * 3 / 5);
        const QString name = painter.fontMetrics().elidedText(fact.name, Qt::ElideRight, nameWidth);
        painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter, name);
        painter.setFont(fact.mono ? theme.monoFont() : theme.textFont(12));
        painter.setPen(theme.color(fact.token));
        const QRect place = row.adjusted(nameWidth + 12, 0, 0, 0);
        if (numberWidth(painter.font(), fact.value) <= place.width()) {
            drawNumber(painter, place, Qt::AlignRight | Qt::AlignVCenter, fact.value);
        } else {
            const QString shown =
                painter.fontMetrics().elidedText(fact.value, Qt::ElideMiddle, place.width());
            painter.drawText(place, Qt::AlignRight | Qt::AlignVCenter, shown);
        }
        drawHairline(painter, row, Qt::BottomEdge, theme.color(Token::FaintLine));
    }
    if (hasVisibleFocus(this)) {
        drawFocusRing(painter, theme, rect(), 4);
    }
}

void FactList::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Copy)) {
        QGuiApplication::clipboard()->setText(asLines(m_facts));
        return;
    }
    QWidget::keyPressEvent(event);
}

} // namespace meterbench::ui
