#include "tests/core/delivery/sender_fixture.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <set>

using namespace meterbench;
using namespace meterbench::tests;
using delivery::DeliveryPhase;
using delivery::DeliveryState;
using delivery::Service;
using nlohmann::json;

namespace {

/// A receiver that honours keys, as meterbench billing-endpoint does.
struct Receiver {
    std::map<std::string, std::string> taken;  ///< key → value
    std::map<std::string, std::string> bodies; ///< key → what came first
    int repeats = 0;

    http::Response take(const http::Request& request) {
        const json body = json::parse(request.body);
        std::string key;
        for (const http::Header& header : request.headers) {
            key = header.name == "Idempotency-Key" ? header.value : key;
        }
        if (bodies.contains(key) && bodies[key] != request.body) {
            return makeResponse(409, R"({"message":"the key is there with something else"})");
        }
        repeats += taken.contains(key) ? 1 : 0;
        taken[key] = body.at("recordValue");
        bodies[key] = request.body;
        return makeResponse(201, R"({"message":"created"})");
    }

    [[nodiscard]] std::string sum() const {
        base::Decimal sum;
        for (const auto& [key, value] : taken) {
            sum = *(sum + decimal(value));
        }
        return sum.toText();
    }
};

} // namespace

class UsageSenderTest : public QObject {
    Q_OBJECT
private slots:
    void sendsWhatStandsInTheJournal();
    void waitsForAJournal();
    void passesOverWhatNobodyIsBilledFor();
    void sendsTheSameBytesAgain();
    void waitsAsLongAsTheReceiverSays();
    void asksWithOneRequestWhileTheReceiverIsDown();
    void keepsWhatIsRefusedWithItsWords();
    void neverRefusesForWhatTheSenderDidWrong_data();
    void neverRefusesForWhatTheSenderDidWrong();
    void tellsAWrongAddressAndAsksLessOften();
    void takesARepeatForAccepted();
    void findsTheGuiltyOneOfABatch();
    void hasSeveralRequestsUnderWay();
    void comesBackAfterAKillAtEveryStep();
    void saysThatTheJournalIsAnotherOne();
    void pauses();
};

void UsageSenderTest::sendsWhatStandsInTheJournal() {
    SenderMachine machine;
    Receiver receiver;
    machine.client.setScript([&](const http::Request& request) { return receiver.take(request); });
    machine.meter("acme", 0, "1.5");
    machine.meter("acme", 1, "0.000000000001");
    QVERIFY(machine.start());
    machine.run();
    QCOMPARE(receiver.sum(), std::string("1.500000000001"));
    QCOMPARE(machine.state().accepted, 2U);
    QCOMPARE(machine.state().doneThrough, 2);
    QVERIFY(machine.state().phase == DeliveryPhase::Idle);
    QCOMPARE(machine.state().url, std::string("http://127.0.0.1:1/usage"));

    machine.meter("acme", 2, "7");
    machine.run();
    QCOMPARE(machine.client.sent().size(), 2U); // nobody said so
    machine.sender->wake();
    machine.run();
    QCOMPARE(receiver.sum(), std::string("8.500000000001"));
    QCOMPARE(machine.state().oldestUnsentMs, 0);
}

void UsageSenderTest::waitsForAJournal() {
    SenderMachine machine;
    machine.client.setScript([](const http::Request&) { return makeResponse(201); });
    QVERIFY(machine.start());
    const auto due = machine.run();
    QVERIFY(due.has_value());
    QCOMPARE(machine.state().lastError, std::string());
    machine.meter("acme", 0, "1");
    machine.clock.advanceMs(1'000);
    machine.run();
    QCOMPARE(machine.state().accepted, 1U);
}

void UsageSenderTest::passesOverWhatNobodyIsBilledFor() {
    SenderMachine machine;
    machine.client.setScript([](const http::Request&) { return makeResponse(201); });
    for (int i = 0; i < 20; ++i) {
        machine.meter(i % 4 == 0 ? "acme" : "", i, "1");
    }
    QVERIFY(machine.start());
    machine.run();
    QCOMPARE(machine.state().accepted, 5U);
    QCOMPARE(machine.state().passedOver, 15U);
    QCOMPARE(machine.state().doneThrough, 20);
}

void UsageSenderTest::sendsTheSameBytesAgain() {
    SenderMachine machine;
    machine.client.queue(makeResponse(503, "busy"));
    machine.client.queue(makeFailure(base::Code::Timeout, "no answer within 30s"));
    machine.client.queue(makeResponse(429));
    machine.meter("acme", 0, "1");
    QVERIFY(machine.start());
    machine.run();
    QVERIFY(machine.state().phase == DeliveryPhase::Retrying);
    QCOMPARE(machine.state().lastError, std::string("status 503: busy"));
    machine.client.setScript([](const http::Request&) { return makeResponse(201); });
    machine.runOut();
    QCOMPARE(machine.client.sent().size(), 4U);
    for (const auto& sent : machine.client.sent()) {
        QCOMPARE(sent.request.body, machine.client.sent()[0].request.body);
        QVERIFY(sent.request.headers == machine.client.sent()[0].request.headers);
    }
    QCOMPARE(machine.state().accepted, 1U);
    QCOMPARE(machine.state().retries, 3U);
    const auto said = [&](const std::string& line) {
        return std::ranges::count(machine.sink.lines, line);
    };
    QCOMPARE(said("billing: no usage record is taken, it is tried again: status 503: busy"), 1);
    QCOMPARE(said("billing: usage records are taken again"), 1);
    QCOMPARE(machine.state().lastError, std::string());
}

void UsageSenderTest::waitsAsLongAsTheReceiverSays() {
    SenderMachine machine;
    http::Response later = makeResponse(429);
    later.headers.push_back({"Retry-After", "20"});
    machine.client.queue(later);
    machine.meter("acme", 0, "1");
    QVERIFY(machine.start());
    machine.run();
    QCOMPARE(machine.state().backoffMs, 20'000);
    machine.clock.advanceMs(19'999);
    machine.run();
    QCOMPARE(machine.client.sent().size(), 1U);
    machine.clock.advanceMs(1);
    machine.run();
    QCOMPARE(machine.client.sent().size(), 2U);
}

void UsageSenderTest::asksWithOneRequestWhileTheReceiverIsDown() {
    SenderMachine machine;
    machine.meterMany(50);
    QVERIFY(machine.start());
    machine.run();
    QCOMPARE(machine.client.waiting(), 8U);
    for (int i = 0; i < 8; ++i) {
        machine.client.answerNext(makeResponse(503));
    }
    machine.run();
    machine.clock.advanceMs(60'000);
    machine.run();
    QCOMPARE(machine.client.waiting(), 1U);
    machine.client.answerNext(makeResponse(201));
    machine.run();
    QCOMPARE(machine.client.waiting(), 8U);
}

void UsageSenderTest::keepsWhatIsRefusedWithItsWords() {
    SenderMachine machine;
    machine.client.queue(makeResponse(400, R"({"message":"no such dimension"})"));
    machine.client.setScript([](const http::Request&) { return makeResponse(201); });
    machine.meterMany(3);
    QVERIFY(machine.start());
    machine.run();
    QVERIFY(machine.start());
    machine.run();
    const DeliveryState state = machine.state();
    QCOMPARE(state.accepted, 2U);
    QCOMPARE(state.refused, 1U);
    QCOMPARE(state.doneThrough, 3);
    QCOMPARE(state.newestRefused.size(), 1U);
    QCOMPARE(state.newestRefused[0].sequence, 1);
    QCOMPARE(state.newestRefused[0].customer, std::string("acme"));
    QCOMPARE(state.newestRefused[0].value.toText(), std::string("1"));
    QCOMPARE(
        state.newestRefused[0].words, std::string(R"(status 400: {"message":"no such dimension"})")
    );
    QCOMPARE(machine.client.sent().size(), 3U);
}

void UsageSenderTest::neverRefusesForWhatTheSenderDidWrong_data() {
    QTest::addColumn<int>("status");
    for (const int status : {301, 401, 403, 404, 405, 407, 408, 425, 429, 500, 503}) {
        QTest::newRow(std::to_string(status).c_str()) << status;
    }
}

void UsageSenderTest::neverRefusesForWhatTheSenderDidWrong() {
    QFETCH(int, status);
    SenderMachine machine;
    machine.client.queue(makeResponse(status));
    machine.client.setScript([](const http::Request&) { return makeResponse(201); });
    machine.meter("acme", 0, "1");
    QVERIFY(machine.start());
    machine.runOut();
    QCOMPARE(machine.state().refused, 0U);
    QCOMPARE(machine.state().accepted, 1U);
}

void UsageSenderTest::tellsAWrongAddressAndAsksLessOften() {
    SenderMachine machine;
    machine.client.setScript([](const http::Request&) { return makeResponse(404, "no page"); });
    machine.meter("acme", 0, "1");
    QVERIFY(machine.start());
    for (const int seconds : {1, 2, 4, 8, 16, 32, 60, 60}) {
        const auto due = machine.run();
        QVERIFY(due);
        const std::int64_t waitMs = (*due - machine.clock.steadyNs()) / 1'000'000;
        QCOMPARE(waitMs, seconds * std::int64_t{1'000});
        const DeliveryState state = machine.state();
        QVERIFY(state.isAddressWrong);
        QCOMPARE(state.phase, DeliveryPhase::Retrying);
        QVERIFY2(
            state.lastError.find(
                "nothing takes usage records at http://127.0.0.1:1/usage: paigo takes "
                "them at a path that ends with /usage"
            ) != std::string::npos,
            state.lastError.c_str()
        );
        QVERIFY(state.lastError.find("secret") == std::string::npos);
        machine.clock.advanceMs(waitMs);
    }
    machine.client.setScript([](const http::Request&) { return makeResponse(201); });
    machine.run();
    QCOMPARE(machine.state().accepted, 1U);
    QVERIFY(!machine.state().isAddressWrong);
}

void UsageSenderTest::takesARepeatForAccepted() {
    SenderMachine machine(Service::Lago);
    machine.options.mostRecordsPerRequest = 1;
    machine.client.queue(makeResponse(
        422,
        R"({"status":422,"code":"validation_errors","error_details":{"transaction_id":["value_already_exist"]}})"
    ));
    machine.client.queue(makeResponse(422, R"({"code":"validation_errors"})"));
    machine.meterMany(2);
    QVERIFY(machine.start());
    machine.run();
    QCOMPARE(machine.state().accepted, 1U);
    QCOMPARE(machine.state().refused, 1U);
}

void UsageSenderTest::findsTheGuiltyOneOfABatch() {
    SenderMachine machine(Service::Lago);
    machine.client.setScript([](const http::Request& request) {
        const json events = json::parse(request.body).at("events");
        const bool isBad = std::ranges::any_of(events, [](const json& event) {
            return event.at("properties").at("value") == "13";
        });
        return isBad ? makeResponse(422, "value is unlucky") : makeResponse(200);
    });
    machine.meterMany(20);
    machine.meter("", 100, "1");
    machine.options.mostRecordsPerRequest = 10;
    QVERIFY(machine.start());
    machine.run();
    QCOMPARE(machine.client.sent().size(), 12U); // two batches, and ten of the second alone
    const DeliveryState state = machine.state();
    QCOMPARE(state.accepted, 19U);
    QCOMPARE(state.refused, 1U);
    QCOMPARE(state.passedOver, 1U);
    QCOMPARE(state.newestRefused[0].sequence, 13);
    QCOMPARE(state.doneThrough, 21);
}

void UsageSenderTest::hasSeveralRequestsUnderWay() {
    SenderMachine machine;
    Receiver receiver;
    machine.meterMany(3'000);
    QVERIFY(machine.start());
    machine.run();
    QCOMPARE(machine.client.waiting(), 8U);
    // Answers in another order: the position stays before the gap.
    for (const http::RequestId id : {3U, 2U, 5U}) {
        machine.client.answer(id, makeResponse(201));
    }
    machine.run();
    QCOMPARE(machine.state().doneThrough, 0);
    QCOMPARE(machine.state().accepted, 3U);
    machine.client.answer(1, makeResponse(201));
    machine.run();
    QCOMPARE(machine.state().doneThrough, 3);
    // After a KILL what was answered behind the gap does not go again.
    QVERIFY(machine.start());
    std::set<std::string> values;
    machine.client.setScript([&](const http::Request& request) {
        values.insert(json::parse(request.body).at("recordValue"));
        return makeResponse(201);
    });
    machine.run();
    QVERIFY(!values.contains("5"));
    QVERIFY(values.contains("4"));
    QCOMPARE(machine.state().accepted, 3'000U);
    QCOMPARE(values.size(), 2'996U);
}

void UsageSenderTest::comesBackAfterAKillAtEveryStep() {
    std::mt19937 random(7);
    const auto below = [&random](unsigned n) { return random() % n; };
    SenderMachine machine;
    Receiver receiver;
    for (int i = 0; i < 60; ++i) {
        machine.meter(i % 7 == 3 ? "" : "acme", i, std::to_string(i) + ".25");
    }
    QVERIFY(machine.start());
    for (int round = 0; round < 5'000 && machine.state().doneThrough < 60; ++round) {
        machine.run();
        machine.clock.advanceMs(2'000);
        std::vector<http::RequestId> waiting;
        for (const auto& sent : machine.client.sent()) {
            if (!sent.answered) {
                waiting.push_back(sent.id);
            }
        }
        if (waiting.empty()) {
            continue;
        }
        const http::RequestId id = waiting[below(static_cast<unsigned>(waiting.size()))];
        const http::Request& request = machine.client.sent()[id - 1].request;
        switch (below(4)) {
        case 0: // taken, but the answer does not come
            receiver.take(request);
            machine.client.answer(id, makeFailure(base::Code::Network, "reset"));
            break;
        case 1: // taken and answered, but KILL comes first
            receiver.take(request);
            machine.client.stop();
            QVERIFY(machine.start());
            break;
        case 2:
            machine.client.answer(id, makeResponse(503));
            break;
        default:
            machine.client.answer(id, receiver.take(request));
        }
    }
    QCOMPARE(machine.state().doneThrough, 60);
    QCOMPARE(machine.state().refused, 0U);
    QCOMPARE(machine.state().passedOver, 9U);
    QCOMPARE(machine.state().accepted, 51U);
    QCOMPARE(receiver.taken.size(), 51U);
    QVERIFY(receiver.repeats > 0);
}

void UsageSenderTest::saysThatTheJournalIsAnotherOne() {
    SenderMachine machine;
    machine.client.setScript([](const http::Request&) { return makeResponse(201); });
    machine.meterMany(5);
    QVERIFY(machine.start());
    machine.run();
    machine.journal.reset();
    QVERIFY(machine.files.remove(machine.file()).ok());
    machine.meterMany(2);
    QVERIFY(machine.start());
    machine.run();
    const std::string words = machine.state().lastError;
    QVERIFY2(words.find("record 5 was sent") != std::string::npos, words.c_str());
    QVERIFY(words.find("ends at 2") != std::string::npos);
    QVERIFY(machine.state().phase == DeliveryPhase::Retrying);
}

void UsageSenderTest::pauses() {
    SenderMachine machine;
    machine.client.setScript([](const http::Request&) { return makeResponse(201); });
    machine.meterMany(5);
    QVERIFY(machine.start());
    machine.sender->pause(true);
    machine.run();
    QCOMPARE(machine.client.sent().size(), 0U);
    QVERIFY(machine.state().phase == DeliveryPhase::Paused);
    QVERIFY(machine.state().oldestUnsentMs != 0);
    machine.sender->pause(false);
    machine.run();
    QCOMPARE(machine.state().accepted, 5U);
}

QTEST_GUILESS_MAIN(UsageSenderTest)
#include "usage_sender_test.moc"
