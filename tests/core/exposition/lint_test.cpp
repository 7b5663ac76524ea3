// Lint: the case folders of tests/data/exposition/lint (a line of expected.txt for each problem:
// place, level, rule), what the scope leaves out, and how a body's format is guessed.
#include "core/base/file.h"
#include "core/exposition/lint.h"

#include <QDir>
#include <QTest>

using namespace meterbench;
using exposition::Format;
using exposition::Level;
using exposition::LintScope;

namespace {

QByteArray readFile(const QString& path) {
    const auto bytes = base::PosixFileSystem().readAll(path.toStdString());
    return bytes.ok() ? QByteArray::fromStdString(*bytes) : QByteArray();
}

QString dump(const std::vector<exposition::Problem>& problems) {
    QString out;
    for (const exposition::Problem& problem : problems) {
        const char* level = problem.level == Level::Format ? "format" : "style";
        out += QStringLiteral("%1:%2 %3 %4\n")
                   .arg(problem.line)
                   .arg(problem.column)
                   .arg(QString::fromUtf8(level), QString::fromUtf8(problem.rule));
    }
    return out;
}

} // namespace

class LintTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsWhatEachCaseExpects_data();
    void findsWhatEachCaseExpects();
    void judgesTheFormatAlone();
    void guessesTheFormat_data();
    void guessesTheFormat();
    void cutsLongTextsInMessages();
};

void LintTest::findsWhatEachCaseExpects_data() {
    QTest::addColumn<QString>("folder");
    const QDir cases(QStringLiteral(MB_TEST_DATA "/exposition/lint"));
    for (const QString& name : cases.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QTest::newRow(qPrintable(name)) << cases.filePath(name);
    }
}

void LintTest::findsWhatEachCaseExpects() {
    QFETCH(QString, folder);
    const bool openMetrics = QFile::exists(folder + QStringLiteral("/input.om"));
    const QByteArray body = readFile(
        folder + (openMetrics ? QStringLiteral("/input.om") : QStringLiteral("/input.txt"))
    );
    QVERIFY(!body.isEmpty());
    const auto problems =
        exposition::lint(body.toStdString(), openMetrics ? Format::OpenMetrics : Format::Text);
    for (const exposition::Problem& problem : problems) {
        QVERIFY(!problem.message.empty() && !problem.hint.empty());
    }
    QCOMPARE(dump(problems), QString::fromUtf8(readFile(folder + QStringLiteral("/expected.txt"))));
}

void LintTest::judgesTheFormatAlone() {
    const std::string body = "# TYPE aB counter\naB 1\naB x\n";
    QCOMPARE(
        dump(exposition::lint(body, Format::Text, LintScope::FormatOnly)),
        QStringLiteral("3:4 format value\n")
    );
    QVERIFY(exposition::lint(body, Format::Text).size() > 1);
}

void LintTest::guessesTheFormat_data() {
    QTest::addColumn<QString>("body");
    QTest::addColumn<bool>("openMetrics");
    QTest::newRow("nothing") << QString() << false;
    QTest::newRow("plain samples") << QStringLiteral("a 1\n") << false;
    QTest::newRow("# EOF") << QStringLiteral("a 1\n# EOF") << true;
    QTest::newRow("# EOF with carriage returns") << QStringLiteral("a 1\r\n# EOF\r\n") << true;
    QTest::newRow("a unit") << QStringLiteral("# UNIT a_s s\n") << true;
    QTest::newRow("a type that only OpenMetrics has")
        << QStringLiteral("# TYPE a stateset\n") << true;
    QTest::newRow("a type of both") << QStringLiteral("# TYPE a gauge\n") << false;
    QTest::newRow("an exemplar") << QStringLiteral("a{b=\"}\"} 1 # {} 1\n") << true;
    QTest::newRow("what looks like an exemplar in a label")
        << QStringLiteral("a{b=\" # {} 1\"} 1\n") << false;
}

void LintTest::guessesTheFormat() {
    QFETCH(QString, body);
    QFETCH(bool, openMetrics);
    const Format expected = openMetrics ? Format::OpenMetrics : Format::Text;
    QCOMPARE(exposition::guessFormat(body.toStdString()), expected);
}

void LintTest::cutsLongTextsInMessages() {
    const auto problems = exposition::lint(
        "a " + std::string(100000, 'x') + "\n", Format::Text, LintScope::FormatOnly
    );
    QCOMPARE(problems.size(), std::size_t{1});
    QVERIFY(problems.front().message.size() < 200);
}

QTEST_GUILESS_MAIN(LintTest)
#include "lint_test.moc"
