// What the desktop says about dark, light and contrast: the xdg portal over D-Bus where there is
// one, else the palette that the platform gave. Nothing here waits: answers come later, in the gui
// thread. No bus: no answers, no message.
#pragma once

#include <QObject>
#include <QString>

#include <functional>

namespace meterbench::ui {

using PortalAnswer = std::function<void(const QString& key, uint value)>;

/// The platform's own palette has a dark window colour.
[[nodiscard]] bool paletteLooksDark();
/// Asks for color-scheme and contrast; `answer` is called for each that is known, while `context`
/// lives.
void askPortal(QObject* context, PortalAnswer answer);
/// Connects a slot without parameters to the portal's changes: each is a reason to ask again.
void watchPortal(QObject* receiver, const char* slot);

} // namespace meterbench::ui
