#include "ui/pages/billing/usage_curve.h"

#include "ui/widgets/paint.h"
#include "ui/wording/numbers.h"

#include <QDateTime>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace meterbench::ui {

namespace {

constexpr int kLeft = 52;
constexpr int kBottom = 22;
constexpr int kTop = 8;
constexpr int kRight = 14;
constexpr std::int64_t kMinuteMs = 60'000;

/// The next of 1, 2, 2.5, 5 × 10^n at or above.
double niceTop(double value) {
    if (value <= 0) {
        return 1;
    }
    const double power = std::pow(10, std::floor(std::log10(value)));
    for (const double step : {1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0}) {
        if (step * power >= value) {
            return step * power;
        }
    }
    return 10 * power;
}

QString timeText(std::int64_t timeMs, bool isShort) {
    return QDateTime::fromMSecsSinceEpoch(timeMs).toString(
        isShort ? QStringLiteral("HH:mm:ss") : QStringLiteral("HH:mm")
    );
}

} // namespace

UsageCurve::UsageCurve(QWidget* parent)
    : QWidget(parent) {
    setFixedHeight(150);
    setAccessibleName(tr("Usage of today"));
}

void UsageCurve::setSlots(
    const usage::Slots& used, std::int64_t beginMs, std::int64_t slotMs, std::int64_t nowMs
) {
    m_points.assign(1, {});
    double sum = 0;
    for (std::size_t i = 0; i < used.size(); ++i) {
        sum += static_cast<double>(used[i]);
        const std::int64_t endMs = static_cast<std::int64_t>(i + 1) * slotMs;
        m_points.push_back({static_cast<double>(std::min(endMs, nowMs - beginMs)), sum});
    }
    m_points.push_back({static_cast<double>(std::max<std::int64_t>(1, nowMs - beginMs)), sum});
    m_beginMs = beginMs;
    m_nowMs = nowMs;
    setAccessibleDescription(
        tr("%1 since %2").arg(wording::number(sum), timeText(beginMs, nowMs - beginMs < kMinuteMs))
    );
    update();
}

void UsageCurve::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    const QRectF plot(kLeft, kTop, width() - kLeft - kRight, height() - kTop - kBottom);
    const double top = niceTop(m_points.empty() ? 0 : m_points.back().sum);
    painter.setFont(theme.textFont(11));
    for (const int half : {0, 1, 2}) {
        const double y = plot.bottom() - plot.height() * half / 2;
        drawHairline(
            painter,
            QRect(kLeft, static_cast<int>(y), static_cast<int>(plot.width()), 1),
            Qt::BottomEdge,
            theme.color(Token::FaintLine)
        );
        painter.setPen(theme.color(Token::Muted));
        drawNumber(
            painter,
            QRect(0, static_cast<int>(y) - 8, kLeft - 8, 16),
            Qt::AlignRight | Qt::AlignVCenter,
            wording::number(top * half / 2)
        );
    }
    if (m_points.size() < 3) {
        return;
    }
    const bool isShort = m_nowMs - m_beginMs < 10 * kMinuteMs;
    for (const int half : {0, 1, 2}) {
        const double x = plot.left() + plot.width() * half / 2;
        const Qt::Alignment side = half == 0   ? Qt::AlignLeft
                                   : half == 1 ? Qt::AlignHCenter
                                               : Qt::AlignRight;
        const double from = half == 0 ? x : half == 1 ? x - 50 : x - 100;
        painter.drawText(
            QRectF(from, plot.bottom() + 4, 100, 16),
            static_cast<int>(side | Qt::AlignVCenter),
            timeText(m_beginMs + (m_nowMs - m_beginMs) * half / 2, isShort)
        );
    }
    QPainterPath path;
    const double whole = std::max(1.0, m_points.back().ms);
    for (std::size_t i = 0; i < m_points.size(); ++i) {
        const QPointF at(
            plot.left() + plot.width() * m_points[i].ms / whole,
            plot.bottom() - plot.height() * std::clamp(m_points[i].sum / top, 0.0, 1.0)
        );
        i == 0 ? path.moveTo(at) : path.lineTo(at);
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.curveColor(1), 1.5));
    painter.drawPath(path);
}

} // namespace meterbench::ui
