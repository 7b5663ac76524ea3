// The body of `meterbench check metrics`: flags, exit codes, what is printed.
#include "app/check_metrics.h"
#include "core/base/number.h"

#include <QTest>

#include <sstream>

using namespace meterbench;

namespace {

struct Outcome {
    int code = 0;
    QString out;
    QString err;
};

Outcome run(const std::vector<std::string>& args, const std::string& body) {
    std::istringstream in(body);
    std::ostringstream out;
    std::ostringstream err;
    Outcome outcome;
    outcome.code = app::checkMetrics(args, in, out, err);
    outcome.out = QString::fromStdString(out.str());
    outcome.err = QString::fromStdString(err.str());
    return outcome;
}

constexpr const char* kClean = "# HELP a_total Help.\n# TYPE a_total counter\na_total 1\n";
constexpr const char* kStyle = "# TYPE a counter\na 1\n";
constexpr const char* kOpenMetrics = "# HELP a Help.\n# TYPE a counter\na_total 1\n# EOF\n";

} // namespace

class CheckMetricsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answersWithTheExitCode_data();
    void answersWithTheExitCode();
    void printsEachProblemOnALine();
    void goesOnBehindTheFirstError();
    void refusesWrongUsage_data();
    void refusesWrongUsage();
    void helps();
};

void CheckMetricsTest::answersWithTheExitCode_data() {
    QTest::addColumn<QString>("args");
    QTest::addColumn<QString>("body");
    QTest::addColumn<int>("code");
    const QString clean = QString::fromUtf8(kClean);
    const QString style = QString::fromUtf8(kStyle);
    const QString openMetrics = QString::fromUtf8(kOpenMetrics);
    QTest::newRow("a clean text body") << QString() << clean << 0;
    QTest::newRow("an empty body is a clean text body") << QString() << QString() << 0;
    QTest::newRow("an empty body is no OpenMetrics")
        << QStringLiteral("--format=openmetrics") << QString() << 1;
    QTest::newRow("only style") << QString() << style << 3;
    QTest::newRow("style counts as clean without style lint")
        << QStringLiteral("--lint=none") << style << 0;
    QTest::newRow("style counts with it") << QStringLiteral("--lint=all") << style << 3;
    QTest::newRow("format before style") << QString() << style + QStringLiteral("a b\n") << 1;
    QTest::newRow("format before style that comes later")
        << QString() << QStringLiteral("b x\n") + style << 1;
    QTest::newRow("# EOF makes it OpenMetrics") << QString() << openMetrics << 0;
    QTest::newRow("told that it is text, the counter has no type")
        << QStringLiteral("--format=text") << openMetrics << 3;
    QTest::newRow("a blank line is fine in text") << QString() << QStringLiteral("\n") + clean << 0;
    QTest::newRow("and an error in OpenMetrics")
        << QString() << QStringLiteral("\n") + openMetrics << 1;
    QTest::newRow("OpenMetrics cut off")
        << QString() << QStringLiteral("# TYPE a info\na_info 1\n") << 1;
    QTest::newRow("an exemplar makes it OpenMetrics")
        << QString() << QStringLiteral("a 1 # {} 1\n") << 1;
    QTest::newRow("a flag's value as its own argument")
        << QStringLiteral("--lint none") << style << 0;
}

void CheckMetricsTest::answersWithTheExitCode() {
    QFETCH(QString, args);
    QFETCH(QString, body);
    QFETCH(int, code);
    std::vector<std::string> words;
    for (const QString& word : args.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        words.push_back(word.toStdString());
    }
    const Outcome outcome = run(words, body.toStdString());
    QCOMPARE(outcome.code, code);
    QCOMPARE(outcome.out.isEmpty(), code == 0);
    QVERIFY(outcome.err.isEmpty());
}

void CheckMetricsTest::printsEachProblemOnALine() {
    const Outcome outcome = run({}, kStyle);
    QCOMPARE(
        outcome.out,
        QStringLiteral("1:8: style: 'a' has no help text; # HELP a and one sentence\n"
                       "1:8: style: the counter 'a' does not end with _total; name it a_total\n")
    );
}

void CheckMetricsTest::goesOnBehindTheFirstError() {
    const Outcome outcome = run({"--format=text", "--lint=none"}, "a{b=1} 2\nä 1\nc x\nd 1\n");
    QCOMPARE(outcome.code, 1);
    const QStringList lines = outcome.out.split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 3);
    QVERIFY(lines[0].startsWith(QStringLiteral("1:5: error: ")));
    QVERIFY(lines[1].startsWith(QStringLiteral("2:1: error: ")));
    QVERIFY(lines[2].startsWith(QStringLiteral("3:3: error: ")));
}

void CheckMetricsTest::refusesWrongUsage_data() {
    QTest::addColumn<QString>("argument");
    QTest::addColumn<QString>("words");
    QTest::newRow("an unknown flag")
        << QStringLiteral("--strict") << QStringLiteral("unknown flag --strict");
    QTest::newRow("a mistyped flag")
        << QStringLiteral("--fromat=text") << QStringLiteral("did you mean --format?");
    QTest::newRow("an unknown format")
        << QStringLiteral("--format=xml") << QStringLiteral("expected auto, text or openmetrics");
    QTest::newRow("an unknown lint")
        << QStringLiteral("--lint=some") << QStringLiteral("expected all or none");
    QTest::newRow("a flag without its value")
        << QStringLiteral("--lint") << QStringLiteral("--lint needs a value");
    QTest::newRow("a file name") << QStringLiteral("body.txt")
                                 << QStringLiteral("the body is read from stdin");
}

void CheckMetricsTest::refusesWrongUsage() {
    QFETCH(QString, argument);
    QFETCH(QString, words);
    const Outcome outcome = run({argument.toStdString()}, kClean);
    QCOMPARE(outcome.code, 2);
    QVERIFY2(outcome.err.contains(words), qPrintable(outcome.err));
    QVERIFY(outcome.out.isEmpty());
}

void CheckMetricsTest::helps() {
    const Outcome outcome = run({"--help"}, "");
    QCOMPARE(outcome.code, 0);
    QVERIFY(outcome.out.contains(QStringLiteral("--format=auto|text|openmetrics")));
}

QTEST_GUILESS_MAIN(CheckMetricsTest)
#include "check_metrics_test.moc"
