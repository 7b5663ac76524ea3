// The log thread's rules: groups reach endpoints in order, nothing taken is thrown away, and what
// the budget costs is counted.
#include "core/base/result.h"
#include "core/pipeline/log_keeper.h"
#include "tests/support/failing_file.h"
#include "tests/support/fake_clock.h"
#include "tests/support/scripted_client.h"

#include <QTest>

#include <mutex>
#include <optional>

using namespace meterbench;

namespace {

class Silence final : public base::LogSink {
public:
    void write(base::LogLevel, std::string_view, std::string_view) override {}
};

/// A receiver that is never there.
class NoReceiver final : public http::Client {
public:
    http::RequestId send(http::Request&&, http::Done done) override {
        done(tests::makeResponse(503));
        return 1;
    }

    void cancel(http::RequestId) override {}
};

std::vector<model::BatchPtr> groupOf(std::int64_t timestampMs, std::size_t series) {
    model::LayoutBuilder builder(1);
    for (std::size_t i = 0; i < series; ++i) {
        builder.append(model::Labels{{"__name__", "m"}, {"i", std::to_string(i)}}.views());
    }
    auto batch = std::make_shared<model::Batch>();
    batch->layout = builder.finish(nullptr);
    batch->timestampMs = timestampMs;
    batch->values.assign(series, static_cast<double>(timestampMs));
    return {std::move(batch)};
}

remote::EndpointOptions endpointOf(const std::string& name) {
    remote::EndpointOptions options;
    options.name = name;
    options.url = "http://127.0.0.1:1/write";
    options.metadata.send = false;
    return options;
}

/// A keeper over a log in memory.
struct Bench {
    tests::FakeClock clock;
    tests::MemoryFileSystem disk;
    tests::FailingFileSystem files{disk};
    NoReceiver client;
    Silence sink;
    std::mutex mutex;
    std::vector<pipeline::PipeMessage> told;
    std::vector<pipeline::KeeperMessage> own;
    std::unique_ptr<pipeline::LogKeeper> keeper;
    std::optional<wal::Position> readUpTo; ///< of a reader that is no endpoint

    explicit Bench(wal::LogOptions options = {}) { start(std::move(options)); }

    void restart() {
        keeper->stop(std::chrono::steady_clock::now() + std::chrono::seconds(5));
        keeper.reset();
        start({});
    }

    void start(wal::LogOptions options) {
        options.folder = "/log";
        keeper = std::make_unique<pipeline::LogKeeper>(
            wal::Log::open(files, clock, options, sink).value(),
            pipeline::LogKeeper::Surroundings{
                clock,
                files,
                client,
                sink,
                [this](pipeline::PipeMessage&& message) {
                    const std::lock_guard lock(mutex);
                    told.push_back(std::move(message));
                },
                [this](pipeline::KeeperMessage&& message) {
                    const std::lock_guard lock(mutex);
                    own.push_back(std::move(message));
                },
                [this] { return readUpTo.value_or(keeper->logEnd()); }}
        );
    }

    void give(pipeline::KeeperMessage message) {
        std::vector<pipeline::KeeperMessage> messages;
        messages.push_back(std::move(message));
        keeper->handle(std::move(messages));
    }

    bool wasSaid(const std::string& words) {
        const std::lock_guard lock(mutex);
        return std::ranges::any_of(told, [&](const pipeline::PipeMessage& message) {
            const auto* said = std::get_if<pipeline::KeeperSpoke>(&message);
            return said != nullptr && said->detail.find(words) != std::string::npos;
        });
    }

    std::size_t logged() {
        const std::lock_guard lock(mutex);
        std::size_t groups = 0;
        for (const pipeline::PipeMessage& message : told) {
            if (const auto* done = std::get_if<pipeline::GroupsLogged>(&message)) {
                groups += done->groups;
            }
        }
        return groups;
    }
};

} // namespace

class LogKeeperTest : public QObject {
    Q_OBJECT

private slots:
    void everyGroupIsAcknowledgedOnce();
    void aGroupThatCannotBeWrittenWaits();
    void overTheBudgetLossIsCounted();
    void theLogIsKeptForWhoeverReadsIt();
    void anEndpointThatStaysIsNotRestarted();
    void whatALeavingEndpointHadNotSentIsTold_data();
    void whatALeavingEndpointHadNotSentIsTold();
    void changedOptionsGiveNothingUp();
    void damageThatAnEndpointMetIsCounted();
};

void LogKeeperTest::everyGroupIsAcknowledgedOnce() {
    Bench bench;
    for (int i = 1; i <= 5; ++i) {
        bench.give(pipeline::LogGroup{groupOf(i, 3)});
    }
    QCOMPARE(bench.logged(), std::size_t{5});
    bench.clock.advanceMs(5'000);
    static_cast<void>(bench.keeper->tick());
    QCOMPARE(bench.keeper->state()->log.stats.samplesAppended, std::uint64_t{15});
}

void LogKeeperTest::aGroupThatCannotBeWrittenWaits() {
    Bench bench;
    bench.give(pipeline::LogGroup{groupOf(1, 3)});
    bench.files.faults.capacityBytes = 0;
    bench.give(pipeline::LogGroup{groupOf(2, 3)});
    bench.give(pipeline::LogGroup{groupOf(3, 3)});
    QCOMPARE(bench.logged(), std::size_t{1});
    QCOMPARE(bench.keeper->state()->waitingGroups, std::size_t{2});
    QVERIFY(!bench.keeper->state()->log.problem.empty());
    bench.files.faults.capacityBytes = tests::Faults::kNever;
    bench.clock.advanceMs(2'000);
    static_cast<void>(bench.keeper->tick());
    QCOMPARE(bench.logged(), std::size_t{3});
    QVERIFY(bench.keeper->state()->log.problem.empty());
}

void LogKeeperTest::overTheBudgetLossIsCounted() {
    wal::LogOptions options;
    options.segmentBytes = 64 << 10;
    options.budgetBytes = 256 << 10;
    Bench bench(options);
    bench.give(pipeline::EndpointsWanted{{endpointOf("down")}});
    constexpr std::size_t kSeries = 500;
    constexpr std::int64_t kGroups = 200; // some 800 kB
    for (std::int64_t i = 1; i <= kGroups; ++i) {
        bench.give(pipeline::LogGroup{groupOf(i, kSeries)});
        if (i % 10 == 0) {
            bench.clock.advanceMs(5'000);
            static_cast<void>(bench.keeper->tick());
        }
    }
    const std::shared_ptr<const pipeline::KeeperState> state = bench.keeper->state();
    QVERIFY(state->log.stats.sizeBytes <= options.budgetBytes + options.segmentBytes);
    QVERIFY(!state->log.ledger.empty());
    QCOMPARE(QString::fromStdString(state->log.ledger.back().who), QStringLiteral("down"));
    // What is lost and what is still there is all there was.
    const std::uint64_t perGroup = kSeries;
    QVERIFY(state->log.lostSamples > 0);
    QCOMPARE(state->log.lostSamples % perGroup, std::uint64_t{0});
    QVERIFY(state->log.lostSamples < perGroup * kGroups);
}

/// A reader without a position of its own in the log's folder: usage is metered by one.
void LogKeeperTest::theLogIsKeptForWhoeverReadsIt() {
    wal::LogOptions options;
    options.segmentBytes = 64 << 10;
    Bench bench(options);
    bench.give(pipeline::EndpointsWanted{});
    const wal::Position begin = bench.keeper->logEnd();
    const auto scrape = [&bench] {
        for (std::int64_t i = 1; i <= 40; ++i) {
            bench.give(pipeline::LogGroup{groupOf(i, 500)});
        }
        bench.clock.advanceMs(5'000);
        static_cast<void>(bench.keeper->tick());
        return bench.keeper->state()->log.stats;
    };
    bench.readUpTo = begin;
    const wal::LogStats kept = scrape();
    QVERIFY(kept.segments > 1);
    QVERIFY(kept.begin <= begin);
    QVERIFY(bench.keeper->logEnd() == kept.end);
    bench.readUpTo.reset(); // it has read everything
    QCOMPARE(scrape().segments, 1U);
}

void LogKeeperTest::anEndpointThatStaysIsNotRestarted() {
    Bench bench;
    bench.give(pipeline::EndpointsWanted{{endpointOf("a"), endpointOf("b")}});
    const auto before = bench.keeper->state()->endpoints;
    QCOMPARE(before.size(), std::size_t{2});
    bench.give(pipeline::EndpointsWanted{{endpointOf("b"), endpointOf("c")}});
    const auto after = bench.keeper->state()->endpoints;
    QCOMPARE(after.size(), std::size_t{2});
    QCOMPARE(after[0], before[1]);
}

void LogKeeperTest::whatALeavingEndpointHadNotSentIsTold_data() {
    QTest::addColumn<bool>("isRestarted");
    QTest::newRow("at a reload") << false;
    QTest::newRow("at a start with another configuration") << true;
}

void LogKeeperTest::whatALeavingEndpointHadNotSentIsTold() {
    QFETCH(bool, isRestarted);
    Bench bench;
    bench.give(pipeline::EndpointsWanted{{endpointOf("old"), endpointOf("stays")}});
    for (int i = 1; i <= 5; ++i) {
        bench.give(pipeline::LogGroup{groupOf(i, 3)});
    }
    if (isRestarted) {
        bench.restart();
    }
    bench.give(pipeline::EndpointsWanted{{endpointOf("stays"), endpointOf("new")}});
    const auto ledger = bench.keeper->state()->log.ledger;
    QCOMPARE(ledger.size(), std::size_t{1});
    QCOMPARE(ledger[0].who, std::string("old"));
    QCOMPARE(ledger[0].samples, std::uint64_t{15});
    QVERIFY(ledger[0].reason.find("left the configuration") != std::string::npos);
    QVERIFY(bench.wasSaid("15 samples lost"));
    // It is told once, and who comes back under that name begins anew.
    bench.give(pipeline::EndpointsWanted{{endpointOf("stays"), endpointOf("old")}});
    bench.give(pipeline::EndpointsWanted{{endpointOf("stays")}});
    QCOMPARE(bench.keeper->state()->log.lostSamples, std::uint64_t{15});
}

void LogKeeperTest::changedOptionsGiveNothingUp() {
    Bench bench;
    bench.give(pipeline::EndpointsWanted{{endpointOf("a")}});
    bench.give(pipeline::LogGroup{groupOf(1, 3)});
    remote::EndpointOptions changed = endpointOf("a");
    changed.queue.maxSamplesPerSend = 7;
    bench.give(pipeline::EndpointsWanted{{changed}});
    QVERIFY(bench.keeper->state()->log.ledger.empty());
    const auto endpoints = bench.keeper->state()->endpoints;
    QCOMPARE(endpoints.size(), std::size_t{1});
    QVERIFY(endpoints[0]->position() < bench.keeper->state()->log.stats.end);
}

void LogKeeperTest::damageThatAnEndpointMetIsCounted() {
    Bench bench;
    wal::LedgerEntry entry{1, "a", "damage in the log", 1, "segment 1", {{1, 4}, {1, 5}}};
    bench.give(pipeline::LossNoticed{entry});
    entry.who = "b"; // another endpoint met the same pages
    bench.give(pipeline::LossNoticed{entry});
    QCOMPARE(bench.keeper->state()->log.stats.damagedPages, std::uint64_t{2});
    QCOMPARE(bench.keeper->state()->log.lostSamples, std::uint64_t{2});
    QVERIFY(bench.wasSaid("1 sample lost: damage in the log"));
}

QTEST_GUILESS_MAIN(LogKeeperTest)
#include "log_keeper_test.moc"
