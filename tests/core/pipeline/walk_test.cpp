// The walk of a sample as a program: schedule → http → scrape → pipeline → log → endpoint →
// receiver, and store → snapshot; in memory, with a clock that stands still until the test moves
// it. Read this to learn how the core works.
#include "core/base/number.h"
#include "core/pipeline/log_keeper.h"
#include "core/pipeline/pipe.h"
#include "core/remote/receiver.h"
#include "core/scrape/schedule.h"
#include "tests/support/failing_file.h"
#include "tests/support/fake_clock.h"

#include <QTest>

#include <atomic>
#include <map>
#include <mutex>

using namespace meterbench;

namespace {

/// The lines of a log, for nobody.
class Silence final : public base::LogSink {
public:
    void write(base::LogLevel, std::string_view, std::string_view) override {}
};

/// The world outside: one exporter and one receiver. Answers inside send(), from any thread.
class World final : public http::Client {
public:
    http::RequestId send(http::Request&& request, http::Done done) override {
        http::Response response = request.method == "GET" ? expose() : receive(request);
        done(std::move(response));
        return ++m_lastId;
    }

    void cancel(http::RequestId) override {}

    void setBody(std::string body) {
        const std::lock_guard lock(m_mutex);
        m_body = std::move(body);
        m_targetStatus = 200;
    }

    void setTargetStatus(int status) {
        const std::lock_guard lock(m_mutex);
        m_targetStatus = status;
    }

    void setReceiverStatus(int status) {
        const std::lock_guard lock(m_mutex);
        m_receiverStatus = status;
    }

    /// What arrived of one series: "time=value" in the order of arrival.
    std::vector<std::string> arrived(const std::string& series) {
        const std::lock_guard lock(m_mutex);
        const auto at = m_arrived.find(series);
        return at == m_arrived.end() ? std::vector<std::string>() : at->second;
    }

    /// The same without the times.
    std::vector<std::string> values(const std::string& series) {
        std::vector<std::string> values = arrived(series);
        for (std::string& sample : values) {
            sample.erase(0, sample.find('=') + 1);
        }
        return values;
    }

    std::size_t arrivedSamples() {
        const std::lock_guard lock(m_mutex);
        std::size_t count = 0;
        for (const auto& [series, samples] : m_arrived) {
            count += samples.size();
        }
        return count;
    }

private:
    http::Response expose() {
        const std::lock_guard lock(m_mutex);
        http::Response response;
        response.status = m_targetStatus;
        response.body = m_body;
        response.headers = {{"Content-Type", "text/plain; version=0.0.4"}};
        response.totalUs = 2'000;
        return response;
    }

    http::Response receive(const http::Request& request) {
        const std::lock_guard lock(m_mutex);
        http::Response response;
        response.status = m_receiverStatus;
        if (m_receiverStatus / 100 != 2) {
            return response;
        }
        const base::Result<remote::ReceivedRequest> decoded = remote::receive(request.body);
        if (!decoded) {
            qWarning("%s", decoded.error().context.c_str());
            response.status = 400;
            return response;
        }
        for (const remote::ReceivedSeries& series : decoded->series) {
            for (const remote::ReceivedSample& sample : series.samples) {
                const std::string value =
                    model::isStale(sample.value) ? "stale" : base::formatNumber(sample.value);
                m_arrived[series.labels.toString()].push_back(
                    std::to_string(sample.timestampMs) + "=" + value
                );
            }
        }
        return response;
    }

    std::mutex m_mutex;
    std::string m_body;
    int m_targetStatus = 200;
    int m_receiverStatus = 204;
    std::map<std::string, std::vector<std::string>> m_arrived;
    std::atomic<http::RequestId> m_lastId = 0;
};

/// Pipe and keeper without threads: messages lie in two queues until pump() carries them.
class Walk {
public:
    Walk(tests::FakeClock& clock, base::FileSystem& files, World& world)
        : m_clock(clock)
        , m_keeper(openLog(clock, files), keeperSurroundings(clock, files, world))
        , m_pipe({.historyBytes = 1 << 20, .hostName = "h"}, pipeSurroundings(clock, world)) {}

    void apply(config::Config config) {
        post(pipeline::ApplyConfig{std::make_shared<const config::Config>(std::move(config))});
    }

    void post(pipeline::Command command) {
        tellPipe(pipeline::CommandPosted{++m_commands, std::move(command)});
        pump();
    }

    void watch(pipeline::WatchSet watched) {
        tellPipe(pipeline::WatchChanged{std::move(watched)});
        pump();
    }

    /// Moves the clock to the next thing that is due, and does it.
    void advanceToNext() {
        const std::int64_t next = snapshotOfDue();
        m_clock.advanceMs(std::max<std::int64_t>(1, next - m_clock.nowMs()));
        pump();
    }

    void pump() {
        for (int quiet = 0; quiet < 2;) {
            const std::vector<pipeline::PipeMessage> forPipe = take(m_forPipe);
            const std::vector<pipeline::KeeperMessage> forKeeper = take(m_forKeeper);
            quiet = forPipe.empty() && forKeeper.empty() ? quiet + 1 : 0;
            m_pipe.handle(std::vector(forPipe));
            m_waitMs = m_pipe.tick();
            m_keeper.handle(std::vector(forKeeper));
            static_cast<void>(m_keeper.tick());
        }
    }

    /// A snapshot of now (publishing is limited to ten a second; the clock takes the step).
    pipeline::SnapshotPtr snapshot() {
        tellPipe(pipeline::StateTouched{});
        m_clock.advanceMs(100);
        pump();
        return m_pipe.snapshot();
    }

    void stopEndpoints() {
        m_keeper.stop(std::chrono::steady_clock::now() + std::chrono::seconds(5));
    }

private:
    static std::unique_ptr<wal::Log> openLog(const base::Clock& clock, base::FileSystem& files) {
        static Silence silence;
        wal::LogOptions options;
        options.folder = "/log";
        return wal::Log::open(files, clock, options, silence).value();
    }

    pipeline::LogKeeper::Surroundings
    keeperSurroundings(const base::Clock& clock, base::FileSystem& files, World& world) {
        return {
            clock,
            files,
            world,
            m_silence,
            [this](auto&& message) { tellPipe(std::move(message)); },
            [this](auto&& message) {
                const std::lock_guard lock(m_mutex);
                m_forKeeper.push_back(std::move(message));
            }};
    }

    pipeline::Pipe::Surroundings pipeSurroundings(const base::Clock& clock, World& world) {
        return {
            clock,
            world,
            m_silence,
            [this](auto&& message) { tellPipe(std::move(message)); },
            [this](auto&& message) {
                const std::lock_guard lock(m_mutex);
                m_forKeeper.push_back(std::move(message));
            },
            [this] { return m_keeper.state(); }};
    }

    void tellPipe(pipeline::PipeMessage&& message) {
        const std::lock_guard lock(m_mutex);
        m_forPipe.push_back(std::move(message));
    }

    template <class T>
    std::vector<T> take(std::vector<T>& queue) {
        const std::lock_guard lock(m_mutex);
        return std::exchange(queue, {});
    }

    std::int64_t snapshotOfDue() {
        std::int64_t next = m_clock.nowMs() + 60'000;
        for (const pipeline::TargetPtr& target : *snapshot()->targets) {
            const std::int64_t interval = target->intervalMs;
            const std::int64_t after = m_clock.nowMs() + 1;
            next = std::min(
                next,
                scrape::nextScrapeMs(
                    target->id,
                    scrape::scheduleSeed("h", m_external),
                    std::chrono::milliseconds(interval),
                    after
                )
            );
        }
        return next;
    }

    tests::FakeClock& m_clock;
    Silence m_silence;
    model::Labels m_external{{"cluster", "test"}};
    std::mutex m_mutex;
    std::vector<pipeline::PipeMessage> m_forPipe;
    std::vector<pipeline::KeeperMessage> m_forKeeper;
    std::uint64_t m_commands = 0;
    std::int64_t m_waitMs = -1;
    pipeline::LogKeeper m_keeper;
    pipeline::Pipe m_pipe;
};

config::Config oneTargetOneEndpoint() {
    config::Config config;
    config.path = "walk.yml";
    config.externalLabels = {{"cluster", "test"}};
    scrape::JobOptions job;
    job.name = "j";
    job.interval = std::chrono::seconds(5);
    job.timeout = std::chrono::seconds(5);
    job.staticGroups = {{{"h:1"}, {}}};
    config.jobs = {job};
    remote::EndpointOptions endpoint;
    endpoint.name = "receiver";
    endpoint.url = "http://receiver/api/v1/write";
    endpoint.externalLabels = config.externalLabels;
    endpoint.queue.minBackoff = std::chrono::milliseconds(1);
    endpoint.queue.maxBackoff = std::chrono::milliseconds(2);
    endpoint.metadata.send = false;
    config.endpoints = {endpoint};
    return config;
}

std::string sent(const std::string& name) {
    return name + "{cluster=\"test\",instance=\"h:1\",job=\"j\"}";
}

} // namespace

class WalkTest : public QObject {
    Q_OBJECT

private slots:
    void aSampleWalksFromTargetToReceiver();
    void whatEndsGetsAStaleMarker();
    void whatTheReceiverMissedComesLater();
    void nothingIsRemovedBeforeTheReadersAreKnown();
    void aWatchedSeriesHasAPast();
    void aTargetTakenOutEndsItsSeries();
    void aChangedJobEndsOnlyWhatItDrops();
    void aFullDiskLosesNothing();
    void aRefusedConfigurationChangesNothing();
};

void WalkTest::aSampleWalksFromTargetToReceiver() {
    tests::FakeClock clock;
    tests::MemoryFileSystem files;
    World world;
    world.setBody("# TYPE a counter\na_total 42\n");
    Walk walk(clock, files, world);
    walk.apply(oneTargetOneEndpoint());
    QCOMPARE(walk.snapshot()->targets->size(), std::size_t{1});
    QCOMPARE(walk.snapshot()->targets->front()->health, pipeline::Health::Unknown);

    walk.advanceToNext();

    QTRY_COMPARE(world.arrivedSamples(), std::size_t{6}); // the sample and five report series
    const std::string at = std::to_string(walk.snapshot()->targets->front()->lastScrapeMs);
    QCOMPARE(world.arrived(sent("a_total")), std::vector<std::string>{at + "=42"});
    QCOMPARE(world.arrived(sent("up")), std::vector<std::string>{at + "=1"});
    QCOMPARE(world.arrived(sent("scrape_samples_scraped")), std::vector<std::string>{at + "=1"});
    QCOMPARE(world.arrived(sent("scrape_series_added")), std::vector<std::string>{at + "=1"});
    QCOMPARE(
        world.arrived(sent("scrape_duration_seconds")), std::vector<std::string>{at + "=0.002"}
    );

    const pipeline::SnapshotPtr seen = walk.snapshot();
    QCOMPARE(seen->targets->front()->health, pipeline::Health::Up);
    QCOMPARE(seen->totals.samplesLogged, std::uint64_t{6});
    QTRY_COMPARE(walk.snapshot()->endpoints.front()->state.samplesSent, std::uint64_t{6});
}

void WalkTest::whatEndsGetsAStaleMarker() {
    tests::FakeClock clock;
    tests::MemoryFileSystem files;
    World world;
    Walk walk(clock, files, world);
    walk.apply(oneTargetOneEndpoint());
    world.setBody("a 1\nb 2\n");
    walk.advanceToNext();
    world.setBody("a 3\n");
    walk.advanceToNext();
    world.setTargetStatus(500);
    walk.advanceToNext();
    walk.advanceToNext();
    world.setBody("a 4\n");
    walk.advanceToNext();
    QTRY_COMPARE(world.values(sent("up")), (std::vector<std::string>{"1", "1", "0", "0", "1"}));
    QCOMPARE(world.values(sent("a")), (std::vector<std::string>{"1", "3", "stale", "4"}));
    QCOMPARE(world.values(sent("b")), (std::vector<std::string>{"2", "stale"}));
    QCOMPARE(walk.snapshot()->targets->front()->history->size(), std::size_t{5});
}

void WalkTest::whatTheReceiverMissedComesLater() {
    tests::FakeClock clock;
    tests::MemoryFileSystem files;
    World world;
    world.setReceiverStatus(503);
    {
        Walk walk(clock, files, world);
        walk.apply(oneTargetOneEndpoint());
        for (int i = 0; i < 4; ++i) {
            world.setBody("a " + std::to_string(i) + "\n");
            walk.advanceToNext();
        }
        QCOMPARE(walk.snapshot()->totals.samplesLogged, std::uint64_t{24});
        QCOMPARE(world.arrivedSamples(), std::size_t{0});
        walk.stopEndpoints();
    }
    world.setReceiverStatus(204);
    Walk again(clock, files, world); // a new program on the same folder
    again.apply(oneTargetOneEndpoint());
    QTRY_COMPARE(world.arrivedSamples(), std::size_t{24});
    QCOMPARE(world.values(sent("a")), (std::vector<std::string>{"0", "1", "2", "3"}));
}

void WalkTest::nothingIsRemovedBeforeTheReadersAreKnown() {
    tests::FakeClock clock;
    tests::MemoryFileSystem files;
    World world;
    world.setReceiverStatus(503);
    for (int i = 0; i < 2; ++i) { // a segment each: the newest would stay anyway
        Walk walk(clock, files, world);
        walk.apply(oneTargetOneEndpoint());
        world.setBody("a " + std::to_string(i) + "\n");
        walk.advanceToNext();
        walk.stopEndpoints();
        clock.advanceMs(1);
    }
    { // a start with a configuration that is refused, and its end
        Walk walk(clock, files, world);
        clock.advanceMs(60'000);
        walk.post(pipeline::RefuseConfig{"bad.yml", "bad.yml:1:1: wrong"});
        walk.stopEndpoints();
    }
    world.setReceiverStatus(204);
    world.setBody("b 1\n");
    Walk again(clock, files, world);
    again.pump(); // the configuration may come late
    clock.advanceMs(60'000);
    again.pump();
    again.apply(oneTargetOneEndpoint());
    QTRY_COMPARE(world.values(sent("a")), (std::vector<std::string>{"0", "1"}));
}

void WalkTest::aWatchedSeriesHasAPast() {
    tests::FakeClock clock;
    tests::MemoryFileSystem files;
    World world;
    Walk walk(clock, files, world);
    walk.apply(oneTargetOneEndpoint());
    for (int i = 0; i < 3; ++i) {
        world.setBody("# TYPE a gauge\na " + std::to_string(i) + "\n");
        walk.advanceToNext();
    }
    const model::SeriesRef ref =
        model::Labels{{"__name__", "a"}, {"instance", "h:1"}, {"job", "j"}}.ref();
    walk.watch({.series = {ref}});
    const auto seen = [&] { return walk.snapshot()->watched->front(); };
    QCOMPARE(seen().sampleCount(), std::size_t{3});
    QCOMPARE(seen().family.type, model::MetricType::Gauge);
    world.setBody("# TYPE a gauge\na 3\n");
    walk.advanceToNext();
    QCOMPARE(seen().sampleCount(), std::size_t{4});
    QCOMPARE(seen().blocks.front()->values, (std::vector<double>{0, 1, 2, 3}));
}

void WalkTest::aTargetTakenOutEndsItsSeries() {
    tests::FakeClock clock;
    tests::MemoryFileSystem files;
    World world;
    Walk walk(clock, files, world);
    config::Config config = oneTargetOneEndpoint();
    walk.apply(config);
    world.setBody("a 1\n");
    walk.advanceToNext();
    config.jobs.clear();
    walk.apply(config);
    QVERIFY(walk.snapshot()->targets->empty());
    clock.advanceMs(20'000);
    walk.pump();
    QTRY_COMPARE(world.arrivedSamples(), std::size_t{12});
    QCOMPARE(world.values(sent("a")).back(), std::string("stale"));
    QCOMPARE(world.values(sent("up")).back(), std::string("stale"));
}

void WalkTest::aChangedJobEndsOnlyWhatItDrops() {
    tests::FakeClock clock;
    tests::MemoryFileSystem files;
    World world;
    Walk walk(clock, files, world);
    config::Config config = oneTargetOneEndpoint();
    walk.apply(config);
    world.setBody("a 1\nb 1\n");
    walk.advanceToNext();
    relabel::Rule drop;
    drop.sourceLabels = {"__name__"};
    drop.regex = "b";
    drop.action = relabel::Action::Drop;
    config.jobs.front().metricRelabelRules = {drop};
    walk.apply(config);
    walk.advanceToNext();
    QTRY_COMPARE(world.arrived(sent("b")).size(), std::size_t{2});
    QCOMPARE(world.values(sent("b")).back(), std::string("stale"));
    QCOMPARE(world.values(sent("a")).back(), std::string("1"));
}

void WalkTest::aFullDiskLosesNothing() {
    tests::FakeClock clock;
    tests::MemoryFileSystem disk;
    tests::FailingFileSystem files(disk);
    World world;
    Walk walk(clock, files, world);
    config::Config config = oneTargetOneEndpoint();
    config.endpoints.clear(); // what endpoints do meanwhile is their own test
    walk.apply(config);
    world.setBody("a 0\n");
    walk.advanceToNext();
    files.faults.capacityBytes = 0;
    for (int i = 1; i < 4; ++i) {
        world.setBody("a " + std::to_string(i) + "\n");
        walk.advanceToNext();
    }
    const pipeline::SnapshotPtr full = walk.snapshot();
    QVERIFY2(!full->log.problem.empty(), "a full disk is not shown");
    QCOMPARE(full->totals.samplesLogged, std::uint64_t{6});
    files.faults.capacityBytes = tests::Faults::kNever;
    clock.advanceMs(2'000);
    walk.pump();
    QVERIFY(walk.snapshot()->log.problem.empty());
    QCOMPARE(walk.snapshot()->totals.samplesLogged, std::uint64_t{24});
}

void WalkTest::aRefusedConfigurationChangesNothing() {
    tests::FakeClock clock;
    tests::MemoryFileSystem files;
    World world;
    Walk walk(clock, files, world);
    walk.apply(oneTargetOneEndpoint());
    walk.post(pipeline::RefuseConfig{"bad.yml", "bad.yml:1:1: wrong"});
    const pipeline::SnapshotPtr seen = walk.snapshot();
    QVERIFY(!seen->lastReloadOk);
    QCOMPARE(seen->targets->size(), std::size_t{1});
    QCOMPARE(seen->events->back()->kind, pipeline::EventKind::ConfigRefused);
    QVERIFY(!seen->outcomes.back().ok);
}

QTEST_GUILESS_MAIN(WalkTest)
#include "walk_test.moc"
