// Numbers, ages, sizes, units and problems in words, as the design asks for them.
#include "tests/support/scripted_source.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <QTest>

#include <limits>

using namespace meterbench;
using namespace meterbench::ui;

class WordingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void durations_data() {
        QTest::addColumn<qint64>("ms");
        QTest::addColumn<QString>("text");
        QTest::newRow("below a second") << qint64(800) << "0.8 s";
        QTest::newRow("nothing") << qint64(0) << "0 s";
        QTest::newRow("seconds") << qint64(48'000) << "48 s";
        QTest::newRow("minutes and seconds") << qint64(303'000) << "5 min 3 s";
        QTest::newRow("whole minutes") << qint64(300'000) << "5 min";
        QTest::newRow("hours") << qint64(23 * 3'600'000LL) << "23 h";
        QTest::newRow("days and hours") << qint64(76 * 3'600'000LL) << "3 d 4 h";
    }

    void durations() {
        QFETCH(qint64, ms);
        QTEST(wording::duration(ms), "text");
    }

    void countsHaveTheirPlural_data() {
        QTest::addColumn<quint64>("n");
        QTest::addColumn<QString>("text");
        QTest::newRow("none") << quint64(0) << "0 samples wait";
        QTest::newRow("one") << quint64(1) << "1 sample wait";
        QTest::newRow("many") << quint64(4'812) << "4,812 samples wait";
        QTest::newRow("more than an int holds")
            << quint64(5'000'000'000) << "5,000,000,000 samples wait";
    }

    void countsHaveTheirPlural() {
        QFETCH(quint64, n);
        QTEST(wording::counted(tr("%1 sample(s) wait", nullptr, wording::numerus(n)), n), "text");
    }

    void durationsOfTheCoreGetTheirSpace_data() {
        QTest::addColumn<QString>("said");
        QTest::addColumn<QString>("text");
        QTest::newRow("milliseconds") << "no answer within 900ms (x)"
                                      << "no answer within 900 ms (x)";
        QTest::newRow("seconds at the end") << "no connection to h within 5s"
                                            << "no connection to h within 5 s";
        QTest::newRow("one sample") << "1 samples lost"
                                    << "1 sample lost";
        QTest::newRow("eleven samples") << "11 samples lost"
                                        << "11 samples lost";
        QTest::newRow("a name is left alone") << "within9ms, rate5s, within 5sets"
                                              << "within9ms, rate5s, within 5sets";
    }

    void durationsOfTheCoreGetTheirSpace() {
        QFETCH(QString, said);
        QTEST(wording::spaced(said), "text");
    }

    void bytes_data() {
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("text");
        QTest::newRow("a few") << 12.0 << "12 B";
        QTest::newRow("kilobytes") << 412'000.0 << "412 kB";
        QTest::newRow("few kilobytes keep a digit") << 1'400.0 << "1.4 kB";
        QTest::newRow("megabytes") << 1.4e6 << "1.4 MB";
        QTest::newRow("just below a megabyte") << 999'400.0 << "999 kB";
        QTest::newRow("gibibytes") << 1.4 * 1024 * 1024 * 1024 << "1.4 GiB";
        QTest::newRow("a budget") << 8.0 * 1024 * 1024 * 1024 << "8 GiB";
        QTest::newRow("not a number") << std::numeric_limits<double>::quiet_NaN() << "NaN";
    }

    void bytes() {
        QFETCH(double, value);
        QTEST(wording::bytes(value), "text");
    }

    void numbers_data() {
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("text");
        QTest::newRow("zero") << 0.0 << "0";
        QTest::newRow("small") << 0.41 << "0.41";
        QTest::newRow("one digit after the point") << 3.1 << "3.1";
        QTest::newRow("grouped") << 2'184.0 << "2,184";
        QTest::newRow("millions") << 1.5e6 << "1.5 M";
        QTest::newRow("infinite") << std::numeric_limits<double>::infinity() << "+Inf";
        QTest::newRow("tiny") << 1e-7 << "1e-07";
    }

    void numbers() {
        QFETCH(double, value);
        QTEST(wording::number(value), "text");
    }

    void values_data() {
        QTest::addColumn<QString>("metric");
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("text");
        QTest::newRow("bytes by the name")
            << "node_memory_Active_bytes" << 3.21 * 1024 * 1024 * 1024 << "3.21 GiB";
        QTest::newRow("bytes of a counter")
            << "storage_bytes_written_bytes_total" << 4.2e6 << "4.2 MB";
        QTest::newRow("seconds become milliseconds")
            << "http_request_duration_seconds_sum" << 0.182 << "182 ms";
        QTest::newRow("a ratio is a percentage") << "coverage_ratio" << 0.961 << "96.1 %";
        QTest::newRow("a plain gauge") << "go_goroutines" << 214.0 << "214";
        QTest::newRow("a point in time is no duration")
            << "process_start_time_seconds" << 12.0 << "12";
    }

    void values() {
        QFETCH(QString, metric);
        QFETCH(double, value);
        QTEST(wording::value(value, wording::unitOf(metric.toStdString())), "text");
    }

    void theUnitOfTheExpositionGoesFirst() {
        QCOMPARE(wording::unitOf("size_bytes", "seconds"), wording::Unit::Seconds);
    }

    void agesAndRates() {
        QCOMPARE(wording::ago(1'000, 3'400), QStringLiteral("2 s ago"));
        QCOMPARE(wording::ago(0, 3'400), QStringLiteral("never"));
        QCOMPARE(wording::ago(5'000, 5'200), QStringLiteral("just now"));
        QCOMPARE(wording::rate(4'812), QStringLiteral("4,812 /s"));
        QCOMPARE(wording::took(0.038), QStringLiteral("38 ms"));
        QCOMPARE(wording::took(10), QStringLiteral("10.0 s"));
    }

    void aTargetThatIsDownSaysWhatAndSinceWhen() {
        pipeline::TargetState target;
        target.health = pipeline::Health::Down;
        target.lastError = base::Error{base::Code::Timeout, "no answer within 10s"};
        target.lastGoodMs = 52'000;
        QCOMPARE(
            wording::targetProblem(target, 100'000),
            QStringLiteral("No answer within 10 s. Last good scrape 48 s ago.")
        );
        target.lastError->context.clear();
        target.lastGoodMs = 0;
        QCOMPARE(
            wording::targetProblem(target, 100'000),
            QStringLiteral("No answer in time. No good scrape yet.")
        );
        target.health = pipeline::Health::Up;
        QVERIFY(wording::targetProblem(target, 100'000).isEmpty());
    }

    void anEndpointThatRetriesSaysThatNothingIsLost() {
        const auto now = tests::makeSnapshot(3, 4);
        const QString good = wording::endpointProblem(now->endpoints[0]->state, now->timeMs);
        const QString bad = wording::endpointProblem(now->endpoints[1]->state, now->timeMs);
        QVERIFY(good.isEmpty());
        QVERIFY2(bad.contains(QStringLiteral("503")), qPrintable(bad));
        QVERIFY2(
            bad.contains(QStringLiteral("Nothing is lost: 250,000 samples wait in the log.")),
            qPrintable(bad)
        );
        QVERIFY2(bad.count(QStringLiteral("503")) == 1, qPrintable(bad));
    }
};

QTEST_GUILESS_MAIN(WordingTest)
#include "wording_test.moc"
