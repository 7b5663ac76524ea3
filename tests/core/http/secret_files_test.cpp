#include "core/http/secret_files.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace meterbench;

class SecretFilesTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::string path() const { return (m_folder.path() + QStringLiteral("/token")).toStdString(); }

    void write(const std::string& content) const {
        std::ofstream(path(), std::ios::trunc) << content;
    }

private Q_SLOTS:

    void aValueIsItself() {
        http::SecretFiles files;
        QCOMPARE(files.read({"abc ", ""}).value(), std::string("abc "));
    }

    void whiteSpaceAroundIsCutOff() {
        write(" \n s e\tcret \r\n");
        http::SecretFiles files;
        QCOMPARE(files.read({"", path()}).value(), std::string("s e\tcret"));
    }

    void aChangedFileIsReadAgain() {
        http::SecretFiles files;
        write("one");
        QCOMPARE(files.read({"", path()}).value(), std::string("one"));
        write("three");
        QCOMPARE(files.read({"", path()}).value(), std::string("three"));
    }

    void aDeviceIsRefused() {
        http::SecretFiles files;
        const auto value = files.read({"", "/dev/zero"});
        QVERIFY(!value.ok());
        QCOMPARE(
            value.error().context,
            std::string("cannot read the secret in /dev/zero: it is not an ordinary file")
        );
    }

    void aMissingFileIsNamed() {
        http::SecretFiles files;
        const auto answer = files.read({"", "/nowhere/token"});
        QVERIFY(!answer.ok());
        QCOMPARE(answer.error().code, base::Code::Io);
        QCOMPARE(
            QString::fromStdString(answer.error().context),
            QStringLiteral("cannot read the secret in /nowhere/token: No such file or directory")
        );
    }
};

QTEST_GUILESS_MAIN(SecretFilesTest)
#include "secret_files_test.moc"
