// UsageKeeper: meters are changed while the log goes on, and nothing is metered twice or not at
// all.
#include "core/metering/usage_journal.h"
#include "core/pipeline/usage_keeper.h"
#include "core/wal/log.h"
#include "tests/support/fake_clock.h"
#include "tests/support/scripted_client.h"

#include <QTemporaryDir>
#include <QTest>

#include <atomic>

using namespace meterbench;
using pipeline::ApplyBilling;
using pipeline::UsageKeeper;

namespace {

class Silence final : public base::LogSink {
public:
    void write(base::LogLevel, std::string_view, std::string_view) override {}
};

metering::Meter increaseOf(const std::string& name, const std::string& selector) {
    metering::Meter meter;
    meter.name = name;
    meter.selector = selector;
    return meter;
}

struct Bench {
    QTemporaryDir folder;
    base::PosixFileSystem files;
    tests::FakeClock clock;
    tests::ScriptedClient client;
    Silence sink;
    std::unique_ptr<wal::Log> log;
    std::unique_ptr<UsageKeeper> keeper;
    model::LayoutPtr layout;
    std::atomic<int> changes = 0; // told by the threads of deliveries

    Bench() {
        wal::LogOptions options;
        options.folder = folder.path().toStdString() + "/log";
        log = wal::Log::open(files, clock, options, sink).value();
        keeper = std::make_unique<UsageKeeper>(UsageKeeper::Surroundings{
            files, clock, client, sink, log->folder(), [this] { ++changes; }});
        model::LayoutBuilder builder(1);
        for (const char* const name : {"calls_total", "jobs_total"}) {
            builder.append(model::Labels{
                {"__name__", name}, {"paigoCustomerID", "acme"}, {"paigoDimensionId", name}}
                               .views());
        }
        layout = builder.finish(nullptr);
    }

    base::Status apply(
        std::vector<metering::Meter> meters,
        std::chrono::milliseconds lateWithin = pipeline::MetererOptions().lateWithin
    ) {
        ApplyBilling billing;
        billing.metering.meters = std::move(meters);
        billing.metering.lateWithin = lateWithin;
        return keeper->apply(std::move(billing), log->end());
    }

    void scrape(int minute) {
        auto batch = std::make_shared<model::Batch>();
        batch->layout = layout;
        batch->timestampMs = minute * 60'000;
        batch->values = {minute * 5.0, minute * 3.0};
        const std::vector<model::BatchPtr> batches{batch};
        QVERIFY(log->append(batches).ok());
        keeper->turn(log->end());
    }

    /// By meter, what is closed and what is open.
    std::map<std::string, std::string> usage() {
        keeper->finish(log->end(), {});
        std::map<std::string, base::Decimal> sums;
        const auto add = [&](const metering::UsageRecord& record) {
            auto& sum = sums[record.meter];
            sum = (sum + record.value).value();
        };
        if (const auto state = keeper->state()->metered) {
            std::for_each(state->open.begin(), state->open.end(), add);
        }
        auto journal = metering::UsageJournal::openToRead(log->folder() + "/usage", clock).value();
        const auto records = journal->recordsAfter(0, 1000).value();
        for (const metering::StoredRecord& stored : records) {
            add(stored.record);
        }
        std::map<std::string, std::string> texts;
        for (const auto& [meter, sum] : sums) {
            texts[meter] = sum.toText();
        }
        return texts;
    }
};

using Usage = std::map<std::string, std::string>;

} // namespace

class UsageKeeperTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    /// What was metered long ago is let go, what late samples may need is not.
    void theLogIsKeptForLateSamples() {
        for (const bool isKept : {true, false}) {
            Bench bench;
            QVERIFY(bench
                        .apply(
                            {increaseOf("calls", "calls_total")},
                            std::chrono::minutes(isKept ? 60 : 0)
                        )
                        .ok());
            std::vector<wal::Position> ends;
            for (int minute = 0; minute <= 180; ++minute) {
                bench.clock.advanceMs(10'000); // and is written down
                bench.scrape(minute);
                ends.push_back(bench.log->end());
            }
            const wal::Position from = bench.keeper->position();
            QVERIFY(isKept ? from > ends[115] && from <= ends[120] : from == ends[180]);
        }
    }

    void withoutMetersTheLogIsKeptForNobody() {
        Bench bench;
        QVERIFY(bench.apply({}).ok());
        QVERIFY(!bench.keeper->isMetering());
        QVERIFY(bench.log->end() < bench.keeper->position());
        QVERIFY(!bench.keeper->state()->metered);
    }

    void metersComeWhileTheLogGoesOn() {
        Bench bench;
        bench.scrape(0);
        QVERIFY(bench.apply({increaseOf("calls", "calls_total")}).ok());
        QCOMPARE(bench.changes.load(), 1);
        for (int minute = 1; minute <= 10; ++minute) {
            bench.scrape(minute);
        }
        QVERIFY(bench.keeper->position() <= bench.log->end());
        QCOMPARE(bench.usage(), (Usage{{"calls", "45"}})); // from the first reading that was seen
    }

    void whatStaysGoesOnAndWhatIsNewBegins() {
        Bench bench;
        QVERIFY(bench.apply({increaseOf("calls", "calls_total")}).ok());
        for (int minute = 0; minute <= 10; ++minute) {
            bench.scrape(minute);
        }
        QVERIFY(
            bench.apply({increaseOf("calls", "calls_total"), increaseOf("jobs", "jobs_total")}).ok()
        );
        for (int minute = 11; minute <= 20; ++minute) {
            bench.scrape(minute);
        }
        QCOMPARE(bench.usage(), (Usage{{"calls", "100"}, {"jobs", "27"}}));
    }

    void theSameAgainChangesNothing() {
        Bench bench;
        QVERIFY(bench.apply({increaseOf("calls", "calls_total")}).ok());
        bench.scrape(0);
        const auto before = bench.keeper->state()->metered;
        QVERIFY(bench.apply({increaseOf("calls", "calls_total")}).ok());
        QCOMPARE(bench.keeper->state()->metered, before);
    }

    void aWrongMeterLeavesEverythingAsItWas() {
        Bench bench;
        QVERIFY(bench.apply({increaseOf("calls", "calls_total")}).ok());
        bench.scrape(0);
        const base::Status refused = bench.apply({increaseOf("calls", "calls_total{")});
        QVERIFY(!refused.ok());
        QVERIFY2(
            QByteArray::fromStdString(refused.error().context).contains("calls"),
            refused.error().context.c_str()
        );
        bench.scrape(1);
        QCOMPARE(bench.usage(), (Usage{{"calls", "5"}}));
    }

    void aJournalThatCannotBeHadLeavesTheFormerOne() {
        Bench bench;
        QVERIFY(bench.apply({increaseOf("calls", "calls_total")}).ok());
        bench.scrape(0);
        ApplyBilling billing;
        billing.metering.meters = {increaseOf("calls", "calls_total")};
        billing.metering.folder = "/proc/none";
        QVERIFY(!bench.keeper->apply(std::move(billing), bench.log->end()).ok());
        bench.scrape(1);
        QCOMPARE(bench.usage(), (Usage{{"calls", "5"}}));
    }

    void takenOutMetersLeaveWhatTheyMetered() {
        Bench bench;
        QVERIFY(bench.apply({increaseOf("calls", "calls_total")}).ok());
        for (int minute = 0; minute <= 10; ++minute) {
            bench.scrape(minute);
        }
        QVERIFY(bench.apply({increaseOf("jobs", "jobs_total")}).ok());
        bench.scrape(11);
        bench.scrape(12);
        QCOMPARE(bench.usage(), (Usage{{"calls", "50"}, {"jobs", "3"}}));
        QVERIFY(bench.apply({}).ok());
        QVERIFY(bench.log->end() < bench.keeper->position());
    }

    /// As the window does it: the meters that run, and other endpoints.
    void endpointsChangeWhileMetersGoOn() {
        Bench bench;
        QVERIFY(bench.apply({increaseOf("calls", "calls_total")}).ok());
        bench.scrape(0);
        const auto before = bench.keeper->state();
        QVERIFY(before->endpoints->empty());
        ApplyBilling billing{*before->metered->options, {}};
        billing.endpoints.resize(2);
        billing.endpoints[0].name = "paigo";
        billing.endpoints[0].url = "http://127.0.0.1:1/usage";
        billing.endpoints[1].name = "not/a/file"; // cannot be noted anywhere, so it does not start
        const base::Status done = bench.keeper->apply(billing, bench.log->end());
        const auto after = bench.keeper->state();
        QCOMPARE(after->metered->groupsRead, before->metered->groupsRead);
        QCOMPARE(after->endpoints->size(), 2U);
        QCOMPARE(after->deliveries.size(), done.ok() ? 2U : 1U);
        QCOMPARE(after->deliveries[0]->name, std::string("paigo"));
        billing.endpoints.clear();
        QVERIFY(bench.keeper->apply(billing, bench.log->end()).ok());
        QVERIFY(bench.keeper->state()->deliveries.empty());
        bench.scrape(1);
        QCOMPARE(bench.usage(), (Usage{{"calls", "5"}}));
    }

    void nobodyPausesAnEndpointThatIsNotThere() {
        Bench bench;
        const base::Status refused = bench.keeper->pause({"paigo", true});
        QCOMPARE(refused.error().code, base::Code::NotFound);
    }
};

QTEST_GUILESS_MAIN(UsageKeeperTest)
#include "usage_keeper_test.moc"
