// The xdg portal's Settings interface (org.freedesktop.portal.Settings, Read and SettingChanged).
#include "ui/widgets/system_appearance.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QFileInfo>
#include <QGuiApplication>
#include <QPalette>

namespace meterbench::ui {

namespace {

QString service() {
    return QStringLiteral("org.freedesktop.portal.Desktop");
}

QString path() {
    return QStringLiteral("/org/freedesktop/portal/desktop");
}

QString interface() {
    return QStringLiteral("org.freedesktop.portal.Settings");
}

// Without this look, connecting would try to start a bus on machines that have none.
bool hasSessionBus() {
    if (!qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS")) {
        return true;
    }
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    return !runtime.isEmpty() && QFileInfo::exists(runtime + QStringLiteral("/bus"));
}

QVariant unwrapped(QVariant value) {
    while (value.canConvert<QDBusVariant>()) {
        value = value.value<QDBusVariant>().variant();
    }
    return value;
}

} // namespace

bool paletteLooksDark() {
    return qGuiApp != nullptr &&
           QGuiApplication::palette().color(QPalette::Window).lightness() < 128;
}

void askPortal(QObject* context, PortalAnswer answer) {
    if (!hasSessionBus()) {
        return;
    }
    const QString group = QStringLiteral("org.freedesktop.appearance");
    for (const QString& key : {QStringLiteral("color-scheme"), QStringLiteral("contrast")}) {
        QDBusMessage call =
            QDBusMessage::createMethodCall(service(), path(), interface(), QStringLiteral("Read"));
        call << group << key;
        auto* watcher = new QDBusPendingCallWatcher(
            QDBusConnection::sessionBus().asyncCall(call, 2'000), context
        );
        QObject::connect(
            watcher,
            &QDBusPendingCallWatcher::finished,
            context,
            [watcher, answer, key] {
                const QDBusPendingReply<QDBusVariant> reply = *watcher;
                if (!reply.isError()) {
                    answer(key, unwrapped(reply.value().variant()).toUInt());
                }
                watcher->deleteLater();
            }
        );
    }
}

void watchPortal(QObject* receiver, const char* slot) {
    if (hasSessionBus()) {
        QDBusConnection::sessionBus().connect(
            service(), path(), interface(), QStringLiteral("SettingChanged"), receiver, slot
        );
    }
}

} // namespace meterbench::ui
