// At which place in the log a time was reached: of segments that stood there before, and of what was
// noted since.
#include "core/metering/metering.h"
#include "core/pipeline/log_times.h"
#include "tests/core/pipeline/meterer_bench.h"

using namespace meterbench;
using pipeline::LogTimes;
using wal::Position;

class LogTimesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void whatWasNoted() {
        LogTimes times;
        QCOMPARE(times.before(5).segment, std::uint64_t{0});
        for (std::uint64_t minute = 1; minute <= 10; ++minute) {
            times.note(static_cast<std::int64_t>(minute) * 60'000, {1, minute});
            times.note(static_cast<std::int64_t>(minute) * 60'000 + 500, {1, minute + 100});
        }
        QVERIFY((times.before(59'999) == Position{}));
        QVERIFY((times.before(60'000) == Position{1, 1}));
        QVERIFY((times.before(179'999) == Position{1, 2}));
        QVERIFY((times.before(INT64_MAX) == Position{1, 10}));
        // Of what is older than two days one place stays.
        times.note(metering::kForgetAfterMs + 450'000, {7, 1});
        QVERIFY((times.before(400'000) == Position{}));
        QVERIFY((times.before(450'000) == Position{1, 7}));
    }

    void whatStoodThere() {
        tests::Bench bench(1U << 15U);
        for (int minute = 0; minute < 600; ++minute) {
            bench.scrape(minute, minute);
        }
        const auto times = LogTimes::read(bench.files, bench.log->folder(), bench.log->end());
        QVERIFY(times.ok());
        QVERIFY(times->before(-1) == Position{});
        QVERIFY((times->before(0) == Position{1, 0}));
        const Position late = times->before(599 * 60'000LL);
        QVERIFY(late.segment > 2 && late.segment <= bench.log->end().segment);
        // All that is later stands behind it.
        wal::Reader reader(bench.files, bench.log->folder(), times->before(300 * 60'000LL));
        QVERIFY(reader.next(bench.log->end()).value() == wal::ReadOutcome::Group);
        const std::int64_t firstMs = reader.group().batches.front()->timestampMs;
        QVERIFY(firstMs <= 300 * 60'000LL && firstMs > 0);
    }
};

QTEST_GUILESS_MAIN(LogTimesTest)
#include "log_times_test.moc"
