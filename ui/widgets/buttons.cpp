#include "ui/widgets/buttons.h"

#include <QPushButton>
#include <QVariant>

namespace meterbench::ui {

namespace {

constexpr auto kKindProperty = "mbButtonKind";

} // namespace

QPushButton* makeButton(const QString& text, ButtonKind kind, QWidget* parent) {
    auto* button = new QPushButton(text, parent);
    button->setAutoDefault(false);
    setButtonKind(button, kind);
    return button;
}

void setButtonKind(QPushButton* button, ButtonKind kind) {
    button->setProperty(kKindProperty, static_cast<int>(kind));
    button->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    button->setCursor(kind == ButtonKind::Link ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

ButtonKind buttonKind(const QWidget* button) {
    if (button == nullptr) {
        return ButtonKind::Outlined;
    }
    return static_cast<ButtonKind>(button->property(kKindProperty).toInt());
}

} // namespace meterbench::ui
