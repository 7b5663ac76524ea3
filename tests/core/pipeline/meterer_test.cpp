// Meterer: what is in the log is metered once, whatever ends the process, and the log is kept until
// it is.
#include "core/model/special_values.h"
#include "core/pipeline/meterer.h"
#include "core/wal/log.h"
#include "tests/support/fake_clock.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <map>
#include <random>

using namespace meterbench;
using metering::UsageTotal;
using pipeline::Meterer;

namespace {

class Silence final : public base::LogSink {
public:
    void write(base::LogLevel, std::string_view, std::string_view) override {}
};

metering::Meter calls() {
    metering::Meter meter;
    meter.name = "calls";
    meter.selector = "calls_total";
    return meter;
}

/// One reading of a target with a counter for each of three customers.
std::vector<model::BatchPtr>
reading(model::SourceId source, std::int64_t timeMs, double value, bool isUp) {
    model::LayoutBuilder main(source);
    auto batch = std::make_shared<model::Batch>();
    for (const char* const customer : {"acme", "globex", "initech"}) {
        main.append(model::Labels{
            {"__name__", "calls_total"},
            {"instance", std::to_string(source)},
            {"paigoCustomerID", customer},
            {"paigoDimensionId",
             "calls"}}.views());
        batch->values.push_back(isUp ? value : model::kStale);
        value *= 2;
    }
    batch->layout = main.finish(nullptr);
    batch->timestampMs = timeMs;
    model::LayoutBuilder report(source);
    report.append(model::Labels{{"__name__", "scrape_duration_seconds"}}.views());
    report.append(model::Labels{{"__name__", "up"}}.views());
    auto reported = std::make_shared<model::Batch>();
    reported->layout = report.finish(nullptr, true);
    reported->timestampMs = timeMs;
    reported->values = {0.25, isUp ? 1.0 : 0.0};
    return {batch, reported};
}

/// A log on disk, and a meterer that can be ended in any way.
struct Bench {
    QTemporaryDir folder;
    base::PosixFileSystem files;
    tests::FakeClock clock;
    Silence sink;
    std::unique_ptr<wal::Log> log;
    std::unique_ptr<Meterer> meterer;

    explicit Bench(std::uint64_t segmentBytes = 1U << 20U) {
        wal::LogOptions options;
        options.folder = folder.path().toStdString() + "/log";
        options.segmentBytes = segmentBytes;
        options.budgetBytes = 1U << 30U;
        log = wal::Log::open(files, clock, options, sink).value();
        start();
    }

    /// Without a finish: what KILL leaves.
    void start() {
        meterer.reset();
        auto opened = Meterer::open(
            {folder.path().toStdString() + "/usage", {}, {calls()}, std::chrono::seconds(30)},
            {files, clock, sink, log->folder()},
            log->end()
        );
        QVERIFY2(opened.ok(), opened ? "" : opened.error().context.c_str());
        meterer = std::move(opened).value();
    }

    void scrape(int minute, double value, bool isUp = true, model::SourceId source = 1) {
        QVERIFY(log->append(reading(source, minute * 60'000, value, isUp)).ok());
    }

    /// By customer; the meterer is ended for it.
    std::map<std::string, UsageTotal> totals() {
        meterer->finish(log->end());
        const auto open = meterer->state()->open;
        meterer.reset();
        auto journal = metering::UsageJournal::open(
            {folder.path().toStdString() + "/usage"}, files, clock, sink
        );
        static_cast<void>((*journal)->commit(open, nullptr)); // as if their windows were over
        metering::TotalsQuery query;
        query.by.customer = true;
        std::map<std::string, UsageTotal> found;
        auto rows = (*journal)->totals(query);
        for (UsageTotal& total : *rows) {
            found[total.customer] = std::move(total);
        }
        return found;
    }
};

} // namespace

class MetererTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void whatIsInTheLogIsMetered() {
        Bench bench;
        for (int minute = 0; minute < 200; ++minute) {
            bench.scrape(minute, minute * 5.0);
            bench.meterer->turn(bench.log->end());
        }
        QCOMPARE(bench.meterer->state()->groupsRead, std::uint64_t{200});
        const auto totals = bench.totals();
        QCOMPARE(totals.size(), std::size_t{3});
        QCOMPARE(totals.at("acme").value.toText(), std::string("995"));
        QCOMPARE(totals.at("initech").value.toText(), std::string("3980"));
        QCOMPARE(totals.at("acme").evidence.measuredMs, std::int64_t{199 * 60'000});
    }

    void aFailedReadingIsBridged() {
        Bench bench;
        for (int minute = 0; minute < 20; ++minute) {
            bench.scrape(minute, minute * 5.0, minute != 7);
        }
        const auto totals = bench.totals();
        QCOMPARE(totals.at("acme").value.toText(), std::string("95"));
        QCOMPARE(totals.at("acme").evidence.inferredMs, std::int64_t{60'000});
        QCOMPARE(totals.at("acme").evidence.unmeteredMs, std::int64_t{0});
    }

    /// Ended at random places, with commits at random times: as without any of it.
    void killedAnywhereItMetersTheSame() {
        std::mt19937 random(12);
        for (int round = 0; round < 25; ++round) {
            Bench quiet;
            Bench killed;
            double value = 0;
            for (int minute = 0; minute < 300; ++minute) {
                value = random() % 50 == 0 ? 1 : value + static_cast<double>(random() % 100);
                const bool isUp = random() % 20 != 0;
                quiet.scrape(minute, value, isUp);
                killed.scrape(minute, value, isUp);
                if (random() % 3 == 0) {
                    killed.clock.advanceMs(static_cast<std::int64_t>(random() % 20'000));
                    killed.meterer->turn(killed.log->end());
                }
                if (random() % 25 == 0) {
                    killed.start();
                }
            }
            const auto expected = quiet.totals();
            const auto found = killed.totals();
            QCOMPARE(found.size(), expected.size());
            for (const auto& [customer, total] : expected) {
                QCOMPARE(found.at(customer).value.toText(), total.value.toText());
                QVERIFY(found.at(customer).evidence == total.evidence);
            }
        }
    }

    void aNewOneBeginsAtTheEndOfTheLog() {
        Bench bench;
        bench.meterer.reset();
        QVERIFY(QDir(bench.folder.filePath(QStringLiteral("usage"))).removeRecursively());
        bench.scrape(0, 0);
        bench.scrape(1, 100);
        bench.start();
        bench.scrape(2, 110);
        bench.scrape(3, 130);
        QCOMPARE(bench.totals().at("acme").value.toText(), std::string("20"));
    }

    void whatCameWhileItWasAwayIsMetered() {
        Bench bench;
        bench.meterer.reset();
        bench.scrape(0, 0);
        bench.scrape(1, 100);
        bench.start();
        bench.scrape(2, 110);
        QCOMPARE(bench.totals().at("acme").value.toText(), std::string("110"));
    }

    void whatIsReadIsSafeOnlyWhenItIsWrittenDown() {
        Bench bench;
        const wal::Position before = bench.meterer->position();
        bench.scrape(0, 0);
        bench.meterer->turn(bench.log->end());
        QVERIFY(bench.meterer->position() == before);
        bench.clock.advanceMs(31'000);
        bench.meterer->turn(bench.log->end());
        QVERIFY(bench.meterer->position() == bench.log->end());
    }

    /// Two targets that fail and come at other times do not disturb each other.
    void targetsAreReadApart() {
        Bench bench;
        for (int minute = 0; minute < 60; ++minute) {
            bench.scrape(minute, minute * 5.0, true, 1);
            if (minute % 10 == 0) {
                bench.scrape(minute, minute * 7.0, true, 2);
            }
        }
        const auto totals = bench.totals();
        QCOMPARE(totals.at("acme").value.toText(), std::to_string(59 * 5 + 50 * 7));
        QCOMPARE(totals.at("acme").things, std::uint64_t{2});
        QCOMPARE(totals.at("acme").evidence.unmeteredMs, std::int64_t{0});
    }
};

QTEST_GUILESS_MAIN(MetererTest)
#include "meterer_test.moc"
