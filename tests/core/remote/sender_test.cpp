// Sending without a thread: every class of answer, order, what is read from the log and what from
// memory, and a crash at every step.
#include "core/wal/segment.h"
#include "tests/core/remote/sending_world.h"

#include <QTest>

using namespace meterbench;
using namespace meterbench::tests;
using remote::EndpointPhase;

namespace {

std::string headerOf(const http::Request& request, std::string_view name) {
    for (const auto& header : request.headers) {
        if (header.name == name) {
            return header.value;
        }
    }
    return {};
}

} // namespace

class SenderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anIdleEndpointSendsAtOnce();
    void whatComesMeanwhileIsOneRequest();
    void aRequestKeepsToItsLimit();
    void answersDecideWhatHappens_data();
    void answersDecideWhatHappens();
    void retriesKeepTheBytes();
    void retryAfterIsHonoured();
    void aBrokenReceiverIsAskedOnceASecond();
    void whatDoesNotFitInMemoryIsReadFromTheLog();
    void aNewEndpointStartsAtTheEndOfTheLog();
    void aCrashAtAnyStepLosesNothing_data();
    void aCrashAtAnyStepLosesNothing();
    void aKillWithinAGroupRepeatsOneRequest_data();
    void aKillWithinAGroupRepeatsOneRequest();
    void aPlaceWithinADamagedGroupIsNotBelieved_data();
    void aPlaceWithinADamagedGroupIsNotBelieved();
    void damageIsCounted();
    void lanesGrowOnlyWhenTheyMustAndKeepOrder();
    void tooOldSamplesAreCounted();
    void aRequestThatGrewTooOldIsGivenUp();
    void pausedSendsNothing();
    void positionsOfAnotherLogAreNotBelieved();
    void aMissingSegmentIsEnteredAndPassed();
    void metadataIsToldOnceAnInterval();
    void everythingRelabeledAwayStillMovesOn();
    void whatEachRuleDropsIsCounted();
};

void SenderTest::anIdleEndpointSendsAtOnce() {
    World world(1);
    QVERIFY(world.startSender());
    world.scrapeAll();
    world.run();
    QCOMPARE(world.client.waiting(), std::size_t{1});
    const http::Request& request = world.lastRequest();
    QCOMPARE(request.method, std::string("POST"));
    QCOMPARE(headerOf(request, "Content-Encoding"), std::string("snappy"));
    QCOMPARE(headerOf(request, "Content-Type"), std::string("application/x-protobuf"));
    QCOMPARE(headerOf(request, "X-Prometheus-Remote-Write-Version"), std::string("0.1.0"));
    QCOMPARE(headerOf(request, "Retry-Attempt"), std::string());
    const auto state = world.sender->state();
    QCOMPARE(state.phase, EndpointPhase::Sending);
    QCOMPARE(state.url, std::string("http://127.0.0.1:9/api/v1/write"));
    QCOMPARE(state.inFlight, 1U);
    QCOMPARE(state.samplesPending, std::uint64_t{5});
    QCOMPARE(state.oldestUnsentMs, world.clock.nowMs());
    QVERIFY(state.bytesPending > 0);
    world.answerAll();
    const auto after = world.sender->state();
    QCOMPARE(after.phase, EndpointPhase::Idle);
    QCOMPARE(after.samplesSent, std::uint64_t{5});
    QCOMPARE(after.samplesPending, std::uint64_t{0});
    QCOMPARE(after.bytesPending, std::uint64_t{0});
    QCOMPARE(after.oldestUnsentMs, std::int64_t{0});
    QCOMPARE(after.highestSentTimestampMs, world.clock.nowMs());
    QVERIFY(after.position == world.log->end());
}

void SenderTest::whatComesMeanwhileIsOneRequest() {
    World world(4);
    QVERIFY(world.startSender());
    world.scrape(0);
    world.run();
    world.scrapeAll();
    world.run();
    QCOMPARE(world.client.sent().size(), std::size_t{1});
    world.answer(makeResponse(204));
    world.run();
    QCOMPARE(world.client.sent().size(), std::size_t{2});
    QCOMPARE(decode(world.lastRequest().body)->size(), std::size_t{20});
}

void SenderTest::aRequestKeepsToItsLimit() {
    World world(3, 250);
    world.options.queue.maxSamplesPerSend = 100;
    QVERIFY(world.startSender());
    world.scrapeAll();
    world.answerAll();
    QCOMPARE(world.arrivals.fresh, world.offered);
    for (const auto& sent : world.client.sent()) {
        QVERIFY(decode(sent.request.body)->size() <= 100);
    }
}

void SenderTest::answersDecideWhatHappens_data() {
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("retryOn429");
    QTest::addColumn<QString>("then");
    QTest::newRow("200 moves on") << 200 << false << "accepted";
    QTest::newRow("204 moves on") << 204 << false << "accepted";
    QTest::newRow("no answer is tried again") << 0 << false << "again";
    QTest::newRow("500 is tried again") << 500 << false << "again";
    QTest::newRow("503 is tried again") << 503 << false << "again";
    QTest::newRow("429 is refused for ever") << 429 << false << "refused";
    QTest::newRow("429 is tried again when that is wanted") << 429 << true << "again";
    QTest::newRow("400 is refused for ever") << 400 << false << "refused";
    QTest::newRow("404 is refused for ever") << 404 << false << "refused";
    QTest::newRow("a redirect that was not followed is refused") << 302 << false << "refused";
}

void SenderTest::answersDecideWhatHappens() {
    QFETCH(int, status);
    QFETCH(bool, retryOn429);
    QFETCH(QString, then);
    World world(1);
    world.options.queue.retryOn429 = retryOn429;
    QVERIFY(world.startSender());
    world.scrapeAll();
    world.run();
    const auto before = world.sender->position();
    world.answer(
        status == 0 ? makeFailure(base::Code::Network, "connection refused")
                    : makeResponse(status, "  some\nwords ")
    );
    world.run();
    const auto state = world.sender->state();
    QCOMPARE(state.lastStatus, status);
    QCOMPARE(state.samplesSent, std::uint64_t{then == "accepted" ? 5U : 0U});
    QCOMPARE(state.samplesRefused, std::uint64_t{then == "refused" ? 5U : 0U});
    QCOMPARE(state.phase, then == "again" ? EndpointPhase::Retrying : EndpointPhase::Idle);
    QCOMPARE(world.sender->position() == before, then == "again");
    QCOMPARE(world.losses.size(), std::size_t{then == "refused" ? 1U : 0U});
    if (then == "refused") {
        QCOMPARE(world.losses[0].samples, std::uint64_t{5});
        QCOMPARE(
            world.losses[0].reason, "refused by the receiver (" + std::to_string(status) + ")"
        );
        QCOMPARE(world.losses[0].detail, "status " + std::to_string(status) + ": some words");
    }
    QCOMPARE(state.lastError.empty(), then == "accepted");
}

void SenderTest::retriesKeepTheBytes() {
    World world(2);
    QVERIFY(world.startSender());
    world.scrape(0);
    world.run();
    const std::string first = world.lastRequest().body;
    for (int attempt = 1; attempt <= 5; ++attempt) {
        world.answer(makeResponse(503, "busy"));
        world.scrape(1);
        world.run();
        QVERIFY(world.due);
        world.waitUntilDue();
        QCOMPARE(world.client.sent().size(), static_cast<std::size_t>(attempt) + 1);
        QVERIFY(world.lastRequest().body == first);
        QCOMPARE(headerOf(world.lastRequest(), "Retry-Attempt"), std::to_string(attempt));
    }
    QCOMPARE(world.sender->state().retries, std::uint64_t{5});
    world.answerAll();
    QCOMPARE(world.arrivals.fresh, world.offered);
    QCOMPARE(world.arrivals.gaps, std::uint64_t{0});
    // What waited goes together as soon as the receiver takes something again.
    QCOMPARE(world.client.sent().size(), std::size_t{7});
}

void SenderTest::retryAfterIsHonoured() {
    World world(1);
    QVERIFY(world.startSender());
    world.scrapeAll();
    world.run();
    auto response = makeResponse(503);
    response.headers.push_back({"Retry-After", "7"});
    world.answer(std::move(response));
    world.run();
    QCOMPARE(*world.due - world.clock.steadyNs(), std::int64_t{7'000'000'000});
    QCOMPARE(world.sender->state().backoffMs, std::int64_t{7'000});
}

void SenderTest::aBrokenReceiverIsAskedOnceASecond() {
    World world(1);
    world.options.queue.maxBackoff = std::chrono::milliseconds(60'000);
    QVERIFY(world.startSender());
    world.scrapeAll();
    world.run();
    for (int i = 0; i < 40; ++i) {
        world.answer(makeResponse(500));
        world.run();
        QVERIFY(*world.due - world.clock.steadyNs() <= 1'000'000'000);
        world.waitUntilDue();
    }
    QCOMPARE(world.client.waiting(), std::size_t{1});
}

void SenderTest::whatDoesNotFitInMemoryIsReadFromTheLog() {
    World world(3, 50);
    QVERIFY(world.startSender(4'000));
    for (int i = 0; i < 30; ++i) {
        world.scrapeAll();
        world.run();
    }
    QCOMPARE(world.client.sent().size(), std::size_t{1});
    QVERIFY(world.sender->state().samplesPending > 3'000);
    world.answer(makeResponse(204));
    world.run();
    QCOMPARE(world.sender->state().phase, EndpointPhase::CatchingUp);
    world.scrapeAll(); // fits again: memory begins anew here
    world.answerAll();
    QCOMPARE(world.arrivals.fresh, world.offered);
    QCOMPARE(world.arrivals.gaps, std::uint64_t{0});
    QCOMPARE(world.arrivals.repeats, std::uint64_t{0});
    QCOMPARE(world.sender->state().phase, EndpointPhase::Idle);
    world.scrapeAll(false); // and one that was never delivered
    world.scrapeAll();
    world.answerAll();
    QCOMPARE(world.arrivals.fresh, world.offered);
    QVERIFY(world.losses.empty());
}

void SenderTest::aNewEndpointStartsAtTheEndOfTheLog() {
    World world(2);
    world.scrapeAll();
    const std::uint64_t before = world.offered;
    QVERIFY(world.startSender());
    world.acceptEverything();
    world.run();
    QCOMPARE(world.client.sent().size(), std::size_t{0});
    // After a restart it goes on from where it was, with what came meanwhile.
    world.sender.reset();
    world.scrapeAll();
    world.openLog();
    QVERIFY(world.startSender());
    world.run();
    QCOMPARE(world.sender->state().samplesSent, world.offered - before);
}

void SenderTest::aCrashAtAnyStepLosesNothing_data() {
    QTest::addColumn<std::uint32_t>("lanes");
    QTest::addColumn<bool>("isAnswerLost");
    QTest::newRow("one lane, the request did not arrive") << 1U << false;
    QTest::newRow("one lane, only the answer was lost") << 1U << true;
    QTest::newRow("four lanes, the requests did not arrive") << 4U << false;
    QTest::newRow("four lanes, only the answers were lost") << 4U << true;
}

void SenderTest::aCrashAtAnyStepLosesNothing() {
    QFETCH(std::uint32_t, lanes);
    QFETCH(bool, isAnswerLost);
    for (int crashAt = 0; crashAt < 40; ++crashAt) {
        World world(6, 20);
        world.options.queue.minShards = lanes;
        world.options.queue.maxSamplesPerSend = 50;
        QVERIFY(world.startSender());
        std::uint64_t mayRepeat = 0;
        for (int step = 0; step < 40; ++step) {
            if (step % 4 == 0) {
                world.scrapeAll();
            }
            world.run();
            if (step == crashAt) {
                for (const auto& sent : world.client.sent()) {
                    if (isAnswerLost && !sent.answered) {
                        world.arrivals.take(sent.request.body);
                        mayRepeat += decode(sent.request.body)->size();
                    }
                }
                QVERIFY(mayRepeat <= 50U * lanes);
                world.client.stop();
                world.openLog();
                QVERIFY(world.startSender());
            } else {
                world.answer(step % 5 == 3 ? makeResponse(503) : makeResponse(204));
                world.run();
                world.waitUntilDue();
            }
        }
        world.answerAll();
        QVERIFY(world.arrivals.isValid);
        QCOMPARE(world.arrivals.fresh, world.offered);
        QCOMPARE(world.arrivals.gaps, std::uint64_t{0});
        QCOMPARE(world.arrivals.repeats, mayRepeat);
        QCOMPARE(world.sender->state().bytesPending, std::uint64_t{0});
    }
}

void SenderTest::aKillWithinAGroupRepeatsOneRequest_data() {
    QTest::addColumn<std::uint32_t>("lanes");
    QTest::addColumn<bool>("hasGaps");
    QTest::addColumn<std::uint32_t>("limitAfter");
    QTest::addColumn<bool>("isFromLog");
    QTest::newRow("values as they are") << 1U << false << 20U << false;
    QTest::newRow("values with gaps") << 1U << true << 20U << false;
    QTest::newRow("groups read from the log") << 1U << true << 20U << true;
    QTest::newRow("larger requests afterwards") << 1U << false << 34U << false;
    QTest::newRow("smaller requests afterwards") << 1U << false << 6U << false;
    QTest::newRow("three lanes") << 3U << false << 20U << false;
}

/// Groups of three batches and 250 samples; a request takes 20.
void SenderTest::aKillWithinAGroupRepeatsOneRequest() {
    QFETCH(std::uint32_t, lanes);
    QFETCH(bool, hasGaps);
    QFETCH(std::uint32_t, limitAfter);
    QFETCH(bool, isFromLog);
    for (int crashAt = 0; crashAt < 40; ++crashAt) {
        World world(1, 140);
        world.layouts.push_back(typicalLayout(2, 99));
        world.layouts.push_back(typicalLayout(3, 11));
        world.options.queue.minShards = lanes;
        world.options.queue.maxSamplesPerSend = 20;
        QVERIFY(world.startSender());
        for (int round = 1; round <= 3; ++round) {
            std::vector<model::BatchPtr> batches;
            world.clock.advanceMs(1'000);
            for (const model::LayoutPtr& layout : world.layouts) {
                auto batch = std::make_shared<model::Batch>();
                batch->layout = layout;
                batch->timestampMs = world.clock.nowMs();
                batch->values.assign(layout->size(), round);
                for (std::size_t i = 0; hasGaps && i < layout->size(); i += 7) {
                    batch->values[i] = model::kAbsent;
                    ++batch->absentCount;
                }
                batches.push_back(std::move(batch));
            }
            world.appendGroup(std::move(batches), !isFromLog);
        }
        world.run();
        for (int answers = 0; answers < crashAt; ++answers) {
            world.answer(makeResponse(204));
            world.run();
        }
        std::uint64_t mayRepeat = 0;
        for (const auto& sent : world.client.sent()) {
            if (!sent.answered) {
                world.arrivals.take(sent.request.body);
                mayRepeat += decode(sent.request.body)->size();
            }
        }
        QVERIFY(mayRepeat <= 20U * lanes);
        world.client.stop();
        world.openLog();
        world.options.queue.maxSamplesPerSend = limitAfter;
        world.options.queue.minShards = 1;
        QVERIFY(world.startSender());
        if (crashAt % 2 == 0) { // a stop in order before anything was sent keeps the place
            world.sender->end();
            QVERIFY(world.startSender());
        }
        world.answerAll();
        QVERIFY(world.arrivals.isValid);
        QCOMPARE(world.arrivals.fresh, world.offered);
        QCOMPARE(world.arrivals.gaps, std::uint64_t{0});
        QCOMPARE(world.arrivals.repeats, mayRepeat);
        QVERIFY(world.sender->position() == world.log->end());
        QVERIFY(world.losses.empty());
    }
}

void SenderTest::aPlaceWithinADamagedGroupIsNotBelieved_data() {
    QTest::addColumn<int>("scrapes");
    QTest::addColumn<std::size_t>("cutEntries");
    QTest::newRow("there are good groups behind it") << 40 << std::size_t{0};
    QTest::newRow("the log was cut off there") << 1 << std::size_t{1};
}

/// The group in which the endpoint stood is lost: the next one is sent from its start.
void SenderTest::aPlaceWithinADamagedGroupIsNotBelieved() {
    QFETCH(int, scrapes);
    QFETCH(std::size_t, cutEntries);
    World world(1, 250);
    world.options.queue.maxSamplesPerSend = 100;
    QVERIFY(world.startSender());
    for (int i = 0; i < scrapes; ++i) {
        world.scrapeAll();
    }
    world.run();
    world.answer(makeResponse(204));
    world.run();
    world.client.stop();
    const std::string path = wal::segmentPath("/log", 1);
    std::string bytes = world.files.content(path);
    const std::size_t within = bytes.size() > 40'000 ? 20'000 : bytes.size() - 100;
    bytes[within] = static_cast<char>(bytes[within] ^ 1);
    if (scrapes > 1) { // the first page from its start on: the endpoint stands in its first group
        bytes[40] = static_cast<char>(bytes[40] ^ 1);
    }
    world.files.put(path, bytes);
    world.openLog();
    QCOMPARE(world.log->ledger().entries().size(), cutEntries);
    QVERIFY(world.startSender());
    world.scrapeAll();
    world.answerAll();
    const std::uint64_t lostAtCut = cutEntries * 250;
    const std::uint64_t lost = world.sender->state().samplesLost;
    QCOMPARE(lostAtCut + lost + world.sender->state().samplesSent, world.offered);
    QVERIFY(lost + lostAtCut >= 250);
    QVERIFY(world.sender->position() == world.log->end());
}

void SenderTest::damageIsCounted() {
    World world(2, 500);
    QVERIFY(world.startSender());
    world.sender.reset();
    std::vector<wal::Position> ends;
    for (int i = 0; i < 20; ++i) {
        world.scrapeAll();
        ends.push_back(world.log->end());
    }
    const std::string path = wal::segmentPath("/log", ends[4].segment);
    std::string bytes = world.files.content(path);
    bytes[ends[4].offsetBytes + 500] = 'x';
    bytes[ends[4].offsetBytes + 501] = 'y';
    world.files.put(path, bytes);
    world.acceptEverything();
    QVERIFY(world.startSender());
    world.run();
    QCOMPARE(world.losses.size(), std::size_t{1});
    QCOMPARE(world.losses[0].reason, std::string("damage in the log"));
    QVERIFY(world.losses[0].samples > 0);
    QCOMPARE(world.losses[0].samples, world.offered - world.sender->state().samplesSent);
    QCOMPARE(world.sender->state().samplesLost, world.losses[0].samples);
    QCOMPARE(world.losses[0].damagedPages.front().segment, ends[4].segment);
    // And when nothing behind it says the number, that is said.
    World end(1, 500);
    QVERIFY(end.startSender());
    end.sender.reset();
    end.scrapeAll();
    bytes = end.files.content(wal::segmentPath("/log", 1));
    bytes[bytes.size() - 1] = static_cast<char>(bytes[bytes.size() - 1] ^ 1);
    end.files.put(wal::segmentPath("/log", 1), bytes);
    end.acceptEverything();
    QVERIFY(end.startSender());
    end.run();
    QCOMPARE(end.losses.size(), std::size_t{1});
    QCOMPARE(end.losses[0].samples, std::uint64_t{0});
    QVERIFY(end.losses[0].detail.find("is not known") != std::string::npos);
}

void SenderTest::lanesGrowOnlyWhenTheyMustAndKeepOrder() {
    World world(8, 50);
    world.options.queue.maxSamplesPerSend = 50;
    world.options.queue.maxShards = 4;
    QVERIFY(world.startSender());
    // More comes than one request a second can carry.
    std::uint32_t most = 1;
    for (int second = 0; second < 60; ++second) {
        world.scrapeAll();
        world.run();
        for (std::size_t i = world.client.waiting(); i > 0; --i) {
            world.answer(makeResponse(204));
        }
        world.run();
        const auto state = world.sender->state();
        QVERIFY(state.inFlight <= state.lanes);
        most = std::max(most, state.lanes);
    }
    QCOMPARE(most, 4U);
    world.answerAll();
    QCOMPARE(world.arrivals.fresh, world.offered);
    QCOMPARE(world.arrivals.gaps, std::uint64_t{0});
    QCOMPARE(world.arrivals.repeats, std::uint64_t{0});
    for (int minute = 0; minute < 10; ++minute) {
        world.clock.advanceMs(61'000);
        world.run();
    }
    QCOMPARE(world.sender->state().lanes, 1U);
}

void SenderTest::tooOldSamplesAreCounted() {
    World world(1);
    world.options.queue.sampleAgeLimit = std::chrono::milliseconds(10'000);
    world.acceptEverything();
    QVERIFY(world.startSender());
    world.scrapeAll();
    world.clock.advanceMs(10'001);
    world.scrapeAll();
    world.run();
    const auto state = world.sender->state();
    QCOMPARE(state.samplesLost, std::uint64_t{5});
    QCOMPARE(state.samplesSent, std::uint64_t{5});
    QCOMPARE(world.losses.size(), std::size_t{1});
    QVERIFY(state.position == world.log->end());
}

void SenderTest::aRequestThatGrewTooOldIsGivenUp() {
    World world(1);
    world.options.queue.sampleAgeLimit = std::chrono::milliseconds(10'000);
    QVERIFY(world.startSender());
    world.scrapeAll();
    world.run();
    world.answer(makeResponse(503));
    world.run();
    world.clock.advanceMs(20'000);
    world.scrapeAll();
    world.run();
    QCOMPARE(world.sender->state().samplesLost, std::uint64_t{5});
    world.answerAll();
    QCOMPARE(world.sender->state().samplesSent, std::uint64_t{5});
}

void SenderTest::pausedSendsNothing() {
    World world(2);
    world.acceptEverything();
    QVERIFY(world.startSender());
    world.sender->pause(true);
    world.scrapeAll();
    world.run();
    QCOMPARE(world.client.sent().size(), std::size_t{0});
    QCOMPARE(world.sender->state().phase, EndpointPhase::Paused);
    world.sender->pause(false);
    world.run();
    QCOMPARE(world.arrivals.fresh, world.offered);
}

void SenderTest::positionsOfAnotherLogAreNotBelieved() {
    World world(1);
    world.acceptEverything();
    auto saved = wal::SavedPosition::open(world.files, "/log", "test", {99, 4'000});
    QVERIFY(saved);
    QVERIFY(world.startSender());
    world.scrapeAll();
    world.run();
    QCOMPARE(world.arrivals.fresh, world.offered);
}

void SenderTest::aMissingSegmentIsEnteredAndPassed() {
    World world(2, 100, 4'096);
    QVERIFY(world.startSender());
    world.sender.reset();
    for (int i = 0; i < 20; ++i) {
        world.scrapeAll();
    }
    QVERIFY(world.log->stats().segments > 3);
    QVERIFY(world.files.remove(wal::segmentPath("/log", 1)));
    world.acceptEverything();
    QVERIFY(world.startSender());
    world.run();
    QCOMPARE(world.losses.size(), std::size_t{1});
    QCOMPARE(world.losses[0].reason, std::string("over the disk budget"));
    QVERIFY(world.sender->state().samplesSent > 1'000);
    QVERIFY(world.sender->position() == world.log->end());
}

void SenderTest::metadataIsToldOnceAnInterval() {
    World world(3);
    world.options.metadata.send = true;
    world.options.metadata.interval = std::chrono::milliseconds(60'000);
    world.acceptEverything();
    QVERIFY(world.startSender());
    for (int second = 0; second < 132; ++second) {
        world.scrapeAll();
        world.run();
    }
    QCOMPARE(
        world.sender->state().metadataSent, std::uint64_t{3}
    ); // after 11, 71 and 131 seconds; one family
    QCOMPARE(world.arrivals.fresh, world.offered);
}

void SenderTest::everythingRelabeledAwayStillMovesOn() {
    World world(2);
    relabel::Rule rule;
    rule.sourceLabels = {"__name__"};
    rule.action = relabel::Action::Drop;
    world.options.writeRelabelRules = {rule};
    QVERIFY(world.startSender());
    world.scrapeAll();
    world.run();
    QCOMPARE(world.client.sent().size(), std::size_t{0});
    QCOMPARE(world.sender->state().samplesRelabeledAway, world.offered);
    QVERIFY(world.sender->position() == world.log->end());
}

void SenderTest::whatEachRuleDropsIsCounted() {
    World world(2);
    relabel::Rule none;
    none.action = relabel::Action::Keep;
    none.sourceLabels = {"__name__"};
    none.regex = ".+";
    relabel::Rule drop = none;
    drop.action = relabel::Action::Drop;
    world.options.writeRelabelRules = {none, drop};
    QVERIFY(world.startSender());
    world.scrapeAll();
    world.run();
    world.scrapeAll();
    world.run();
    const remote::EndpointState state = world.sender->state();
    QCOMPARE(state.samplesDroppedByRule, (std::vector<std::uint64_t>{0, world.offered}));
    QCOMPARE(state.samplesRelabeledAway, world.offered);
}

QTEST_GUILESS_MAIN(SenderTest)
#include "sender_test.moc"
