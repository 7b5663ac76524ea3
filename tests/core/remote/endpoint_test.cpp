// The endpoint with its thread: a client that answers from another thread, deliveries from a third,
// stop and restart.
#include "core/base/result.h"
#include "core/remote/endpoint.h"
#include "tests/core/remote/sending_world.h"

#include <QTest>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

using namespace meterbench;
using namespace meterbench::tests;

namespace {

/// A client with a thread of its own, as the real one: takes requests in order, answers by its
/// rule.
class ThreadedClient final : public http::Client {
public:
    using Rule = std::function<http::Response(std::uint64_t number, const http::Request&)>;

    explicit ThreadedClient(Rule rule)
        : m_rule(std::move(rule))
        , m_thread([this] { run(); }) {}

    ~ThreadedClient() override {
        {
            const std::lock_guard lock(m_mutex);
            m_stopping = true;
        }
        m_ready.notify_all();
        m_thread.join();
    }

    http::RequestId send(http::Request&& request, http::Done done) override {
        const std::lock_guard lock(m_mutex);
        m_queue.push_back({++m_last, std::move(request), std::move(done), false});
        m_ready.notify_all();
        return m_last;
    }

    void cancel(http::RequestId id) override {
        const std::lock_guard lock(m_mutex);
        for (Item& item : m_queue) {
            item.cancelled = item.cancelled || item.id == id;
        }
        m_ready.notify_all();
    }

    /// While held, requests wait.
    void hold(bool held) {
        const std::lock_guard lock(m_mutex);
        m_held = held;
        m_ready.notify_all();
    }

    std::uint64_t waiting() {
        const std::lock_guard lock(m_mutex);
        return m_queue.size();
    }

private:
    struct Item {
        http::RequestId id;
        http::Request request;
        http::Done done;
        bool cancelled;
    };

    bool mayTake() const { return !m_queue.empty() && (!m_held || m_queue.front().cancelled); }

    void run() {
        std::unique_lock lock(m_mutex);
        while (true) {
            m_ready.wait(lock, [this] { return m_stopping || mayTake(); });
            if (m_stopping && m_queue.empty()) {
                return;
            }
            Item item = std::move(m_queue.front());
            m_queue.pop_front();
            const bool isCancelled = item.cancelled || m_stopping;
            lock.unlock();
            item.done(
                isCancelled ? makeFailure(base::Code::Cancelled, "cancelled")
                            : m_rule(item.id, item.request)
            );
            lock.lock();
        }
    }

    Rule m_rule;
    std::mutex m_mutex;
    std::condition_variable m_ready;
    std::deque<Item> m_queue;
    http::RequestId m_last = 0;
    bool m_held = false;
    bool m_stopping = false;
    std::thread m_thread;
};

std::chrono::steady_clock::time_point in(int seconds) {
    return std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
}

} // namespace

class EndpointTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everythingArrivesInOrder_data();
    void everythingArrivesInOrder();
    void aRestartGoesOn();
    void aHangingReceiverDoesNotHoldUpTheEnd();
    void wrongRulesAreSaidAtTheStart();

private:
    base::Result<std::unique_ptr<remote::Endpoint>>
    start(World& world, http::Client& client, std::size_t memoryBytes) {
        remote::Endpoint::Surroundings around{
            client,
            world.files,
            m_clock,
            world.sink,
            "/log",
            [](wal::LedgerEntry) {},
            [this] { ++m_changes; },
            memoryBytes};
        return remote::Endpoint::start(
            world.options, std::move(around), world.log->begin(), world.log->end()
        );
    }

    void scrape(World& world, remote::Endpoint& endpoint, std::size_t target, std::uint64_t round) {
        auto batch = std::make_shared<model::Batch>();
        batch->layout = world.layouts[target];
        batch->timestampMs = world.clock.nowMs() + static_cast<std::int64_t>(round);
        batch->values.assign(batch->layout->size(), static_cast<double>(round));
        auto group = std::make_shared<wal::Group>();
        group->batches = {batch};
        group->before = world.log->end();
        group->after = *world.log->append(group->batches);
        endpoint.deliver(group);
        world.offered += batch->sampleCount();
    }

    bool waitForPosition(const remote::Endpoint& endpoint, wal::Position end) {
        return QTest::qWaitFor([&] { return endpoint.position() == end; }, 20'000);
    }

    base::SystemClock m_clock;
    std::atomic<int> m_changes = 0;
};

void EndpointTest::everythingArrivesInOrder_data() {
    QTest::addColumn<int>("memoryBytes");
    QTest::addColumn<std::uint32_t>("lanes");
    QTest::newRow("from memory") << (32 << 20) << 1U;
    QTest::newRow("mostly from the log") << 4'000 << 1U;
    QTest::newRow("in three lanes") << 20'000 << 3U;
}

void EndpointTest::everythingArrivesInOrder() {
    QFETCH(int, memoryBytes);
    QFETCH(std::uint32_t, lanes);
    World world(5, 20);
    world.options.queue.minShards = lanes;
    world.options.queue.minBackoff = std::chrono::milliseconds(1);
    world.options.queue.maxBackoff = std::chrono::milliseconds(3);
    world.options.queue.maxSamplesPerSend = 100;
    // The client's thread alone touches arrivals until all is over.
    ThreadedClient client([&](std::uint64_t number, const http::Request& request) {
        if (number % 7 == 3) {
            return makeResponse(503);
        }
        world.arrivals.take(request.body);
        return makeResponse(200);
    });
    auto endpoint = start(world, client, static_cast<std::size_t>(memoryBytes));
    QVERIFY(endpoint.ok());
    for (std::uint64_t round = 1; round <= 200; ++round) {
        for (std::size_t target = 0; target < 5; ++target) {
            scrape(world, **endpoint, target, round);
        }
    }
    QVERIFY(waitForPosition(**endpoint, world.log->end()));
    (*endpoint)->stop(in(10));
    const auto state = (*endpoint)->state();
    QCOMPARE(state.samplesSent, world.offered);
    QCOMPARE(world.arrivals.fresh, world.offered);
    QCOMPARE(world.arrivals.gaps, std::uint64_t{0});
    QCOMPARE(world.arrivals.repeats, std::uint64_t{0});
    QVERIFY(state.phase == remote::EndpointPhase::Stopped);
    QVERIFY(m_changes > 0);
}

void EndpointTest::aRestartGoesOn() {
    World world(3, 20);
    ThreadedClient client([&](std::uint64_t, const http::Request& request) {
        world.arrivals.take(request.body);
        return makeResponse(200);
    });
    for (std::uint64_t round = 1; round <= 20; ++round) {
        auto endpoint = start(world, client, 1 << 20);
        QVERIFY(endpoint.ok());
        for (std::size_t target = 0; target < 3; ++target) {
            scrape(world, **endpoint, target, round);
        }
        (*endpoint)->stop(in(10));
    }
    auto endpoint = start(world, client, 1 << 20);
    QVERIFY(endpoint.ok());
    QVERIFY(waitForPosition(**endpoint, world.log->end()));
    (*endpoint)->stop(in(10));
    QCOMPARE(world.arrivals.fresh, world.offered);
    QCOMPARE(world.arrivals.repeats, std::uint64_t{0});
    QCOMPARE(world.arrivals.gaps, std::uint64_t{0});
}

void EndpointTest::aHangingReceiverDoesNotHoldUpTheEnd() {
    World world(1, 20);
    ThreadedClient client([](std::uint64_t, const http::Request&) { return makeResponse(200); });
    client.hold(true);
    auto endpoint = start(world, client, 1 << 20);
    QVERIFY(endpoint.ok());
    scrape(world, **endpoint, 0, 1);
    QVERIFY(QTest::qWaitFor([&] { return client.waiting() == 1; }, 20'000));
    const auto before = (*endpoint)->position();
    (*endpoint)->stop(std::chrono::steady_clock::now());
    QVERIFY((*endpoint)->position() == before);
    QVERIFY(QTest::qWaitFor([&] { return client.waiting() == 0; }, 20'000)); // it was cancelled
}

void EndpointTest::wrongRulesAreSaidAtTheStart() {
    World world(1);
    relabel::Rule rule;
    rule.regex = "(";
    world.options.writeRelabelRules = {rule};
    const auto endpoint = start(world, world.client, 1 << 20);
    QVERIFY(!endpoint.ok());
    QVERIFY(endpoint.error().context.starts_with("endpoint test: write relabeling: "));
}

QTEST_GUILESS_MAIN(EndpointTest)
#include "endpoint_test.moc"
