// Painting of boxes, connections and drops.
#include "ui/pages/overview/pipeline_picture.h"

#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <QKeyEvent>
#include <QPainterPath>

namespace meterbench::ui {

BoxButton::BoxButton(QWidget* parent)
    : QAbstractButton(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setCursor(Qt::PointingHandCursor);
}

void BoxButton::setBox(const SceneBox& box) {
    m_box = box;
    setGeometry(box.rect);
    setAccessibleName(box.title);
    setAccessibleDescription(box.line + QStringLiteral(", ") + box.note);
    update();
}

void BoxButton::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(theme.color(underMouse() ? Token::Raised : Token::Surface));
    painter.setPen(QPen(theme.color(Token::Line), 1, m_box.dashed ? Qt::DashLine : Qt::SolidLine));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
    const int side = width() < 130 ? 8 : 14;
    const int lineHeight = height() < 80 ? 17 : 20;
    const int top = (height() - 3 * lineHeight) / 2;
    const auto line =
        [&](int index, const QFont& font, Token token, const QString& text, const QString& brief) {
            painter.setFont(font);
            painter.setPen(theme.color(token));
            const QRect place(side, top + index * lineHeight, width() - 2 * side, lineHeight);
            const bool fits = brief.isEmpty() || numberWidth(font, text) <= place.width();
            drawNumber(painter, place, Qt::AlignLeft | Qt::AlignVCenter, fits ? text : brief);
        };
    line(0, theme.textFont(13, QFont::DemiBold), Token::Text, m_box.title, {});
    line(1, theme.textFont(12), m_box.lineToken, m_box.line, m_box.shortLine);
    line(2, theme.textFont(12), m_box.noteToken, m_box.note, m_box.shortNote);
    if (hasVisibleFocus(this)) {
        drawFocusRing(painter, theme, rect(), 8);
    }
}

void BoxButton::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        click();
        return;
    }
    QAbstractButton::keyPressEvent(event);
}

PipelinePicture::PipelinePicture(QWidget* parent)
    : Card(parent) {
    setAccessibleName(tr("The pipeline: what flows from targets to endpoints"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void PipelinePicture::show(const pipeline::SnapshotPtr& now) {
    m_now = now;
    place();
}

void PipelinePicture::place() {
    if (m_now == nullptr) {
        return;
    }
    m_scene = makeScene(*m_now, size());
    while (m_boxes.size() < m_scene.boxes.size()) {
        auto* button = new BoxButton(this);
        connect(button, &QAbstractButton::clicked, this, [this, button] {
            const SceneBox& box = button->box();
            if (box.endpoint.empty()) {
                Q_EMIT pageRequested(box.leadsTo);
            } else {
                Q_EMIT endpointRequested(wording::text(box.endpoint));
            }
        });
        button->show();
        m_boxes.push_back(button);
    }
    while (m_boxes.size() > m_scene.boxes.size()) {
        delete m_boxes.back();
        m_boxes.pop_back();
    }
    for (std::size_t i = 0; i < m_boxes.size(); ++i) {
        m_boxes[i]->setBox(m_scene.boxes[i]);
    }
    update();
}

void PipelinePicture::resizeEvent(QResizeEvent* event) {
    Card::resizeEvent(event);
    place();
}

void PipelinePicture::paintEdge(QPainter& painter, const SceneEdge& edge) const {
    const Theme& theme = Theme::of(this);
    const double bend = (edge.to.x() - edge.from.x()) / 2;
    QPainterPath path(edge.from);
    path.cubicTo(edge.from + QPointF(bend, 0), edge.to - QPointF(bend, 0), edge.to);
    QColor color = theme.color(edge.perSecond > 0 ? Token::Accent : Token::Line);
    if (edge.perSecond > 0) {
        color.setAlphaF(0.6F);
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(color, edge.width, Qt::SolidLine, Qt::FlatCap));
    painter.drawPath(path);
    if (edge.perSecond <= 0) {
        return;
    }
    const QString text = wording::rate(edge.perSecond);
    painter.setFont(theme.textFont(11));
    const int width = numberWidth(painter.font(), text);
    const bool level = std::abs(edge.to.y() - edge.from.y()) < 24;
    const QPointF middle = path.pointAtPercent(0.5);
    QRect label(0, 0, width + 4, 16);
    label.moveCenter(middle.toPoint());
    if (level) {
        label.moveBottom(static_cast<int>(middle.y() - edge.width / 2) - 2);
    } else {
        painter.fillRect(label, theme.color(Token::Surface));
    }
    painter.setPen(theme.color(Token::Text));
    drawNumber(painter, label, Qt::AlignHCenter | Qt::AlignVCenter, text);
}

void PipelinePicture::paintDrop(QPainter& painter, const SceneDrop& drop, int right) const {
    const Theme& theme = Theme::of(this);
    painter.setPen(QPen(theme.color(Token::Bad), 2, Qt::DotLine));
    painter.drawLine(drop.from, drop.from + QPointF(0, drop.length));
    painter.setFont(theme.textFont(12));
    painter.setPen(theme.color(Token::Bad));
    const int left = static_cast<int>(drop.from.x()) + 10;
    const int middle = static_cast<int>(drop.from.y()) + drop.length / 2 + 4;
    drawNumber(
        painter,
        QRect(left, middle - 9, right - left - 12, 18),
        Qt::AlignLeft | Qt::AlignVCenter,
        drop.text
    );
}

void PipelinePicture::paintEvent(QPaintEvent* event) {
    Card::paintEvent(event);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (const SceneEdge& edge : m_scene.edges) {
        paintEdge(painter, edge);
    }
    for (std::size_t i = 0; i < m_scene.drops.size(); ++i) {
        const bool last = i + 1 == m_scene.drops.size();
        paintDrop(
            painter,
            m_scene.drops[i],
            last ? width() : static_cast<int>(m_scene.drops[i + 1].from.x())
        );
    }
}

} // namespace meterbench::ui
