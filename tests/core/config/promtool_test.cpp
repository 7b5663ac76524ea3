// Difference test: promtool (Debian's package prometheus, 2.42) and we judge every case folder
// alike, but for those that tests/data/config/promtool_differs.txt names with the reason. Skipped
// where promtool is not installed.
#include "core/config/config.h"

#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

#include <filesystem>

using namespace meterbench;

namespace {

namespace fs = std::filesystem;

QStringList caseFiles() {
    QStringList files;
    for (const char* kind : {"bad", "good"}) {
        for (const auto& entry : fs::directory_iterator(fs::path(MB_TEST_DATA) / "config" / kind)) {
            files.append(QString::fromStdString((entry.path() / "prometheus.yml").string()));
        }
    }
    files.sort();
    return files;
}

QString caseName(const QString& file) {
    const QStringList parts = file.split(QLatin1Char('/'));
    return parts[parts.size() - 3] + QLatin1Char('/') + parts[parts.size() - 2];
}

/// Case → reason.
QMap<QString, QString> exceptions() {
    QFile file(QStringLiteral(MB_TEST_DATA "/config/promtool_differs.txt"));
    QMap<QString, QString> known;
    if (!file.open(QIODevice::ReadOnly)) {
        return known;
    }
    const QStringList lines =
        QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    for (const QString& line : lines) {
        const qsizetype space = line.indexOf(QLatin1Char(' '));
        known.insert(line.left(space), line.mid(space + 1));
    }
    return known;
}

} // namespace

class PromtoolTest : public QObject {
    Q_OBJECT

private:
    /// All files in one run; promtool says "SUCCESS: FILE is valid" of those that it accepts.
    static QString judgeAll(const QString& promtool, const QStringList& files) {
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(
            promtool,
            QStringList{
                QStringLiteral("check"),
                QStringLiteral("config"),
                QStringLiteral("--syntax-only"),
                QStringLiteral("--agent"),
                QStringLiteral("--lint=none")} +
                files
        );
        return process.waitForFinished(120'000) ? QString::fromUtf8(process.readAll()) : QString();
    }

private Q_SLOTS:

    void judgesAlike() {
        QString promtool = QStandardPaths::findExecutable(QStringLiteral("promtool"));
        if (promtool.isEmpty()) { // tests/run.sh unpacks the peers, it does not install them
            promtool = QStandardPaths::findExecutable(
                QStringLiteral("promtool"), {QStringLiteral(MB_SOURCE_DIR "/.build/peers/usr/bin")}
            );
        }
        if (promtool.isEmpty()) {
            QSKIP("promtool is not installed");
        }
        const QStringList files = caseFiles();
        const QString answer = judgeAll(promtool, files);
        QVERIFY2(answer.contains(QStringLiteral("SUCCESS")), qPrintable(answer));
        const auto known = exceptions();
        base::PosixFileSystem disk;
        QStringList wrong;
        for (const QString& file : files) {
            const bool theirs =
                answer.contains(QStringLiteral("SUCCESS: ") + file + QStringLiteral(" is valid"));
            const bool ours = config::loadFile(file.toStdString(), disk).config.has_value();
            if ((ours != theirs) != known.contains(caseName(file))) {
                wrong.append(
                    caseName(file) +
                    (theirs ? QStringLiteral(" accepted") : QStringLiteral(" refused")) +
                    QStringLiteral(" by promtool")
                );
            }
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
        QVERIFY2(known.size() * 2 < files.size(), "most cases must be judged alike");
    }
};

QTEST_GUILESS_MAIN(PromtoolTest)
#include "promtool_test.moc"
