// The same on a thread of its own.
#include "core/delivery/delivery.h"
#include "tests/core/metering/usage_journal_fixture.h"
#include "tests/support/scripted_client.h"

#include <QTest>

#include <mutex>
#include <thread>

using namespace meterbench;
using namespace meterbench::tests;

namespace {

/// Answers on another thread's behalf: at once, under a lock.
class AnsweringClient final : public http::Client {
public:
    http::RequestId send(http::Request&& /*request*/, http::Done done) override {
        const std::lock_guard lock(m_mutex);
        ++m_requests;
        if (answers) {
            done(makeResponse(201));
        } else {
            m_kept.push_back(std::move(done));
        }
        return static_cast<http::RequestId>(m_requests);
    }

    void cancel(http::RequestId /*id*/) override {
        const std::lock_guard lock(m_mutex);
        for (const http::Done& done : std::exchange(m_kept, {})) {
            done(makeFailure(base::Code::Cancelled, "cancelled"));
        }
    }

    bool answers = true;

private:
    std::mutex m_mutex;
    int m_requests = 0;
    std::vector<http::Done> m_kept;
};

struct Machine : JournalFolder {
    std::unique_ptr<delivery::Delivery> start() {
        delivery::UsageEndpointOptions options;
        options.name = "a/b";
        options.url = "http://127.0.0.1:1/usage";
        auto started = delivery::Delivery::start(options, {client, files, clock, sink, folder, {}});
        return started ? std::move(*started) : nullptr;
    }

    void meter(int hour) {
        const std::vector<metering::UsageRecord> records{
            recordOf("m", "{}", "acme", "calls", kNoonMs + hour * kHourMs, "1")};
        QVERIFY(journal->commit(records, nullptr).ok());
    }

    base::SystemClock clock;
    AnsweringClient client;
};

} // namespace

class DeliveryTest : public QObject {
    Q_OBJECT
private slots:
    void sendsWhatComes();
    void stopsWithARequestUnderWay();
    void isRefusedWhileAnotherOneSends();
};

void DeliveryTest::sendsWhatComes() {
    Machine machine;
    machine.open();
    machine.meter(0);
    auto delivery = machine.start();
    QVERIFY(delivery);
    QTRY_COMPARE(delivery->state().accepted, 1U);
    machine.meter(1);
    delivery->wake();
    QTRY_COMPARE(delivery->state().doneThrough, 2);
    delivery->pause(true);
    QTRY_VERIFY(delivery->state().phase == delivery::DeliveryPhase::Paused);
    delivery->stop(std::chrono::steady_clock::now() + std::chrono::seconds(20));
    QVERIFY(delivery->state().phase == delivery::DeliveryPhase::Stopped);
    // One that was stopped may stay, to be looked at, while another goes on under its name.
    const auto former = std::move(delivery);
    delivery = machine.start();
    QCOMPARE(former->state().accepted, 2U);
    QVERIFY(delivery);
    QCOMPARE(delivery->state().accepted, 2U);
}

void DeliveryTest::stopsWithARequestUnderWay() {
    Machine machine;
    machine.client.answers = false;
    machine.open();
    machine.meter(0);
    auto delivery = machine.start();
    QVERIFY(delivery);
    QTRY_COMPARE(delivery->state().requests, 1U);
    delivery->stop(std::chrono::steady_clock::now());
    QCOMPARE(delivery->state().accepted, 0U);
}

void DeliveryTest::isRefusedWhileAnotherOneSends() {
    Machine machine;
    machine.open();
    const auto delivery = machine.start();
    QVERIFY(delivery);
    QVERIFY(!machine.start());
}

QTEST_GUILESS_MAIN(DeliveryTest)
#include "delivery_test.moc"
