// A secret's file: nobody else reads it, whoever asked for its name.
#include "ui/secrets/secret_file.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace meterbench;
using namespace meterbench::ui;

namespace {

int modeOf(const QString& path) {
    struct stat found {};

    return ::stat(QFile::encodeName(path).constData(), &found) == 0 ? int(found.st_mode & 07777)
                                                                    : -1;
}

QByteArray contentOf(const std::string& path) {
    QFile file(QString::fromStdString(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class SecretFileTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void onlyItsOwnerReadsIt() {
        const mode_t former = ::umask(0);
        const QTemporaryDir home;
        const QString folder = home.path() + QStringLiteral("/meterbench/secrets");
        const auto path = writeSecretFile(folder, QStringLiteral("paigo"), QStringLiteral("hush"));
        ::umask(former);
        QVERIFY(path);
        QCOMPARE(contentOf(*path), QByteArray("hush"));
        QCOMPARE(modeOf(QString::fromStdString(*path)), 0600);
        QCOMPARE(modeOf(folder), 0700);
    }

    void aSecondOneTakesItsPlaceAndLeavesNothingBeside() {
        const QTemporaryDir home;
        const auto first = writeSecretFile(home.path(), QStringLiteral("a"), QStringLiteral("old"));
        QVERIFY(first);
        QVERIFY(QFile::setPermissions(
            QString::fromStdString(*first), QFile::ReadOther | QFile::ReadOwner
        ));
        const auto second =
            writeSecretFile(home.path(), QStringLiteral("a"), QStringLiteral("new"));
        QCOMPARE(*second, *first);
        QCOMPARE(contentOf(*second), QByteArray("new"));
        QCOMPARE(modeOf(QString::fromStdString(*second)), 0600);
        QCOMPARE(QDir(home.path()).entryList(QDir::Files | QDir::Hidden).size(), 1);
    }

    void noNameLeadsOutOfTheFolder() {
        const QTemporaryDir home;
        for (const char* name : {"../x", "..", "/etc/x", "a b", "a_20b", "ü"}) {
            const auto path =
                writeSecretFile(home.path(), QString::fromUtf8(name), QStringLiteral("s"));
            QVERIFY2(path, name);
            QCOMPARE(QFileInfo(QString::fromStdString(*path)).absolutePath(), home.path());
        }
        QCOMPARE(QDir(home.path()).entryList(QDir::Files | QDir::Hidden).size(), 6);
    }

    void aFolderThatCannotBeMadeIsNamed() {
        const QTemporaryDir home;
        QFile file(home.path() + QStringLiteral("/file"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const auto path = writeSecretFile(
            file.fileName() + QStringLiteral("/in"), QStringLiteral("a"), QStringLiteral("hush")
        );
        QVERIFY(!path);
        QVERIFY(path.error().context.find("/file/in") != std::string::npos);
        QVERIFY(path.error().context.find("hush") == std::string::npos);
    }
};

QTEST_GUILESS_MAIN(SecretFileTest)
#include "secret_file_test.moc"
