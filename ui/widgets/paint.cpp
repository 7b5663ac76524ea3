#include "ui/widgets/paint.h"

#include <QFontMetrics>
#include <QPainterPath>
#include <QWidget>

#include <algorithm>
#include <array>
#include <cmath>

namespace meterbench::ui {

namespace {

constexpr int kPillHeight = 20;
constexpr int kPillPadding = 9;
constexpr int kSignSize = 8;
constexpr int kTagPadding = 6;

class Saved {
public:
    explicit Saved(QPainter& painter)
        : m_painter(painter) {
        m_painter.save();
    }

    ~Saved() { m_painter.restore(); }

    Saved(const Saved&) = delete;
    Saved& operator=(const Saved&) = delete;

private:
    QPainter& m_painter;
};

QString tagText(const QString& value) {
    constexpr int kLongest = 28;
    if (value.size() <= kLongest) {
        return value;
    }
    return value.left(kLongest / 2) + QChar(0x2026) + value.right(kLongest / 2 - 1);
}

double digitWidth(const QFontMetricsF& metrics) {
    double widest = 0;
    for (char16_t digit = u'0'; digit <= u'9'; ++digit) {
        widest = std::max(widest, metrics.horizontalAdvance(QChar(digit)));
    }
    return widest;
}

/// Digits one by one, everything between them in one piece.
template <class Take>
void forEachRun(const QString& text, Take take) {
    qsizetype at = 0;
    while (at < text.size()) {
        if (text.at(at).isDigit()) {
            take(text.mid(at, 1), true);
            ++at;
            continue;
        }
        qsizetype end = at;
        while (end < text.size() && !text.at(end).isDigit()) {
            ++end;
        }
        take(text.mid(at, end - at), false);
        at = end;
    }
}

} // namespace

QColor toneColor(const Theme& theme, Tone tone) {
    static constexpr std::array kColors{
        Token::Good, Token::Bad, Token::Attention, Token::Accent, Token::Muted};
    return theme.color(kColors[static_cast<std::size_t>(tone)]);
}

QColor toneSurface(const Theme& theme, Tone tone) {
    static constexpr std::array kSurfaces{
        Token::GoodSurface,
        Token::BadSurface,
        Token::AttentionSurface,
        Token::AccentSurface,
        Token::Raised};
    return theme.color(kSurfaces[static_cast<std::size_t>(tone)]);
}

QSize pillSize(const Theme& theme, const PillText& pill) {
    const QFontMetrics metrics(theme.textFont(12));
    const int sign = pill.sign == Sign::None ? 0 : kSignSize + 5;
    return {metrics.horizontalAdvance(pill.text) + 2 * kPillPadding + sign, kPillHeight};
}

void drawSign(QPainter& painter, const QRectF& rect, Sign sign, const QColor& color) {
    const Saved saved(painter);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    switch (sign) {
    case Sign::None:
        return;
    case Sign::Dot:
        painter.drawEllipse(rect);
        return;
    case Sign::Triangle:
        painter.drawPolygon(QPolygonF{
            {rect.bottomLeft(), rect.bottomRight(), {rect.center().x(), rect.top()}}});
        return;
    case Sign::Diamond:
        painter.drawPolygon(QPolygonF{
            {{rect.center().x(), rect.top()},
             {rect.right(), rect.center().y()},
             {rect.center().x(), rect.bottom()},
             {rect.left(), rect.center().y()}}});
        return;
    case Sign::Ring:
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(color, 1.5));
        painter.drawEllipse(rect.adjusted(0.75, 0.75, -0.75, -0.75));
        return;
    case Sign::Pause:
        painter.drawRect(QRectF(rect.left() + 1, rect.top(), 2, rect.height()));
        painter.drawRect(QRectF(rect.right() - 3, rect.top(), 2, rect.height()));
        return;
    }
}

void drawPill(QPainter& painter, const Theme& theme, const QRect& rect, const PillText& pill) {
    const Saved saved(painter);
    painter.setRenderHint(QPainter::Antialiasing);
    const QSize size = pillSize(theme, pill);
    const QRect box(
        rect.left(),
        rect.top() + (rect.height() - kPillHeight) / 2,
        std::min(size.width(), rect.width()),
        kPillHeight
    );
    painter.setPen(Qt::NoPen);
    painter.setBrush(toneSurface(theme, pill.tone));
    painter.drawRoundedRect(box, kPillHeight / 2.0, kPillHeight / 2.0);
    QRect text = box.adjusted(kPillPadding, 0, -kPillPadding, 0);
    const QColor color = toneColor(theme, pill.tone);
    if (pill.sign != Sign::None) {
        const QRectF place(
            text.left(), box.top() + (kPillHeight - kSignSize) / 2.0, kSignSize, kSignSize
        );
        drawSign(painter, place, pill.sign, color);
        text.setLeft(text.left() + kSignSize + 5);
    }
    painter.setFont(theme.textFont(12));
    painter.setPen(color);
    const QString shown =
        painter.fontMetrics().elidedText(pill.text, Qt::ElideRight, text.width() + 1);
    painter.drawText(
        text.adjusted(0, 0, 4, 0), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, shown
    );
}

int tagWidth(const Theme& theme, const QString& name, const QString& value) {
    const QFontMetrics metrics(theme.monoFont(11));
    const int nameWidth = name.isEmpty() ? 0 : metrics.horizontalAdvance(name + QLatin1Char('='));
    const QString shown =
        name.isEmpty() ? tagText(value) : QLatin1Char('"') + tagText(value) + QLatin1Char('"');
    return nameWidth + metrics.horizontalAdvance(shown) + 2 * kTagPadding;
}

int drawTag(
    QPainter& painter,
    const Theme& theme,
    const QRect& rect,
    const QString& name,
    const QString& value
) {
    const int width = tagWidth(theme, name, value);
    if (width > rect.width()) {
        return 0;
    }
    const Saved saved(painter);
    const QRect box(rect.left(), rect.top() + (rect.height() - 18) / 2, width, 18);
    drawFrame(painter, box, 3, Qt::transparent, theme.color(Token::Line));
    painter.setFont(theme.monoFont(11));
    QRect text = box.adjusted(kTagPadding, 0, 0, 0);
    if (!name.isEmpty()) {
        const QString before = name + QLatin1Char('=');
        painter.setPen(theme.color(Token::Muted));
        painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, before);
        text.setLeft(text.left() + painter.fontMetrics().horizontalAdvance(before));
    }
    painter.setPen(theme.color(Token::Text));
    const QString shown =
        name.isEmpty() ? tagText(value) : QLatin1Char('"') + tagText(value) + QLatin1Char('"');
    painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, shown);
    return width;
}

void drawTypeBadge(
    QPainter& painter, const Theme& theme, const QRect& rect, const QString& letter
) {
    const Saved saved(painter);
    const QRect box(
        rect.left() + (rect.width() - 18) / 2, rect.top() + (rect.height() - 18) / 2, 18, 18
    );
    drawFrame(painter, box, 4, Qt::transparent, theme.color(Token::Line));
    painter.setFont(theme.monoFont(10));
    painter.setPen(theme.color(Token::Muted));
    painter.drawText(box, Qt::AlignCenter, letter);
}

void drawSparkline(
    QPainter& painter,
    const QRectF& rect,
    std::span<const double> values,
    const QColor& color,
    SparklineScale scale
) {
    const auto isDrawn = [](double value) { return std::isfinite(value); };
    const auto first = std::find_if(values.begin(), values.end(), isDrawn);
    if (first == values.end() || values.size() < 2) {
        return;
    }
    double low = scale == SparklineScale::FromZero ? std::min(0.0, *first) : *first;
    double high = scale == SparklineScale::FromZero ? std::max(0.0, *first) : *first;
    for (const double value : values) {
        if (isDrawn(value)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
    // A flat line stays calm: small movements are not blown up to the whole height.
    const double span = std::max({high - low, std::abs(high) * 0.05, 1e-12});
    const double middle = (high + low) / 2;
    QPainterPath path;
    bool down = false;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!isDrawn(values[i])) {
            down = false;
            continue;
        }
        // Within a level stretch a point changes nothing, and each costs the pen a joint.
        if (down && i + 1 < values.size() && values[i - 1] == values[i] &&
            values[i] == values[i + 1]) {
            continue;
        }
        const double x = rect.left() + rect.width() * static_cast<double>(i) /
                                           static_cast<double>(values.size() - 1);
        const double y = rect.center().y() - (values[i] - middle) / span * (rect.height() - 2);
        down ? path.lineTo(x, y) : path.moveTo(x, y);
        down = true;
    }
    const Saved saved(painter);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(color, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPath(path);
}

int numberWidth(const QFont& font, const QString& text) {
    const QFontMetricsF metrics(font);
    double width = 0;
    forEachRun(text, [&](const QString& run, bool isDigit) {
        width += isDigit ? digitWidth(metrics) : metrics.horizontalAdvance(run);
    });
    return static_cast<int>(std::ceil(width));
}

void drawNumber(
    QPainter& painter, const QRect& rect, Qt::Alignment alignment, const QString& text
) {
    const QFontMetricsF metrics(painter.font());
    const int width = numberWidth(painter.font(), text);
    if (width > rect.width()) {
        const QString shown = metrics.elidedText(text, Qt::ElideRight, rect.width());
        const Qt::Alignment across = alignment & Qt::AlignHorizontal_Mask;
        painter.drawText(
            rect, static_cast<int>(across | Qt::AlignVCenter) | Qt::TextSingleLine, shown
        );
        return;
    }
    double x = rect.left();
    if ((alignment & Qt::AlignRight) != 0) {
        x = rect.right() + 1 - width;
    } else if ((alignment & Qt::AlignHCenter) != 0) {
        x = rect.left() + (rect.width() - width) / 2.0;
    }
    const double baseline =
        std::round(rect.top() + (rect.height() - metrics.height()) / 2 + metrics.ascent());
    const double digit = digitWidth(metrics);
    forEachRun(text, [&](const QString& run, bool isDigit) {
        const double own = metrics.horizontalAdvance(run);
        const double cell = isDigit ? digit : own;
        painter.drawText(QPointF(x + (cell - own) / 2, baseline), run);
        x += cell;
    });
}

void drawHairline(QPainter& painter, const QRect& rect, Qt::Edge edge, const QColor& color) {
    const double width = 1.0;
    QRectF line(rect);
    switch (edge) {
    case Qt::TopEdge:
        line.setHeight(width);
        break;
    case Qt::BottomEdge:
        line.setTop(line.bottom() - width);
        break;
    case Qt::LeftEdge:
        line.setWidth(width);
        break;
    case Qt::RightEdge:
        line.setLeft(line.right() - width);
        break;
    }
    painter.fillRect(line, color);
}

void drawFrame(
    QPainter& painter, const QRectF& rect, double radius, const QColor& fill, const QColor& line
) {
    const Saved saved(painter);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(line, 1));
    painter.setBrush(fill);
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
}

bool hasVisibleFocus(const QWidget* widget) {
    return widget->hasFocus() && widget->window()->testAttribute(Qt::WA_KeyboardFocusChange);
}

void drawFocusRing(QPainter& painter, const Theme& theme, const QRectF& rect, double radius) {
    const Saved saved(painter);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.color(Token::Accent), 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius);
}

} // namespace meterbench::ui
