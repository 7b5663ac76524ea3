// The endpoint on its threads: a client that answers from another thread and may give it turns
// there, deliveries from a third, stop and restart.
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

    explicit ThreadedClient(Rule rule, bool hostsGuests = false)
        : m_rule(std::move(rule))
        , m_hostsGuests(hostsGuests)
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

    bool join(http::Guest& guest) override {
        const std::lock_guard turn(m_turnMutex);
        if (m_hostsGuests) {
            m_guest = &guest;
            wake(guest);
        }
        return m_hostsGuests;
    }

    void leave(http::Guest&) override {
        const std::lock_guard turn(m_turnMutex);
        m_guest = nullptr;
    }

    void wake(http::Guest& guest) override {
        guest.isWoken = true;
        const std::lock_guard lock(m_mutex);
        m_isGuestWoken = true;
        m_ready.notify_all();
    }

    [[nodiscard]] int turns() const { return m_turns; }

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
            const auto something = [this] { return m_stopping || mayTake() || m_isGuestWoken; };
            m_ready.wait_until(lock, m_nextTurn, something);
            if (m_isGuestWoken || m_nextTurn <= std::chrono::steady_clock::now()) {
                m_isGuestWoken = false;
                m_nextTurn = kNever;
                lock.unlock();
                giveTurn();
                lock.lock();
            }
            if (m_stopping && m_queue.empty()) {
                return;
            }
            if (!m_stopping && !mayTake()) {
                continue;
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

    void giveTurn() {
        const std::lock_guard turn(m_turnMutex);
        if (m_guest == nullptr || !m_guest->isWoken.exchange(false)) {
            return;
        }
        ++m_turns;
        const std::int64_t waitMs = m_guest->turn();
        if (waitMs >= 0) {
            m_guest->isWoken = true;
            m_nextTurn = std::chrono::steady_clock::now() + std::chrono::milliseconds(waitMs);
        }
    }

    static constexpr auto kNever =
        std::chrono::steady_clock::time_point::max() - std::chrono::hours(24);

    Rule m_rule;
    const bool m_hostsGuests;
    std::mutex m_turnMutex; // outside m_mutex
    http::Guest* m_guest = nullptr;
    std::atomic<int> m_turns = 0;
    std::chrono::steady_clock::time_point m_nextTurn = kNever; // the thread's
    std::mutex m_mutex;
    bool m_isGuestWoken = false;
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
    void aRestartGoesOn_data();
    void aRestartGoesOn();
    void aHangingReceiverDoesNotHoldUpTheEnd_data();
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
        group->samplesBefore = world.log->samplesWritten();
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
    QTest::addColumn<bool>("asGuest");
    QTest::newRow("from memory") << (32 << 20) << 1U << false;
    QTest::newRow("mostly from the log") << 4'000 << 1U << false;
    QTest::newRow("in three lanes") << 20'000 << 3U << false;
    QTest::newRow("as a guest, from memory") << (32 << 20) << 1U << true;
    QTest::newRow("as a guest and alone by turns") << 4'000 << 1U << true;
    QTest::newRow("as a guest, in three lanes") << 20'000 << 3U << true;
}

void EndpointTest::everythingArrivesInOrder() {
    QFETCH(int, memoryBytes);
    QFETCH(std::uint32_t, lanes);
    QFETCH(bool, asGuest);
    World world(5, 20);
    world.options.queue.minShards = lanes;
    world.options.queue.minBackoff = std::chrono::milliseconds(1);
    world.options.queue.maxBackoff = std::chrono::milliseconds(3);
    world.options.queue.maxSamplesPerSend = 100;
    // The client's thread alone touches arrivals until all is over.
    ThreadedClient client(
        [&](std::uint64_t number, const http::Request& request) {
            if (number % 7 == 3) {
                return makeResponse(503);
            }
            world.arrivals.take(request.body);
            return makeResponse(200);
        },
        asGuest
    );
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
    QCOMPARE(client.turns() > 0, asGuest);
}

void EndpointTest::aRestartGoesOn_data() {
    QTest::addColumn<bool>("asGuest");
    QTest::newRow("alone") << false;
    QTest::newRow("as a guest") << true;
}

void EndpointTest::aRestartGoesOn() {
    QFETCH(bool, asGuest);
    World world(3, 20);
    ThreadedClient client(
        [&](std::uint64_t, const http::Request& request) {
            world.arrivals.take(request.body);
            return makeResponse(200);
        },
        asGuest
    );
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

void EndpointTest::aHangingReceiverDoesNotHoldUpTheEnd_data() {
    aRestartGoesOn_data();
}

void EndpointTest::aHangingReceiverDoesNotHoldUpTheEnd() {
    QFETCH(bool, asGuest);
    World world(1, 20);
    ThreadedClient client(
        [](std::uint64_t, const http::Request&) { return makeResponse(200); }, asGuest
    );
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
