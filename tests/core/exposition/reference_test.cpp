// PullParser against another implementation: Python's prometheus_client reads the same well-formed
// bodies and must find the same samples. Bodies: tests/data/exposition/bodies and, where they are
// at hand, the good OpenMetrics vectors.
#include "core/base/file.h"
#include "core/base/number.h"
#include "core/exposition/number_text.h"
#include "core/exposition/pull_parser.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

using namespace meterbench;
using exposition::EntryKind;
using exposition::Format;

namespace {

QByteArray readFile(const QString& path) {
    const auto bytes = base::PosixFileSystem().readAll(path.toStdString());
    return bytes.ok() ? QByteArray::fromStdString(*bytes) : QByteArray();
}

/// Bounds and ranks are compared as numbers: ingest writes them in OpenMetrics' form.
std::string comparable(const std::string& name, const std::string& value) {
    const auto number =
        name == "le" || name == "quantile" ? base::parseNumber(value) : std::nullopt;
    return number ? exposition::formatOpenMetricsFloat(*number) : value;
}

QString lineOf(const model::Labels& labels, double value, const QString& time) {
    return QString::fromStdString(labels.toString() + " " + base::formatNumber(value)) +
           QStringLiteral(" @") + time;
}

QStringList ourSamples(const QByteArray& body, Format format) {
    const std::string bytes = body.toStdString();
    exposition::PullParser parser(bytes, format);
    QStringList lines;
    for (EntryKind kind = parser.next(); kind != EntryKind::End; kind = parser.next()) {
        if (kind == EntryKind::Error) {
            return lines << QString::fromUtf8(parser.problem().message);
        }
        std::vector<model::LabelView> views;
        if (kind != EntryKind::Sample || !parser.labels(views)) {
            continue;
        }
        model::Labels labels;
        for (const model::LabelView& view : views) {
            labels.set(view.name, comparable(std::string(view.name), std::string(view.value)));
        }
        const auto& time = parser.sample().timestampMs;
        lines << lineOf(
            labels, parser.sample().value, time ? QString::number(*time) : QStringLiteral("-")
        );
    }
    return lines;
}

QStringList referenceSamples(const QByteArray& json) {
    QStringList lines;
    const QJsonArray samples = QJsonDocument::fromJson(json).array();
    for (const QJsonValue& each : samples) {
        const QJsonArray sample = each.toArray();
        const QJsonObject given = sample.at(1).toObject();
        model::Labels labels;
        labels.set(model::kMetricName, sample.at(0).toString().toStdString());
        for (auto label = given.begin(); label != given.end(); ++label) {
            const std::string name = label.key().toStdString();
            labels.set(name, comparable(name, label.value().toString().toStdString()));
        }
        const double value =
            base::parseNumber(sample.at(2).toString().toStdString()).value_or(-987.0);
        lines << lineOf(labels, value, sample.at(3).toString(QStringLiteral("-")));
    }
    return lines;
}

QStringList bodyPaths() {
    QStringList paths;
    const QDir bodies(QStringLiteral(MB_TEST_DATA "/exposition/bodies"));
    for (const QString& name : bodies.entryList(QDir::Files)) {
        paths << bodies.filePath(name);
    }
    const QDir vectors(QStringLiteral(MB_SOURCE_DIR "/../shared/vectors/openmetrics"));
    for (const QString& name : vectors.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        // The reference drops samples whose times differ by less than its resolution, which ingest
        // leaves to others.
        if (!name.startsWith(QStringLiteral("bad_")) &&
            !name.startsWith(QStringLiteral("duplicate_timestamps"))) {
            paths << vectors.filePath(name + QStringLiteral("/metrics"));
        }
    }
    return paths;
}

} // namespace

class ReferenceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void findsTheSameSamples_data();
    void findsTheSameSamples();

private:
    [[nodiscard]] QByteArray runPython(const QStringList& arguments);

    int m_exitCode = 0;
    QByteArray m_errors;
    QList<QByteArray> m_answers; ///< one for each of bodyPaths()
};

QByteArray ReferenceTest::runPython(const QStringList& arguments) {
    QProcess python;
    python.start(QStringLiteral("/usr/bin/python3"), arguments);
    const bool ended = python.waitForFinished(60000) && python.exitStatus() == QProcess::NormalExit;
    m_exitCode = ended ? python.exitCode() : -1;
    m_errors = python.readAllStandardError();
    return python.readAllStandardOutput();
}

void ReferenceTest::initTestCase() {
    (void)runPython({QStringLiteral("-c"), QStringLiteral("import prometheus_client")});
    if (m_exitCode != 0) {
        QFAIL("Debian's python3-prometheus-client is not installed");
    }
    const QString script =
        QStringLiteral(MB_SOURCE_DIR "/tests/core/exposition/reference_parser.py");
    m_answers = runPython(QStringList(script) + bodyPaths()).trimmed().split('\n');
    QVERIFY2(m_exitCode == 0, m_errors.constData());
    QCOMPARE(m_answers.size(), bodyPaths().size());
}

void ReferenceTest::findsTheSameSamples_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("answer");
    const QStringList paths = bodyPaths();
    for (qsizetype i = 0; i < paths.size(); ++i) {
        QTest::newRow(qPrintable(paths.at(i).section(QLatin1Char('/'), -2)))
            << paths.at(i) << m_answers.at(i);
    }
}

void ReferenceTest::findsTheSameSamples() {
    QFETCH(QString, path);
    QFETCH(QByteArray, answer);
    const Format format =
        path.endsWith(QStringLiteral(".txt")) ? Format::Text : Format::OpenMetrics;
    const QStringList ours = ourSamples(readFile(path), format);
    const QStringList reference = referenceSamples(answer);
    for (qsizetype i = 0; i < qMin(ours.size(), reference.size()); ++i) {
        QCOMPARE(ours.at(i), reference.at(i));
    }
    QCOMPARE(ours.size(), reference.size());
}

QTEST_GUILESS_MAIN(ReferenceTest)
#include "reference_test.moc"
