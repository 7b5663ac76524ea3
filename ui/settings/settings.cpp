#include "ui/settings/settings.h"

#include <QDir>
#include <QFileInfo>
#include <QSettings>
#include <QStandardPaths>
#include <QVariant>

#include <array>
#include <functional>

namespace meterbench::ui {

namespace {

/// One setting: its key, its default and the field that holds it.
struct Entry {
    const char* key;
    QVariant standard;
    QVariant (*read)(const Settings&);
    void (*write)(Settings&, const QVariant&);
};

bool isAppearance(const QString& word) {
    return word == QLatin1String("system") || word == QLatin1String("dark") ||
           word == QLatin1String("light");
}

const std::array<Entry, 5>& table() {
    static const std::array<Entry, 5> kTable{{
        {"appearance",
         QStringLiteral("system"),
         [](const Settings& s) { return QVariant(s.appearance); },
         [](Settings& s, const QVariant& v) {
             s.appearance = isAppearance(v.toString()) ? v.toString() : QStringLiteral("system");
         }},
        {"window/geometry",
         QByteArray(),
         [](const Settings& s) { return QVariant(s.windowGeometry); },
         [](Settings& s, const QVariant& v) { s.windowGeometry = v.toByteArray(); }},
        {"window/page",
         QStringLiteral("overview"),
         [](const Settings& s) { return QVariant(s.lastPage); },
         [](Settings& s, const QVariant& v) { s.lastPage = v.toString(); }},
        {"recent/files",
         QStringList(),
         [](const Settings& s) { return QVariant(s.recentFiles); },
         [](Settings& s, const QVariant& v) {
             s.recentFiles = v.toStringList().mid(0, kRecentEntries);
         }},
        {"recent/urls",
         QStringList(),
         [](const Settings& s) { return QVariant(s.recentUrls); },
         [](Settings& s, const QVariant& v) {
             s.recentUrls = v.toStringList().mid(0, kRecentEntries);
         }},
    }};
    return kTable;
}

} // namespace

Settings defaultSettings() {
    Settings settings;
    for (const Entry& entry : table()) {
        entry.write(settings, entry.standard);
    }
    return settings;
}

Settings loadSettings(const QString& path) {
    QSettings file(path, QSettings::IniFormat);
    Settings settings;
    for (const Entry& entry : table()) {
        entry.write(settings, file.value(QLatin1String(entry.key), entry.standard));
    }
    file.beginGroup(QStringLiteral("columns"));
    for (const QString& name : file.childKeys()) {
        settings.columns[name] = file.value(name).toByteArray();
    }
    return settings;
}

bool saveSettings(const Settings& settings, const QString& path) {
    QDir().mkpath(QFileInfo(path).absolutePath());
    QSettings file(path, QSettings::IniFormat);
    for (const Entry& entry : table()) {
        file.setValue(QLatin1String(entry.key), entry.read(settings));
    }
    file.remove(QStringLiteral("columns"));
    file.beginGroup(QStringLiteral("columns"));
    for (auto it = settings.columns.begin(); it != settings.columns.end(); ++it) {
        file.setValue(it.key(), it.value());
    }
    file.endGroup();
    file.sync();
    return file.status() == QSettings::NoError;
}

QString settingsPath() {
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
           QStringLiteral("/meterbench/window.ini");
}

void remember(QStringList& recent, const QString& entry) {
    recent.removeAll(entry);
    recent.prepend(entry);
    while (recent.size() > kRecentEntries) {
        recent.removeLast();
    }
}

} // namespace meterbench::ui
