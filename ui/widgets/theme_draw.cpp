// How the Theme draws controls. What is not named here is Fusion's, in our palette.
#include "ui/widgets/buttons.h"
#include "ui/widgets/icon.h"
#include "ui/widgets/paint.h"
#include "ui/widgets/theme.h"

#include <QAbstractItemView>
#include <QLineEdit>
#include <QPainter>
#include <QPlainTextEdit>
#include <QStyleOption>
#include <QWidget>

namespace meterbench::ui {

namespace {

bool has(const QStyleOption& option, QStyle::State state) {
    return (option.state & state) != 0;
}

QColor mixed(const QColor& a, const QColor& b, double share) {
    return QColor::fromRgbF(
        static_cast<float>(a.redF() * (1 - share) + b.redF() * share),
        static_cast<float>(a.greenF() * (1 - share) + b.greenF() * share),
        static_cast<float>(a.blueF() * (1 - share) + b.blueF() * share)
    );
}

bool showsFocus(const QStyleOption& option) {
    return has(option, QStyle::State_HasFocus) && has(option, QStyle::State_KeyboardFocusChange);
}

} // namespace

void Theme::drawButton(const QStyleOption& option, QPainter& painter, const QWidget* widget) const {
    const ButtonKind kind = buttonKind(widget);
    const bool enabled = has(option, State_Enabled);
    const bool over = enabled && has(option, State_MouseOver);
    const bool pressed = has(option, State_Sunken);
    const QRectF box(option.rect);
    if (kind == ButtonKind::Primary && enabled) {
        const QColor fill = mixed(
            color(Token::Accent),
            color(Token::Text),
            pressed ? 0.2
            : over  ? 0.1
                    : 0
        );
        drawFrame(painter, box, 6, fill, fill);
    } else if (kind == ButtonKind::Link || kind == ButtonKind::Quiet) {
        if (over && kind == ButtonKind::Quiet) {
            drawFrame(painter, box, 6, color(Token::Raised), color(Token::Raised));
        }
    } else {
        const bool on = has(option, State_On);
        const QColor fill = mixed(
            color(Token::Raised),
            color(Token::Text),
            pressed ? 0.12
            : over  ? 0.06
                    : 0
        );
        drawFrame(
            painter,
            box,
            6,
            on ? color(Token::AccentSurface) : fill,
            color(on ? Token::Accent : Token::Line)
        );
    }
    if (showsFocus(option)) {
        const bool filled = kind == ButtonKind::Primary;
        if (filled) {
            painter.save();
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setPen(QPen(color(Token::AccentText), 2));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(box.adjusted(3, 3, -3, -3), 4, 4);
            painter.restore();
        } else {
            drawFocusRing(painter, *this, box);
        }
    }
}

void Theme::drawButtonLabel(const QStyleOption& option, QPainter& painter, const QWidget* widget)
    const {
    const auto* button = qstyleoption_cast<const QStyleOptionButton*>(&option);
    if (button == nullptr) {
        return;
    }
    const ButtonKind kind = buttonKind(widget);
    Token token = Token::Text;
    if (!has(option, State_Enabled)) {
        token = Token::Hint;
    } else if (kind == ButtonKind::Primary) {
        token = Token::AccentText;
    } else if (kind == ButtonKind::Link || has(option, State_On)) {
        token = Token::Accent;
    }
    painter.save();
    painter.setFont(
        kind == ButtonKind::Primary ? textFont(13, QFont::DemiBold)
                                    : textFont(kind == ButtonKind::Small ? 12 : 13)
    );
    painter.setPen(color(token));
    QRect text = option.rect;
    const int iconWidth = button->icon.isNull() ? 0 : button->iconSize.width();
    if (iconWidth > 0) {
        const int gap = button->text.isEmpty() ? 0 : 6;
        const int whole = iconWidth + gap +
                          painter.fontMetrics().size(Qt::TextShowMnemonic, button->text).width();
        const int left = text.left() + (text.width() - whole) / 2;
        const QPoint at(left, text.top() + (text.height() - button->iconSize.height()) / 2);
        painter.drawPixmap(
            at, button->icon.pixmap(button->iconSize, painter.device()->devicePixelRatioF())
        );
        text.setLeft(left + iconWidth + gap);
        painter.drawText(
            text, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextShowMnemonic, button->text
        );
    } else {
        if ((button->features & QStyleOptionButton::HasMenu) != 0) {
            text.adjust(0, 0, -14, 0);
            const QRect at(text.right() - 4, option.rect.center().y() - 5, 12, 12);
            painter.drawPixmap(
                at,
                iconPixmap(
                    QStringLiteral("down"),
                    color(Token::Muted),
                    12,
                    painter.device()->devicePixelRatioF()
                )
            );
        }
        painter.drawText(text, Qt::AlignCenter | Qt::TextShowMnemonic, button->text);
    }
    painter.restore();
}

void Theme::drawTab(const QStyleOption& option, QPainter& painter, const QWidget* widget) const {
    Q_UNUSED(widget);
    const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(&option);
    if (tab == nullptr) {
        return;
    }
    painter.save();
    const bool selected = has(option, State_Selected);
    painter.setFont(textFont(13, selected ? QFont::DemiBold : QFont::Normal));
    painter.setPen(color(selected || has(option, State_MouseOver) ? Token::Text : Token::Muted));
    painter.drawText(option.rect, Qt::AlignCenter | Qt::TextShowMnemonic, tab->text);
    if (selected) {
        painter.fillRect(
            QRect(option.rect.left(), option.rect.bottom() - 1, option.rect.width(), 2),
            color(Token::Accent)
        );
    }
    if (showsFocus(option)) {
        drawFocusRing(painter, *this, QRectF(option.rect).adjusted(1, 2, -1, -4));
    }
    painter.restore();
}

void Theme::drawHeader(const QStyleOption& option, QPainter& painter) const {
    const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(&option);
    if (header == nullptr) {
        return;
    }
    painter.save();
    painter.fillRect(option.rect, option.palette.color(QPalette::Window));
    drawHairline(painter, option.rect, Qt::BottomEdge, color(Token::Line));
    painter.setFont(textFont(12));
    painter.setPen(color(Token::Muted));
    QRect text = option.rect.adjusted(10, 0, -10, 0);
    const bool sorted = header->sortIndicator != QStyleOptionHeader::None;
    if (sorted) {
        const bool right = (header->textAlignment & Qt::AlignRight) != 0;
        const int wide = painter.fontMetrics().horizontalAdvance(header->text);
        const int x =
            right ? text.right() - wide - 12 : std::min(text.left() + wide + 4, text.right() - 8);
        const QRectF at(x, option.rect.center().y() - 2, 7, 5);
        const bool up = header->sortIndicator == QStyleOptionHeader::SortUp;
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setBrush(color(Token::Muted));
        const double tip = up ? at.top() : at.bottom();
        const double base = up ? at.bottom() : at.top();
        painter.save();
        painter.setPen(Qt::NoPen);
        painter.drawPolygon(QPolygonF{
            {QPointF(at.left(), base), QPointF(at.right(), base), QPointF(at.center().x(), tip)}});
        painter.restore();
    }
    const QString shown =
        painter.fontMetrics().elidedText(header->text, Qt::ElideRight, text.width() + 2);
    painter.drawText(text, static_cast<int>(header->textAlignment) | Qt::TextSingleLine, shown);
    painter.restore();
}

void Theme::drawMenuItem(const QStyleOption& option, QPainter& painter) const {
    const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(&option);
    if (item == nullptr) {
        return;
    }
    if (item->menuItemType == QStyleOptionMenuItem::Separator) {
        painter.fillRect(
            QRect(option.rect.left() + 8, option.rect.center().y(), option.rect.width() - 16, 1),
            color(Token::Line)
        );
        return;
    }
    painter.save();
    const bool enabled = has(option, State_Enabled);
    if (has(option, State_Selected) && enabled) {
        drawFrame(
            painter,
            QRectF(option.rect).adjusted(4, 1, -4, -1),
            5,
            color(Token::AccentSurface),
            Qt::transparent
        );
    }
    const qreal ratio = painter.device()->devicePixelRatioF();
    QRect text = option.rect.adjusted(item->menuHasCheckableItems ? 30 : 14, 0, -14, 0);
    if (item->checked) {
        const QPoint at(option.rect.left() + 11, option.rect.center().y() - 6);
        painter.drawPixmap(
            at, iconPixmap(QStringLiteral("check"), color(Token::Accent), 14, ratio)
        );
    }
    painter.setFont(textFont());
    const QStringList parts = item->text.split(QLatin1Char('\t'));
    painter.setPen(color(enabled ? Token::Text : Token::Hint));
    painter.drawText(
        text,
        Qt::AlignLeft | Qt::AlignVCenter | Qt::TextShowMnemonic | Qt::TextSingleLine,
        parts.front()
    );
    if (parts.size() > 1) {
        painter.setFont(textFont(12));
        painter.setPen(color(Token::Hint));
        painter.drawText(
            text, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, parts.back()
        );
    }
    if (item->menuItemType == QStyleOptionMenuItem::SubMenu) {
        const QPoint at(option.rect.right() - 18, option.rect.center().y() - 6);
        painter.drawPixmap(at, iconPixmap(QStringLiteral("right"), color(Token::Muted), 12, ratio));
    }
    painter.restore();
}

void Theme::drawCheck(const QStyleOption& option, QPainter& painter, bool round) const {
    const bool on = has(option, State_On);
    const bool enabled = has(option, State_Enabled);
    const QRectF box(option.rect);
    const QColor fill = on && enabled ? color(Token::Accent) : color(Token::Surface);
    drawFrame(
        painter, box, round ? box.width() / 2 : 4, fill, on && enabled ? fill : color(Token::Hint)
    );
    if (on) {
        const QColor mark = color(enabled ? Token::AccentText : Token::Hint);
        if (round) {
            drawSign(painter, box.adjusted(5, 5, -5, -5), Sign::Dot, mark);
        } else {
            const qreal ratio = painter.device()->devicePixelRatioF();
            painter.drawPixmap(
                option.rect.topLeft(),
                iconPixmap(QStringLiteral("check"), mark, option.rect.width(), ratio)
            );
        }
    }
}

void Theme::drawField(const QStyleOption& option, QPainter& painter, const QWidget* widget) const {
    const bool focus = has(option, State_HasFocus);
    const bool wrong = widget != nullptr && widget->property("mbWrong").toBool();
    const QColor fill =
        has(option, State_Enabled) ? option.palette.color(QPalette::Base) : color(Token::Raised);
    drawFrame(painter, option.rect, 6, fill, color(Token::Line));
    if (wrong || focus) {
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(color(wrong ? Token::Bad : Token::Accent), focus ? 2 : 1));
        const double in = focus ? 1 : 0.5;
        painter.drawRoundedRect(QRectF(option.rect).adjusted(in, in, -in, -in), 6, 6);
        painter.restore();
    }
}

void Theme::drawCombo(const QStyleOption& option, QPainter& painter, const QWidget* widget) const {
    Q_UNUSED(widget);
    const bool over = has(option, State_MouseOver);
    const QColor fill = mixed(color(Token::Raised), color(Token::Text), over ? 0.06 : 0);
    drawFrame(painter, option.rect, 6, fill, color(Token::Line));
    if (has(option, State_HasFocus)) {
        drawFocusRing(painter, *this, option.rect);
    }
    const QPoint at(option.rect.right() - 20, option.rect.center().y() - 5);
    painter.drawPixmap(
        at,
        iconPixmap(
            QStringLiteral("down"), color(Token::Muted), 12, painter.device()->devicePixelRatioF()
        )
    );
}

void Theme::drawScrollBar(
    const QStyleOptionComplex& option, QPainter& painter, const QWidget* widget
) const {
    const auto* slider = qstyleoption_cast<const QStyleOptionSlider*>(&option);
    if (slider == nullptr || slider->maximum <= slider->minimum) {
        return;
    }
    QRectF handle(subControlRect(CC_ScrollBar, &option, SC_ScrollBarSlider, widget));
    handle.adjust(2, 2, -2, -2);
    const bool busy =
        has(option, State_MouseOver) || (slider->activeSubControls & SC_ScrollBarSlider) != 0;
    const QColor fill = mixed(color(Token::Line), color(Token::Hint), busy ? 0.7 : 0.15);
    const double radius = std::min(handle.width(), handle.height()) / 2;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawRoundedRect(handle, radius, radius);
    painter.restore();
}

void Theme::drawPrimitive(
    PrimitiveElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget
) const {
    switch (element) {
    case PE_PanelLineEdit:
    case PE_FrameLineEdit: {
        const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
        if (frame == nullptr || frame->lineWidth > 0) {
            drawField(*option, *painter, widget);
        }
        return;
    }
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        drawCheck(*option, *painter, false);
        return;
    case PE_IndicatorRadioButton:
        drawCheck(*option, *painter, true);
        return;
    case PE_FrameFocusRect:
        drawFocusRing(*painter, *this, QRectF(option->rect), 4);
        return;
    case PE_PanelItemViewRow:
        return;
    case PE_PanelItemViewItem:
        if (has(*option, State_Selected)) {
            painter->fillRect(option->rect, color(Token::AccentSurface));
        } else if (has(*option, State_MouseOver)) {
            painter->fillRect(option->rect, color(Token::Raised));
        }
        return;
    case PE_Frame:
    case PE_FrameGroupBox:
    case PE_FrameTabWidget:
        if (qobject_cast<const QPlainTextEdit*>(widget) != nullptr) {
            drawField(*option, *painter, widget);
        } else if (qobject_cast<const QAbstractItemView*>(widget) == nullptr) {
            drawFrame(*painter, option->rect, 8, Qt::transparent, color(Token::Line));
        }
        return;
    case PE_FrameTabBarBase:
        drawHairline(*painter, option->rect, Qt::BottomEdge, color(Token::Line));
        return;
    case PE_FrameMenu:
    case PE_PanelMenu:
        drawFrame(*painter, option->rect, 0, color(Token::Surface), color(Token::Line));
        return;
    case PE_PanelTipLabel:
        drawFrame(*painter, option->rect, 0, color(Token::Raised), color(Token::Line));
        return;
    case PE_PanelButtonCommand:
    case PE_PanelButtonTool:
    case PE_FrameButtonTool:
        drawButton(*option, *painter, widget);
        return;
    case PE_IndicatorBranch: {
        if (has(*option, State_Children)) {
            const QString name =
                has(*option, State_Open) ? QStringLiteral("down") : QStringLiteral("right");
            const QPoint at = option->rect.center() - QPoint(5, 5);
            painter->drawPixmap(
                at,
                iconPixmap(name, color(Token::Muted), 12, painter->device()->devicePixelRatioF())
            );
        }
        return;
    }
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void Theme::drawControl(
    ControlElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget
) const {
    switch (element) {
    case CE_PushButtonBevel:
        drawButton(*option, *painter, widget);
        return;
    case CE_PushButtonLabel:
        drawButtonLabel(*option, *painter, widget);
        return;
    case CE_PushButton:
        drawButton(*option, *painter, widget);
        drawButtonLabel(*option, *painter, widget);
        return;
    case CE_TabBarTabShape:
        return;
    case CE_TabBarTabLabel:
    case CE_TabBarTab:
        drawTab(*option, *painter, widget);
        return;
    case CE_Header:
    case CE_HeaderSection:
        drawHeader(*option, *painter);
        return;
    case CE_HeaderEmptyArea:
        painter->fillRect(option->rect, option->palette.color(QPalette::Window));
        drawHairline(*painter, option->rect, Qt::BottomEdge, color(Token::Line));
        return;
    case CE_MenuItem:
        drawMenuItem(*option, *painter);
        return;
    case CE_MenuEmptyArea:
        return;
    case CE_Splitter:
        painter->fillRect(option->rect, color(Token::Line));
        return;
    default:
        QProxyStyle::drawControl(element, option, painter, widget);
    }
}

void Theme::drawComplexControl(
    ComplexControl control,
    const QStyleOptionComplex* option,
    QPainter* painter,
    const QWidget* widget
) const {
    if (control == CC_ScrollBar) {
        drawScrollBar(*option, *painter, widget);
    } else if (control == CC_ComboBox && !option->subControls.testFlag(SC_ComboBoxEditField)) {
        drawCombo(*option, *painter, widget);
    } else if (const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(option);
               control == CC_ComboBox && combo != nullptr && !combo->editable) {
        drawCombo(*option, *painter, widget);
    } else {
        QProxyStyle::drawComplexControl(control, option, painter, widget);
    }
}

} // namespace meterbench::ui
