#include "ui/pages/verdict_mark.h"

namespace meterbench::ui {

void drawVerdictMark(
    QPainter& painter, const Theme& theme, const QRect& rect, SeriesVerdict::Kind kind
) {
    using Kind = SeriesVerdict::Kind;
    const QRectF mark(
        rect.left(),
        rect.top() + (rect.height() - kVerdictMarkSize) / 2.0,
        kVerdictMarkSize,
        kVerdictMarkSize
    );
    const Sign sign = kind == Kind::Billable  ? Sign::Dot
                      : kind == Kind::Lacking ? Sign::Diamond
                                              : Sign::Ring;
    const Token token = kind == Kind::Billable  ? Token::Good
                        : kind == Kind::Lacking ? Token::Attention
                                                : Token::Muted;
    drawSign(painter, mark, sign, theme.color(token));
}

} // namespace meterbench::ui
