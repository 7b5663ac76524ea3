// Sizes and rectangles of controls in the Theme: 28 px fields and buttons, 24 px small ones, 34 px
// tabs, 28 px heads.
#include "ui/widgets/buttons.h"
#include "ui/widgets/theme.h"

#include <QFontMetrics>
#include <QStyleOption>
#include <QWidget>

namespace meterbench::ui {

namespace {

QSize buttonSize(const Theme& theme, const QStyleOptionButton& button, const QWidget* widget) {
    const ButtonKind kind = buttonKind(widget);
    const bool small = kind == ButtonKind::Small;
    const QFont font = kind == ButtonKind::Primary ? theme.textFont(13, QFont::DemiBold)
                                                   : theme.textFont(small ? 12 : 13);
    int width = QFontMetrics(font).size(Qt::TextShowMnemonic, button.text).width();
    if (!button.icon.isNull()) {
        width += button.iconSize.width() + (button.text.isEmpty() ? 0 : 6);
    }
    if ((button.features & QStyleOptionButton::HasMenu) != 0) {
        width += 14;
    }
    if (kind == ButtonKind::Link) {
        return {width + 8, 22};
    }
    const int padding = button.text.isEmpty() ? 6 : small ? 9 : 12;
    return {width + 2 * padding, small ? 24 : 28};
}

QSize menuItemSize(const Theme& theme, const QStyleOptionMenuItem& item) {
    if (item.menuItemType == QStyleOptionMenuItem::Separator) {
        return {40, 9};
    }
    const QStringList parts = item.text.split(QLatin1Char('\t'));
    int width =
        QFontMetrics(theme.textFont()).size(Qt::TextShowMnemonic, parts.front()).width() + 28;
    if (parts.size() > 1) {
        width += QFontMetrics(theme.textFont(12)).horizontalAdvance(parts.back()) + 32;
    }
    return {width + (item.menuHasCheckableItems ? 16 : 0) + 16, 28};
}

} // namespace

QSize Theme::sizeFromContents(
    ContentsType type, const QStyleOption* option, const QSize& contents, const QWidget* widget
) const {
    switch (type) {
    case CT_PushButton:
        if (const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option)) {
            return buttonSize(*this, *button, widget);
        }
        break;
    case CT_LineEdit:
        return {contents.width() + 16, 28};
    case CT_ComboBox:
        return {QProxyStyle::sizeFromContents(type, option, contents, widget).width() + 12, 28};
    case CT_TabBarTab:
        if (const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(option)) {
            const QFontMetrics metrics(textFont(13, QFont::DemiBold));
            return {metrics.size(Qt::TextShowMnemonic, tab->text).width() + 20, 34};
        }
        break;
    case CT_HeaderSection:
        return {QProxyStyle::sizeFromContents(type, option, contents, widget).width() + 8, 28};
    case CT_MenuItem:
        if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option)) {
            return menuItemSize(*this, *item);
        }
        break;
    default:
        break;
    }
    return QProxyStyle::sizeFromContents(type, option, contents, widget);
}

QRect Theme::subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget)
    const {
    switch (element) {
    case SE_LineEditContents:
        return option->rect.adjusted(8, 0, -8, 0);
    case SE_PushButtonFocusRect:
        return {};
    case SE_PushButtonContents:
        return option->rect;
    case SE_TabBarTabText:
        return option->rect;
    default:
        return QProxyStyle::subElementRect(element, option, widget);
    }
}

QRect Theme::subControlRect(
    ComplexControl control, const QStyleOptionComplex* option, SubControl sub, const QWidget* widget
) const {
    if (control == CC_ScrollBar) {
        const auto* slider = qstyleoption_cast<const QStyleOptionSlider*>(option);
        if (slider == nullptr) {
            return {};
        }
        const bool upright = slider->orientation == Qt::Vertical;
        const int length = upright ? option->rect.height() : option->rect.width();
        const int range = slider->maximum - slider->minimum;
        int handle = length;
        if (range > 0) {
            const double share = double(slider->pageStep) / (double(range) + slider->pageStep);
            handle = std::min(length, std::max(28, static_cast<int>(length * share)));
        }
        const int at = sliderPositionFromValue(
            slider->minimum,
            slider->maximum,
            slider->sliderPosition,
            length - handle,
            slider->upsideDown
        );
        const auto along = [&option, upright](int from, int size) {
            return upright ? QRect(
                                 option->rect.left(),
                                 option->rect.top() + from,
                                 option->rect.width(),
                                 size
                             )
                           : QRect(
                                 option->rect.left() + from,
                                 option->rect.top(),
                                 size,
                                 option->rect.height()
                             );
        };
        switch (sub) {
        case SC_ScrollBarSlider:
            return along(at, handle);
        case SC_ScrollBarGroove:
            return option->rect;
        case SC_ScrollBarSubPage:
            return along(0, at);
        case SC_ScrollBarAddPage:
            return along(at + handle, length - at - handle);
        default:
            return {};
        }
    }
    if (control == CC_ComboBox && sub == SC_ComboBoxEditField) {
        return option->rect.adjusted(10, 0, -24, 0);
    }
    return QProxyStyle::subControlRect(control, option, sub, widget);
}

int Theme::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget)
    const {
    switch (metric) {
    case PM_ScrollBarExtent:
        return 10;
    case PM_ScrollBarSliderMin:
        return 28;
    case PM_SplitterWidth:
        return 1;
    case PM_DefaultFrameWidth:
        return 1;
    case PM_MenuPanelWidth:
        return 1;
    case PM_MenuVMargin:
        return 4;
    case PM_MenuHMargin:
        return 0;
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
    case PM_TabBarTabShiftVertical:
    case PM_TabBarTabShiftHorizontal:
    case PM_TabBarTabOverlap:
        return 0;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return 16;
    case PM_ScrollView_ScrollBarOverlap:
        return 0;
    case PM_ToolTipLabelFrameWidth:
        return 6;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int Theme::styleHint(
    StyleHint hint, const QStyleOption* option, const QWidget* widget, QStyleHintReturn* data
) const {
    switch (hint) {
    case SH_Widget_Animation_Duration:
        return 0; // nothing in the window slides or fades
    case SH_TabBar_Alignment:
        return Qt::AlignLeft;
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_ComboBox_Popup:
        return 0;
    case SH_ScrollBar_LeftClickAbsolutePosition:
        return 0;
    case SH_ItemView_ShowDecorationSelected:
        return 1;
    case SH_ToolTipLabel_Opacity:
        return 255;
    case SH_ScrollView_FrameOnlyAroundContents:
        return 0;
    case SH_MessageBox_TextInteractionFlags:
        return static_cast<int>(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    default:
        return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

} // namespace meterbench::ui
