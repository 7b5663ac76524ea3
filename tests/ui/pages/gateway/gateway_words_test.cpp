// Words, patterns and places in bodies of the Gateway page; patterns and durations are those of the
// rules.
#include "tests/ui/pages/gateway/pushed_world.h"
#include "ui/pages/gateway/chart_refs.h"
#include "ui/pages/gateway/gateway_words.h"
#include "ui/pages/gateway/push_body.h"
#include "ui/pages/gateway/selector_dialog.h"

#include <QTest>

using namespace meterbench;
using namespace meterbench::ui;

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
