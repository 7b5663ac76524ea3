// A word that something changed is never lost: it wakes the pipe, or the pipe looks again by
// itself, also when it has had turns for other reasons meanwhile.
#include "core/base/channel.h"
#include "core/pipeline/state_touch.h"

#include <QTest>

#include <atomic>
#include <chrono>
#include <random>
#include <thread>
#include <vector>

using namespace meterbench;
using pipeline::StateTouch;

class StateTouchTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void theFirstWordWakesAndTheNextOnesWait() {
        StateTouch touch(400);
        QVERIFY(touch.tell());
        QVERIFY(!touch.tell()); // somebody wakes already
        const StateTouch::Look first = touch.look(1'000);
        QVERIFY(first.isTouched);
        QCOMPARE(first.waitMs, 400);
        QVERIFY(!touch.tell());
        QVERIFY(touch.look(1'400).isTouched);
        const StateTouch::Look last = touch.look(1'800);
        QVERIFY(!last.isTouched);
        QCOMPARE(last.waitMs, -1);
        QVERIFY(touch.tell());
    }

    // A replaced usage endpoint was told five seconds late so, with the next scrape: the outcome of
    // the command was the other reason.
    void aTurnForAnotherReasonDoesNotForgetToLookAgain() {
        StateTouch touch(400);
        QVERIFY(touch.tell());
        QVERIFY(touch.look(1'000).isTouched);
        const StateTouch::Look other = touch.look(1'010);
        QVERIFY(!other.isTouched);
        QCOMPARE(other.waitMs, 390);
        QVERIFY(!touch.tell());
        QVERIFY(touch.look(1'400).isTouched);
    }

    void everyWordIsWokenForOrLookedFor() {
        std::mt19937 random(3);
        StateTouch touch(50);
        std::int64_t nowMs = 0;
        std::int64_t dueMs = -1;
        bool isWoken = false;
        bool isUnseen = false;
        for (int step = 0; step < 100'000; ++step) {
            nowMs += random() % 20;
            if (random() % 4 == 0) {
                isUnseen = true;
                isWoken = touch.tell() || isWoken;
            }
            if (isWoken || (dueMs >= 0 && nowMs >= dueMs) || random() % 8 == 0) {
                const StateTouch::Look look = touch.look(nowMs);
                QCOMPARE(look.isTouched, isUnseen);
                dueMs = look.waitMs < 0 ? -1 : nowMs + look.waitMs;
                isWoken = false;
                isUnseen = false;
            }
            QVERIFY(!isUnseen || isWoken || dueMs >= 0);
        }
    }

    // Each word is seen before the next one is said: one that is lost would be waited for.
    void noWordIsLostBetweenThreads() {
        constexpr int words = 3'000;
        StateTouch touch(1);
        base::Channel<int> inbox(1'000);
        std::atomic<int> said = 0;
        base::Channel<int> answers(1'000);
        std::thread pipe([&] {
            std::int64_t waitMs = -1;
            while (!inbox.isClosed()) {
                const auto deadline =
                    std::chrono::steady_clock::now() + std::chrono::milliseconds(waitMs);
                inbox.wait(waitMs < 0 ? std::nullopt : std::optional(deadline));
                const auto now = std::chrono::steady_clock::now().time_since_epoch();
                const StateTouch::Look look =
                    touch.look(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
                waitMs = look.waitMs;
                if (look.isTouched) {
                    answers.sendAlways(said.load());
                }
            }
        });
        bool isLost = false;
        for (int word = 1; word <= words && !isLost; ++word) {
            said = word;
            if (touch.tell()) {
                inbox.wake();
            }
            if (word % 3 == 0) {
                inbox.wake(); // for another reason
            }
            const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(20);
            for (int seen = 0; !isLost && seen < word;) {
                const std::vector<int> answer = answers.receiveAll(patience);
                isLost = answer.empty();
                seen = isLost ? seen : answer.back();
            }
        }
        inbox.close();
        pipe.join();
        QVERIFY(!isLost);
    }
};

QTEST_GUILESS_MAIN(StateTouchTest)
#include "state_touch_test.moc"
