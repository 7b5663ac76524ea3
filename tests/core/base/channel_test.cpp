// The ways into and out of a thread.
#include "core/base/channel.h"
#include "core/base/published.h"

#include <QTest>

#include <memory>
#include <thread>

using namespace meterbench::base;

class ChannelTest : public QObject {
    Q_OBJECT

private slots:
    void isBoundedInBytes();
    void takesOneMessageOfAnySizeWhenEmpty();
    void whatMustNotBeLostIsAlwaysTaken();
    void closingLetsTheRestThrough();
    void aPassedDeadlineAnswersNothing();
    void nothingIsLostBetweenThreads();
    void aRefusedMessageStaysWithItsSender();
    void publishedValuesAreNeverTorn();
};

namespace {

const auto kNow = std::chrono::steady_clock::time_point{};

} // namespace

void ChannelTest::isBoundedInBytes() {
    Channel<int> channel(10);
    QVERIFY(channel.send(1, 6));
    QVERIFY(channel.send(2, 4));
    QVERIFY(!channel.send(3, 1));
    QCOMPARE(channel.refused(), std::uint64_t{1});
    QCOMPARE(channel.sizeBytes(), std::size_t{10});
    QCOMPARE(channel.receiveAll(kNow), (std::vector<int>{1, 2}));
    QCOMPARE(channel.sizeBytes(), std::size_t{0});
    QVERIFY(channel.send(3, 1));
}

void ChannelTest::takesOneMessageOfAnySizeWhenEmpty() {
    Channel<int> channel(10);
    QVERIFY(channel.send(1, 1000));
    QVERIFY(!channel.send(2, 1));
}

void ChannelTest::whatMustNotBeLostIsAlwaysTaken() {
    Channel<int> channel(1);
    QVERIFY(channel.send(1, 1));
    QVERIFY(channel.sendAlways(2));
    QCOMPARE(channel.receiveAll(kNow), (std::vector<int>{1, 2}));
}

void ChannelTest::closingLetsTheRestThrough() {
    Channel<int> channel(10);
    QVERIFY(channel.send(1, 1));
    channel.close();
    QVERIFY(channel.isClosed());
    QVERIFY(!channel.send(2, 1));
    QVERIFY(!channel.sendAlways(3));
    QCOMPARE(channel.receiveAll(std::nullopt), (std::vector<int>{1}));
    QVERIFY(channel.receiveAll(std::nullopt).empty()); // does not wait
}

void ChannelTest::aPassedDeadlineAnswersNothing() {
    Channel<int> channel(10);
    QVERIFY(channel.receiveAll(kNow).empty());
}

void ChannelTest::nothingIsLostBetweenThreads() {
    constexpr int kEach = 5000;
    Channel<int> channel(1 << 20);
    const auto sender = [&](int from) {
        for (int i = from; i < from + kEach; ++i) {
            channel.sendAlways(int{i});
        }
    };
    std::thread first(sender, 0);
    std::thread second(sender, kEach);
    std::vector<bool> seen(2 * kEach, false);
    int lastOfFirst = -1;
    for (int count = 0; count < 2 * kEach;) {
        for (const int message : channel.receiveAll(std::nullopt)) {
            QVERIFY(!seen[static_cast<std::size_t>(message)]);
            seen[static_cast<std::size_t>(message)] = true;
            if (message < kEach) {
                QCOMPARE(message, lastOfFirst + 1); // one sender's messages stay in order
                lastOfFirst = message;
            }
            ++count;
        }
    }
    first.join();
    second.join();
}

void ChannelTest::aRefusedMessageStaysWithItsSender() {
    Channel<std::unique_ptr<int>> channel(1);
    QVERIFY(channel.send(std::make_unique<int>(1), 1));
    auto message = std::make_unique<int>(2);
    QVERIFY(!channel.send(std::move(message), 1));
    QVERIFY(
        message != nullptr
    ); // NOLINT(bugprone-use-after-move): that it is not moved from is the promise
}

void ChannelTest::publishedValuesAreNeverTorn() {
    using Pair = std::pair<int, int>;
    Published<Pair> published(std::make_shared<const Pair>(0, 0));
    std::thread publisher([&] {
        for (int i = 1; i <= 20'000; ++i) {
            published.publish(std::make_shared<const Pair>(i, -i));
        }
    });
    bool torn = false;
    bool wentBack = false;
    for (int last = 0; last < 20'000;) {
        const auto value = published.get();
        torn = torn || value->first != -value->second;
        wentBack = wentBack || value->first < last;
        last = value->first;
    }
    publisher.join();
    QVERIFY(!torn && !wentBack);
    QVERIFY(Published<Pair>().get() == nullptr);
}

QTEST_GUILESS_MAIN(ChannelTest)
#include "channel_test.moc"
