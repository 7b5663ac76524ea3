// Lint against the OpenMetrics project's own parser vectors: each folder has a body and test.json
// with shouldParse. They stand beside the checkout, not in it; without them the test says so and is
// skipped.
#include "core/base/file.h"
#include "core/exposition/lint.h"

#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace meterbench;

namespace {

QString vectorsFolder() {
    return QStringLiteral(MB_SOURCE_DIR "/../shared/vectors/openmetrics");
}

QByteArray readFile(const QString& path) {
    const auto bytes = base::PosixFileSystem().readAll(path.toStdString());
    return bytes.ok() ? QByteArray::fromStdString(*bytes) : QByteArray();
}

QString firstFormatProblem(const std::vector<exposition::Problem>& problems) {
    for (const exposition::Problem& problem : problems) {
        if (problem.level == exposition::Level::Format) {
            return QString::fromStdString(std::to_string(problem.line) + ": " + problem.message);
        }
    }
    return {};
}

} // namespace

class OpenMetricsVectorsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void hasAllVectors();
    void judgesAsTheVectorSays_data();
    void judgesAsTheVectorSays();
};

void OpenMetricsVectorsTest::initTestCase() {
    if (!QDir(vectorsFolder()).exists()) {
        QSKIP(qPrintable(
            QStringLiteral("no vectors: ") + vectorsFolder() + QStringLiteral(" does not exist")
        ));
    }
}

void OpenMetricsVectorsTest::hasAllVectors() {
    QCOMPARE(QDir(vectorsFolder()).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(), 211);
}

void OpenMetricsVectorsTest::judgesAsTheVectorSays_data() {
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("shouldParse");
    const QDir vectors(vectorsFolder());
    for (const QString& name : vectors.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const QString folder = vectors.filePath(name);
        const QJsonObject about =
            QJsonDocument::fromJson(readFile(folder + QStringLiteral("/test.json"))).object();
        QVERIFY2(about.contains(QStringLiteral("shouldParse")), qPrintable(name));
        QTest::newRow(qPrintable(name)) << readFile(folder + QStringLiteral("/metrics"))
                                        << about.value(QStringLiteral("shouldParse")).toBool();
    }
}

void OpenMetricsVectorsTest::judgesAsTheVectorSays() {
    QFETCH(QByteArray, body);
    QFETCH(bool, shouldParse);
    const auto problems = exposition::lint(body.toStdString(), exposition::Format::OpenMetrics);
    const QString problem = firstFormatProblem(problems);
    QVERIFY2(problem.isEmpty() == shouldParse, qPrintable(QStringLiteral("found: ") + problem));
}

QTEST_GUILESS_MAIN(OpenMetricsVectorsTest)
#include "openmetrics_vectors_test.moc"
