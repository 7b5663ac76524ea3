// Settings: what the window remembers between two runs. One typed struct; its keys and defaults
// stand in one table in settings.cpp; kept as an INI file. A value that cannot be read is its
// default. Not the workspace and not the configuration of the pipeline. Gui thread.
#pragma once

#include <QByteArray>
#include <QMap>
#include <QString>
#include <QStringList>

namespace meterbench::ui {

struct Settings {
    QString appearance; ///< "system", "dark" or "light"
    QByteArray windowGeometry;
    QString lastPage;                  ///< "overview", "targets" …
    QStringList recentFiles;           ///< newest first, at most kRecentFiles
    QStringList recentUrls;            ///< newest first, without user and password
    QMap<QString, QByteArray> columns; ///< header state by table

    friend bool operator==(const Settings&, const Settings&) = default;
};

inline constexpr int kRecentEntries = 10;

[[nodiscard]] Settings defaultSettings();
/// From the file; what is missing or unreadable has its default.
[[nodiscard]] Settings loadSettings(const QString& path);
/// False when the file could not be written.
bool saveSettings(const Settings& settings, const QString& path);
/// Where they are kept: the platform's folder for configuration, meterbench/window.ini.
[[nodiscard]] QString settingsPath();
/// Puts an entry in front, without doubles, and keeps the first kRecentEntries.
void remember(QStringList& recent, const QString& entry);

} // namespace meterbench::ui
