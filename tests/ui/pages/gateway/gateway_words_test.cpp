// Words, patterns, places in bodies and shell commands of the Gateway page. Paths are those of the
// Pushgateway's README ("URL", "@base64"); patterns and durations those of the rules.
#include "tests/ui/pages/gateway/pushed_world.h"
#include "ui/pages/gateway/chart_refs.h"
#include "ui/pages/gateway/gateway_words.h"
#include "ui/pages/gateway/push_body.h"
#include "ui/pages/gateway/push_commands.h"
#include "ui/pages/gateway/selector_dialog.h"

#include <QProcess>
#include <QTest>

using namespace meterbench;
using namespace meterbench::ui;

namespace {

using Labels = std::vector<model::Label>;

/// What a POSIX shell makes of it, with curl and the pipe taken away.
QString printedByShell(const QString& command) {
    QProcess shell;
    shell.start(
        QStringLiteral("/bin/sh"),
        {QStringLiteral("-c"),
         QStringLiteral("curl() { cat; for last; do :; done; printf '%s' \"|$last\"; }\n") +
             command}
    );
    shell.closeWriteChannel();
    return shell.waitForFinished() ? QString::fromUtf8(shell.readAllStandardOutput()) : QString();
}

} // namespace

class GatewayWordsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void aPatternMatches_data() {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("matches");
        const auto row = [](const char* name, const char* pattern, const char* text, bool matches) {
            QTest::newRow(name) << QString::fromLatin1(pattern) << QString::fromLatin1(text)
                                << matches;
        };
        row("the name itself", "a_total", "a_total", true);
        row("not a part of a name", "a_total", "aa_total", false);
        row("a star at the end", "queue_*", "queue_depth", true);
        row("a star for nothing", "queue_*", "queue_", true);
        row("a star in between", "a*z", "abcz", true);
        row("a star that must go back", "*ab", "aabab", true);
        row("two stars", "*_b_*", "a_b_c", true);
        row("an end that is not there", "a*z", "abc", false);
        row("everything", "*", "", true);
        row("other case", "A*", "abc", false);
        row("a dot is a dot", "a.c", "abc", false);
    }

    void aPatternMatches() {
        QFETCH(QString, pattern);
        QFETCH(QString, name);
        QFETCH(bool, matches);
        QCOMPARE(matchesPattern(pattern.toStdString(), name.toStdString()), matches);
    }

    void aRuleDurationIsRead_data() {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<qint64>("expected");
        QTest::newRow("minutes") << QStringLiteral("5m") << qint64(300'000);
        QTest::newRow("hours and minutes") << QStringLiteral("1h30m") << qint64(5'400'000);
        QTest::newRow("with blanks around") << QStringLiteral(" 2s ") << qint64(2'000);
        QTest::newRow("never") << QStringLiteral("never") << qint64(0);
        QTest::newRow("zero is never") << QStringLiteral("0") << qint64(0);
        QTest::newRow("a word") << QStringLiteral("five") << qint64(-1);
        QTest::newRow("a number without unit") << QStringLiteral("5") << qint64(-1);
        QTest::newRow("nothing") << QString() << qint64(-1);
        QTest::newRow("less than nothing") << QStringLiteral("-5m") << qint64(-1);
    }

    void aRuleDurationIsRead() {
        QFETCH(QString, typed);
        QFETCH(qint64, expected);
        QCOMPARE(readRuleDuration(typed).value_or(-1), expected);
    }

    void aRuleDurationIsWrittenAsItIsRead() {
        for (const std::int64_t afterMs : {0LL, 1LL, 300'000LL, 5'400'000LL, 90'061'001LL}) {
            QCOMPARE(readRuleDuration(ruleDuration(afterMs)).value_or(-1), afterMs);
        }
    }

    void thePlaceInALineIsFound_data() {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<uint>("column");
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("caret");
        const auto row =
            [](const char* name, const QByteArray& line, uint column, const QString& text, int caret
            ) { QTest::newRow(name) << line << column << text << caret; };
        row("the first byte", "abc 1", 1, QStringLiteral("abc 1"), 0);
        row("in the middle", "abc x", 5, QStringLiteral("abc x"), 4);
        row("behind the end", "abc", 4, QStringLiteral("abc"), 3);
        row("far behind the end", "abc", 90, QStringLiteral("abc"), 3);
        row("no mark", "abc", 0, QStringLiteral("abc"), -1);
        row("after a tab", "a\tb", 3, QStringLiteral("a       b"), 8);
        row("after two tabs", "\t\tb", 3, QStringLiteral("                b"), 16);
        row("after an umlaut of two bytes", "\xc3\xbc x", 4, QStringLiteral("ü x"), 2);
        row("within a character",
            "a\xe2\x82\xac"
            "b",
            3,
            QStringLiteral("a€b"),
            1);
        row("after a character beyond 16 bits",
            "\xf0\x9f\x98\x80x",
            5,
            QString::fromUtf8("\xf0\x9f\x98\x80x"),
            2);
        row("a carriage return at the end", "abc x\r", 5, QStringLiteral("abc x"), 4);
        row("at the carriage return", "abc\r", 4, QStringLiteral("abc"), 3);
        row("bytes that are not UTF-8",
            "a\xff"
            "b",
            3,
            QStringLiteral("a\ufffd"
                           "b"),
            2);
        row("a control character",
            "a\x01"
            "b",
            3,
            QStringLiteral("a\ufffd"
                           "b"),
            2);
        row("an empty line", "", 1, QString(), 0);
    }

    void thePlaceInALineIsFound() {
        QFETCH(QByteArray, line);
        QFETCH(uint, column);
        QFETCH(QString, text);
        QFETCH(int, caret);
        const ShownLine shown = shownLine(line.toStdString(), column);
        QCOMPARE(shown.text, text);
        QCOMPARE(shown.caret, qsizetype(caret));
    }

    void aPathNamesItsGroup_data() {
        QTest::addColumn<QStringList>("labels");
        QTest::addColumn<QString>("path");
        const auto row = [](const char* name, const QStringList& labels, const char* path) {
            QTest::newRow(name) << labels << QString::fromLatin1(path);
        };
        row("no labels", {}, "/metrics");
        row("a job", {QStringLiteral("job"), QStringLiteral("some_job")}, "/metrics/job/some_job");
        row("the job stands first",
            {QStringLiteral("instance"),
             QStringLiteral("i"),
             QStringLiteral("job"),
             QStringLiteral("j")},
            "/metrics/job/j/instance/i");
        row("a slash in a value",
            {QStringLiteral("job"),
             QStringLiteral("directory_cleaner"),
             QStringLiteral("path"),
             QStringLiteral("/var/tmp")},
            "/metrics/job/directory_cleaner/path@base64/L3Zhci90bXA");
        row("an empty value",
            {QStringLiteral("job"), QStringLiteral("titan"), QStringLiteral("name"), QString()},
            "/metrics/job/titan/name@base64/=");
        row("Greek letters",
            {QStringLiteral("job"),
             QStringLiteral("titan"),
             QStringLiteral("name"),
             QStringLiteral("Προμηθεύς")},
            "/metrics/job/titan/name/%CE%A0%CF%81%CE%BF%CE%BC%CE%B7%CE%B8%CE%B5%CF%8D%CF%82");
        row("a percent sign", {QStringLiteral("job"), QStringLiteral("50%1")}, "/metrics/job/50%251"
        );
        row("two dots", {QStringLiteral("job"), QStringLiteral("..")}, "/metrics/job@base64/Li4");
    }

    void aPathNamesItsGroup() {
        QFETCH(QStringList, labels);
        QFETCH(QString, path);
        Labels group;
        for (int i = 0; i + 1 < labels.size(); i += 2) {
            group.push_back({labels[i].toStdString(), labels[i + 1].toStdString()});
        }
        QCOMPARE(QString::fromStdString(pushPath(group)), path);
    }

    void thePushThatRepeatsAGroupRunsInAShell() {
        const Labels group{{"job", "it's \"50%1\""}};
        std::vector<gateway::SeriesRow> series{
            {"h_count", {{"job", "it's \"50%1\""}}, 3, 0, 0},
            {"a", {{"job", "it's \"50%1\""}, {"x", "$(date) 'q' \\ \"d\" %s"}}, 0.5, 0, 0},
            {"h_bucket", {{"job", "it's \"50%1\""}, {"le", "+Inf"}}, 3, 0, 0}};
        std::vector<gateway::FamilyRow> families{
            tests::pushedFamily("a", model::MetricType::Gauge, gateway::Policy::Last, 1),
            tests::pushedFamily("h", model::MetricType::Histogram, gateway::Policy::Sum, 2)};
        families[1].help = "Two\nlines, one \\.";
        const QString printed =
            printedByShell(pushCommand("http://127.0.0.1:1", group, series, families));
        QCOMPARE(
            printed,
            QStringLiteral("# HELP a What a says.\n"
                           "# TYPE a gauge\n"
                           "a{x=\"$(date) 'q' \\\\ \\\"d\\\" %s\"} 0.5\n"
                           "# HELP h Two\\nlines, one \\\\.\n"
                           "# TYPE h histogram\n"
                           "h_count 3\n"
                           "h_bucket{le=\"+Inf\"} 3\n"
                           "|http://127.0.0.1:1/metrics/job/it%27s%20%2250%251%22")
        );
    }

    void seriesAreRepeatedUnderTheGroupThatHoldsThem() {
        const auto held = tests::smallGateway();
        const std::vector<gateway::SeriesRow> series{
            {"queue_depth", {{"job", "ci"}, {"q", "a"}}, 1, 0, 0},
            {"queue_depth", {{"instance", "db-1"}, {"job", "backup"}}, 2, 0, 0}};
        const QString commands = pushCommands("http://h:1", held->groups, series, held->families);
        const QString printed = printedByShell(commands);
        QVERIFY2(
            printed.contains(QStringLiteral("queue_depth{q=\"a\"} 1\n|http://h:1/metrics/job/ci")),
            qPrintable(printed)
        );
        QVERIFY2(
            printed.contains(
                QStringLiteral("queue_depth 2\n|http://h:1/metrics/job/backup/instance/db-1")
            ),
            qPrintable(printed)
        );
    }

    void timeLeftCountsWholeSeconds_data() {
        QTest::addColumn<qint64>("left");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("sentence");
        const auto row =
            [](const char* name, qint64 left, const char* text, const char* shortly = nullptr) {
                QTest::newRow(name) << left << QString::fromLatin1(text)
                                    << QString::fromLatin1(shortly == nullptr ? text : shortly) +
                                           QStringLiteral(" left");
            };
        row("whole seconds", 3'000, "3 s");
        row("a part of a second is not gone yet", 2'001, "3 s");
        row("the last millisecond", 1, "1 s");
        row("just under ten seconds", 9'999, "10 s");
        row("a minute", 60'000, "1 min");
        row("minutes and seconds", 242'500, "4 min 3 s", "4 min");
        row("just under an hour", 3'599'001, "1 h");
        row("hours and minutes", 5'400'000, "1 h 30 min", "1 h");
        row("days and hours", 273'600'000, "3 d 4 h", "3 d");
        QTest::newRow("due") << qint64(0) << QStringLiteral("now") << QStringLiteral("goes now");
        QTest::newRow("overdue") << qint64(-5'000) << QStringLiteral("now")
                                 << QStringLiteral("goes now");
    }

    void timeLeftCountsWholeSeconds() {
        QFETCH(qint64, left);
        QFETCH(QString, text);
        QFETCH(QString, sentence);
        QCOMPARE(timeLeft(tests::kPushedNowMs + left, tests::kPushedNowMs), text);
        QCOMPARE(timeLeftSentence(tests::kPushedNowMs + left, tests::kPushedNowMs), sentence);
        QCOMPARE(timeLeft(0, tests::kPushedNowMs), QStringLiteral("never"));
        QCOMPARE(timeLeftSentence(0, tests::kPushedNowMs), QStringLiteral("stays"));
    }

    void agesInNarrowPlacesHaveOneUnit_data() {
        QTest::addColumn<qint64>("age");
        QTest::addColumn<QString>("text");
        QTest::newRow("just now") << qint64(900) << QStringLiteral("just now");
        QTest::newRow("seconds") << qint64(59'900) << QStringLiteral("59 s ago");
        QTest::newRow("minutes") << qint64(243'000) << QStringLiteral("4 min ago");
        QTest::newRow("hours") << qint64(5'400'000) << QStringLiteral("1 h ago");
        QTest::newRow("days") << qint64(273'600'000) << QStringLiteral("3 d ago");
    }

    void agesInNarrowPlacesHaveOneUnit() {
        QFETCH(qint64, age);
        QFETCH(QString, text);
        QCOMPARE(shortAgo(tests::kPushedNowMs - age, tests::kPushedNowMs), text);
        QCOMPARE(shortAgo(0, tests::kPushedNowMs), QStringLiteral("never"));
    }

    void aSelectorIsLookedOverWhileOneTypes_data() {
        QTest::addColumn<QString>("selector");
        QTest::addColumn<bool>("good");
        QTest::newRow("nothing") << QString() << false;
        QTest::newRow("labels") << QStringLiteral("{job=\"a\"}") << true;
        QTest::newRow("a name") << QStringLiteral("up") << true;
        QTest::newRow("an escaped backslash before the quote")
            << QStringLiteral("{a=\"\\\\\"}") << true;
        QTest::newRow("a brace in a value") << QStringLiteral("{a=\"{\"}") << true;
        QTest::newRow("not closed") << QStringLiteral("{job=\"a\"") << false;
        QTest::newRow("not opened") << QStringLiteral("job=\"a\"}") << false;
    }

    void aSelectorIsLookedOverWhileOneTypes() {
        QFETCH(QString, selector);
        QFETCH(bool, good);
        QCOMPARE(selectorProblem(selector).isEmpty(), good);
    }

    void aRefusalSaysWhereAndWhatToDo() {
        const auto mark = tests::refusedPush(1, "a 1\nb x\n", 2, 3, "expected a number, got \"x\"");
        QCOMPARE(
            refusalSentence(*mark),
            QStringLiteral("At line 2, column 3: expected a number, got \"x\". Nothing of it was "
                           "applied: mend line 2 and push again.")
        );
        address::PushMark large = *mark;
        large.status = 413;
        large.line = 0;
        large.refusal = "the body is larger than 10 MiB";
        QCOMPARE(
            refusalSentence(large),
            QStringLiteral("the body is larger than 10 MiB. Nothing of it was applied: split the "
                           "push into smaller ones.")
        );
    }

    void chartsFindTheScrapedFormOfHeldSeries() {
        model::LayoutBuilder builder(1);
        const auto add = [&builder](std::vector<model::LabelView> labels) {
            builder.append(labels);
        };
        add({{"__name__", "a"}, {"instance", "gateway"}, {"job", "ci"}, {"x", "1"}});
        add({{"__name__", "a"}, {"instance", "gateway"}, {"job", "ci"}, {"x", "2"}});
        add({{"__name__", "b"}, {"exported_job", "ci"}, {"instance", "gateway"}, {"job", "gateway"}}
        );
        const model::LayoutPtr layout = builder.finish(nullptr);
        auto batch = std::make_shared<model::Batch>();
        batch->layout = layout;
        auto target = std::make_shared<pipeline::TargetState>();
        target->pool = "gateway";
        target->batches = {batch};
        auto other = std::make_shared<pipeline::TargetState>(*target);
        other->pool = "node";
        pipeline::Snapshot snapshot;
        snapshot.targets = std::make_shared<std::vector<pipeline::TargetPtr>>(
            std::vector<pipeline::TargetPtr>{other, target}
        );
        const gateway::SeriesRow a{"a", {{"job", "ci"}, {"x", "2"}}, 1, 0, 0};
        const gateway::SeriesRow b{"b", {{"job", "ci"}}, 1, 0, 0};
        const gateway::SeriesRow gone{"c", {}, 1, 0, 0};
        QCOMPARE(
            chartRefs(snapshot, {&a, &b, &gone}, 9),
            (std::vector<model::SeriesRef>{layout->refs[1], layout->refs[2]})
        );
        QCOMPARE(chartRefs(snapshot, {&a, &b}, 1).size(), 1U);
        QVERIFY(chartRefs({}, {&a}, 9).empty());
    }
};

QTEST_GUILESS_MAIN(GatewayWordsTest)
#include "gateway_words_test.moc"
