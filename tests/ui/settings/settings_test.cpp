// What the window remembers comes back as it was; what cannot be read is the default.
#include "ui/settings/settings.h"

#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

using namespace meterbench::ui;

class SettingsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void aMissingFileGivesTheDefaults() {
        const QTemporaryDir folder;
        QCOMPARE(loadSettings(folder.filePath(QStringLiteral("none.ini"))), defaultSettings());
        QCOMPARE(defaultSettings().appearance, QStringLiteral("system"));
    }

    void whatWasSavedComesBack() {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("deep/window.ini"));
        Settings settings = defaultSettings();
        settings.appearance = QStringLiteral("light");
        settings.windowGeometry = QByteArray("\x01\x00\xff", 3);
        settings.lastPage = QStringLiteral("explore");
        settings.recentFiles = {QStringLiteral("/tmp/a b, c.yml")};
        settings.columns[QStringLiteral("targets")] = QByteArray("x\0y", 3);
        QVERIFY(saveSettings(settings, path));
        QCOMPARE(loadSettings(path), settings);
    }

    void anUnknownAppearanceIsTheSystems() {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("window.ini"));
        QSettings(path, QSettings::IniFormat)
            .setValue(QStringLiteral("appearance"), QStringLiteral("pink"));
        QCOMPARE(loadSettings(path).appearance, QStringLiteral("system"));
    }

    void recentEntriesAreNewestFirstWithoutDoubles() {
        QStringList recent;
        for (int i = 0; i < 15; ++i) {
            remember(recent, QString::number(i));
        }
        remember(recent, QStringLiteral("12"));
        QCOMPARE(recent.size(), kRecentEntries);
        QCOMPARE(recent.front(), QStringLiteral("12"));
        QCOMPARE(recent.count(QStringLiteral("12")), 1);
    }
};

QTEST_GUILESS_MAIN(SettingsTest)
#include "settings_test.moc"
