#include "ui/charts/plot_painter.h"

#include "ui/widgets/paint.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>
#include <cmath>

namespace meterbench::ui {

namespace {

constexpr double kTimeLabelGap = 66;
constexpr int kSmallFont = 11;

QString timeText(double timestampMs, double msPerPixel) {
    const QDateTime time =
        QDateTime::fromMSecsSinceEpoch(static_cast<std::int64_t>(std::llround(timestampMs)));
    return time.toString(
        msPerPixel < 50 ? QStringLiteral("HH:mm:ss.zzz") : QStringLiteral("HH:mm:ss")
    );
}

QColor faded(QColor color, double alpha) {
    color.setAlphaF(static_cast<float>(alpha));
    return color;
}

/// Dashes that mean the same at every width.
QPen curvePen(const Theme& theme, int style, const QColor& color, double width) {
    QPen pen(color, width, theme.curveStyle(style), Qt::FlatCap, Qt::RoundJoin);
    if (pen.style() == Qt::DashLine) {
        pen.setDashPattern({6, 3});
    } else if (pen.style() == Qt::DotLine) {
        pen.setDashPattern({1.5, 2.5});
    }
    return pen;
}

} // namespace

QRectF PlotPainter::plotRect() const {
    const PlotMap& map = m_content.map;
    return {map.left, map.top, map.width, map.height};
}

QColor PlotPainter::colorOf(std::size_t index) const {
    return m_theme.curveColor((*m_content.curves)[index].style);
}

void PlotPainter::paintBands(QPainter& painter) const {
    const PlotMap& map = m_content.map;
    const QRectF plot = plotRect();
    double labelEnd = plot.left();
    painter.setFont(m_theme.textFont(kSmallFont));
    const QString label = QCoreApplication::translate("PlotPainter", "scrape failed");
    const double labelWidth = painter.fontMetrics().horizontalAdvance(label);
    for (const FailedSpan& span : m_content.failures) {
        const double left = std::max(map.xOf(static_cast<double>(span.fromMs)), plot.left());
        const double right = std::min(map.xOf(static_cast<double>(span.toMs)), plot.right());
        if (right <= plot.left() || left >= plot.right()) {
            continue;
        }
        const QRectF band(left, plot.top(), std::max(right - left, 2.0), plot.height());
        painter.fillRect(band, faded(m_theme.color(Token::Bad), 0.16));
        const double textLeft = std::min(band.left() + 6, plot.right() - labelWidth - 2);
        if (textLeft >= labelEnd + 8) {
            painter.setPen(m_theme.color(Token::Bad));
            painter.drawText(QPointF(textLeft, plot.top() + 14), label);
            labelEnd = textLeft + labelWidth;
        }
    }
}

void PlotPainter::paintAxes(QPainter& painter) const {
    const PlotMap& map = m_content.map;
    const ValueRange& range = m_content.range;
    painter.setFont(m_theme.textFont(kSmallFont));
    painter.setPen(m_theme.color(Token::Muted));
    const double largest = std::max(std::abs(range.low), std::abs(range.high));
    const auto count = static_cast<int>(std::floor((range.high - range.low) / range.step + 1e-6));
    const double firstTick = std::ceil(range.low / range.step - 1e-6) * range.step;
    for (int i = 0; i <= count; ++i) {
        const double value = firstTick + i * range.step;
        const double y = map.yOf(value);
        if (y < map.top - 1 || y > map.top + map.height + 1) {
            continue;
        }
        const bool isTop = value + range.step > range.high + range.step * 1e-6;
        const QString label = axisLabel(m_content.quantity, value, range.step, largest, isTop);
        const QRect place(
            0, static_cast<int>(std::lround(y)) - 8, static_cast<int>(map.left) - 8, 16
        );
        m_numbers.draw(painter, place, Qt::AlignRight | Qt::AlignVCenter, label);
    }
    const std::optional<QRectF> tag = timeTag();
    for (const TimeTick& tick :
         timeTicks(map.startMs, map.endMs(), map.msPerPixel, kTimeLabelGap)) {
        const int width = m_numbers.width(painter.font(), tick.label);
        const double x = map.xOf(static_cast<double>(tick.timestampMs));
        // At the edges a label stays inside; one that would be pushed far is not shown.
        const double left =
            std::clamp(x - width / 2.0, map.left - 4, map.left + map.width - width + 4);
        if (std::abs(left + width / 2.0 - x) > width / 2.0 + 1) {
            continue;
        }
        const QRect place(
            static_cast<int>(std::lround(left)),
            static_cast<int>(map.top + map.height) + 6,
            width + 1,
            16
        );
        if (tag && tag->adjusted(-6, 0, 6, 0).intersects(place)) {
            continue;
        }
        m_numbers.draw(painter, place, Qt::AlignLeft | Qt::AlignVCenter, tick.label);
    }
}

void PlotPainter::paintLine(QPainter& painter, const DecimatedCurve& line) const {
    std::size_t begin = 0;
    for (const std::size_t end : line.lineEnds) {
        if (end - begin == 1) {
            // One sample between two gaps is a dot, not nothing.
            const QPen pen = painter.pen();
            painter.setPen(QPen(pen.color(), pen.widthF() * 2, Qt::SolidLine, Qt::RoundCap));
            painter.drawPoint(line.points[begin]);
            painter.setPen(pen);
        } else {
            painter.drawPolyline(line.points.data() + begin, static_cast<int>(end - begin));
        }
        begin = end;
    }
}

void PlotPainter::paintCurve(QPainter& painter, std::size_t index, double alpha) const {
    const ChartCurve& curve = (*m_content.curves)[index];
    DecimatedCurve line;
    decimate(*curve.curve, m_content.map, line);
    const QColor color = faded(colorOf(index), alpha);
    if (static_cast<double>(line.points.size()) > m_content.map.width) {
        // Full columns: dashes would be lost in them, and one hairline shows as much as a wide one.
        painter.setPen(QPen(color, 1));
        paintLine(painter, line);
        return;
    }
    if (static_cast<int>(index) == m_content.highlighted) {
        painter.setPen(curvePen(m_theme, curve.style, color, 2.25));
        paintLine(painter, line);
        return;
    }
    // Two hairlines half a pixel apart look like one of 1.5 px and cost a tenth of it.
    painter.setPen(curvePen(m_theme, curve.style, color, 1));
    painter.translate(0, -0.25);
    paintLine(painter, line);
    painter.translate(0, 0.5);
    paintLine(painter, line);
    painter.translate(0, -0.25);
}

void PlotPainter::paintCurves(QPainter& painter) const {
    const std::vector<ChartCurve>& curves = *m_content.curves;
    const bool hasHighlight =
        m_content.highlighted >= 0 && m_content.highlighted < static_cast<int>(curves.size());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    // The first curve is painted last: it is the one that was asked for first.
    for (std::size_t i = curves.size(); i > 0; --i) {
        const bool isHighlighted = static_cast<int>(i - 1) == m_content.highlighted;
        if (!curves[i - 1].isHidden && !isHighlighted) {
            paintCurve(painter, i - 1, hasHighlight ? 0.25 : 1.0);
        }
    }
    if (hasHighlight) {
        paintCurve(painter, static_cast<std::size_t>(m_content.highlighted), 1.0);
    }
    painter.restore();
}

void PlotPainter::paintMarks(QPainter& painter) const {
    const PlotMap& map = m_content.map;
    const QRectF plot = plotRect();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const std::vector<ChartCurve>& curves = *m_content.curves;
    for (std::size_t i = 0; i < curves.size(); ++i) {
        if (curves[i].isHidden) {
            continue;
        }
        const QColor color = colorOf(i);
        for (const Mark& mark : curves[i].curve->marks()) {
            const double x = map.xOf(static_cast<double>(mark.timestampMs));
            if (x < plot.left() || x > plot.right()) {
                continue;
            }
            if (mark.kind == MarkKind::Reset) {
                // A tick that stands on the time axis: here counting began again.
                painter.setPen(Qt::NoPen);
                painter.setBrush(color);
                const double y = plot.bottom();
                painter.drawPolygon(QPolygonF({{x - 4, y}, {x + 4, y}, {x, y - 7}}));
            } else if (std::isfinite(mark.value)) {
                const double y = map.yOf(mark.value);
                if (y < plot.top() || y > plot.bottom()) {
                    continue;
                }
                painter.setPen(QPen(color, 1.5));
                painter.setBrush(m_theme.color(Token::Surface));
                painter.drawEllipse(QPointF(x, y), 3.5, 3.5);
            }
        }
    }
    painter.restore();
}

void PlotPainter::paintCrosshair(QPainter& painter) const {
    const PlotMap& map = m_content.map;
    if (!m_content.crosshairMs) {
        return;
    }
    const double x = map.xOf(*m_content.crosshairMs);
    const QRectF plot = plotRect();
    if (x < plot.left() || x > plot.right()) {
        return;
    }
    painter.save();
    QPen pen(m_theme.color(Token::Muted), 1);
    pen.setDashPattern({3, 3});
    painter.setPen(pen);
    const double sharp = std::floor(x) + 0.5;
    painter.drawLine(QPointF(sharp, plot.top()), QPointF(sharp, plot.bottom()));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const std::vector<ChartCurve>& curves = *m_content.curves;
    for (std::size_t i = 0; i < curves.size(); ++i) {
        if (curves[i].isHidden) {
            continue;
        }
        const auto point = curves[i].curve->nearest(
            static_cast<std::int64_t>(*m_content.crosshairMs), m_content.reachMs
        );
        if (point && plot.top() <= map.yOf(point->value) &&
            map.yOf(point->value) <= plot.bottom()) {
            painter.setBrush(colorOf(i));
            painter.drawEllipse(
                QPointF(map.xOf(static_cast<double>(point->timestampMs)), map.yOf(point->value)),
                3.5,
                3.5
            );
        }
    }
    if (m_content.pointer) {
        paintTimeTag(painter);
        paintReadout(painter, *m_content.crosshairMs);
    }
    painter.restore();
}

std::optional<QRectF> PlotPainter::timeTag() const {
    if (!m_content.pointer || !m_content.crosshairMs) {
        return std::nullopt;
    }
    const PlotMap& map = m_content.map;
    const QRectF plot = plotRect();
    const QString text = timeText(*m_content.crosshairMs, map.msPerPixel);
    const double width = m_numbers.width(m_theme.textFont(kSmallFont), text) + 12;
    const double left = std::clamp(
        map.xOf(*m_content.crosshairMs) - width / 2, plot.left() - 4, plot.right() - width + 4
    );
    return QRectF(std::round(left), plot.bottom() + 5, width, 18);
}

void PlotPainter::paintTimeTag(QPainter& painter) const {
    const QRectF tag = timeTag().value_or(QRectF());
    drawFrame(painter, tag, 4, m_theme.color(Token::Raised), m_theme.color(Token::Line));
    painter.setFont(m_theme.textFont(kSmallFont));
    painter.setPen(m_theme.color(Token::Text));
    m_numbers.draw(
        painter,
        tag.toRect(),
        Qt::AlignCenter,
        timeText(*m_content.crosshairMs, m_content.map.msPerPixel)
    );
}

void PlotPainter::paintReadout(QPainter& painter, double crosshairMs) const {
    const int index = curveNear(m_content, *m_content.pointer, 40);
    if (index < 0) {
        return;
    }
    const ChartCurve& curve = (*m_content.curves)[static_cast<std::size_t>(index)];
    const auto point =
        curve.curve->nearest(static_cast<std::int64_t>(crosshairMs), m_content.reachMs);
    if (!point) {
        return;
    }
    const QRectF plot = plotRect();
    const QFont nameFont = m_theme.monoFont(kSmallFont);
    const QFont valueFont = m_theme.textFont(12, QFont::DemiBold);
    const QString value = figure(m_content.quantity, point->value, point->value, true);
    const QFontMetricsF nameMetrics(nameFont);
    const QString name = nameMetrics.elidedText(curve.name, Qt::ElideMiddle, 220);
    const double valueWidth = m_numbers.width(valueFont, value);
    const double width = nameMetrics.horizontalAdvance(name) + valueWidth + 40;
    const QPointF anchor(
        m_content.map.xOf(static_cast<double>(point->timestampMs)), m_content.map.yOf(point->value)
    );
    const bool isRight = anchor.x() + 12 + width < plot.right();
    const double top = std::clamp(anchor.y() - 34, plot.top() + 2, plot.bottom() - 26);
    const QRectF bubble(
        std::round(isRight ? anchor.x() + 12 : anchor.x() - 12 - width), std::round(top), width, 24
    );
    drawFrame(painter, bubble, 6, m_theme.color(Token::Raised), m_theme.color(Token::Line));
    painter.setPen(QPen(colorOf(static_cast<std::size_t>(index)), 3, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(
        QPointF(bubble.left() + 10, bubble.center().y()),
        QPointF(bubble.left() + 18, bubble.center().y())
    );
    painter.setFont(nameFont);
    painter.setPen(m_theme.color(Token::Text));
    painter.drawText(
        bubble.adjusted(24, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, name
    );
    painter.setFont(valueFont);
    m_numbers.draw(
        painter, bubble.adjusted(0, 0, -8, 0).toRect(), Qt::AlignRight | Qt::AlignVCenter, value
    );
}

void PlotPainter::paintSelection(QPainter& painter) const {
    if (!m_content.selection) {
        return;
    }
    const QRectF area = m_content.selection->normalized().intersected(plotRect());
    painter.fillRect(area, faded(m_theme.color(Token::Accent), 0.14));
    painter.setPen(m_theme.color(Token::Accent));
    painter.drawLine(area.topLeft(), area.bottomLeft());
    painter.drawLine(area.topRight(), area.bottomRight());
}

int curveNear(const PlotContent& content, const QPointF& position, double reachPixels) {
    int best = -1;
    double bestDistance = reachPixels;
    const auto time = static_cast<std::int64_t>(content.map.timeAt(position.x()));
    for (std::size_t i = 0; i < content.curves->size(); ++i) {
        const ChartCurve& curve = (*content.curves)[i];
        const auto point =
            curve.isHidden ? std::nullopt : curve.curve->nearest(time, content.reachMs);
        if (point && std::abs(content.map.yOf(point->value) - position.y()) < bestDistance) {
            bestDistance = std::abs(content.map.yOf(point->value) - position.y());
            best = static_cast<int>(i);
        }
    }
    return best;
}

} // namespace meterbench::ui
