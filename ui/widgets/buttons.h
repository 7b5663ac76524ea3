// Buttons of the design: outlined by default; the one main action is filled; small ones in rows and
// inspectors; links in text. The kind is a property of an ordinary QPushButton that the Theme
// reads. Gui thread.
#pragma once

#include <QString>

class QPushButton;
class QWidget;

namespace meterbench::ui {

enum class ButtonKind : quint8 { Outlined, Primary, Small, Link, Quiet };

[[nodiscard]] QPushButton* makeButton(const QString& text, ButtonKind kind, QWidget* parent);
void setButtonKind(QPushButton* button, ButtonKind kind);
[[nodiscard]] ButtonKind buttonKind(const QWidget* button);

} // namespace meterbench::ui
