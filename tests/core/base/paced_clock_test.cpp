// PacedClock: the machine's until told otherwise, faster from then on, never back.
#include "core/base/paced_clock.h"

#include <QTest>

#include <cstdlib>

using meterbench::base::PacedClock;
using meterbench::base::SystemClock;

class PacedClockTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void isTheMachinesUntilToldOtherwise() {
        const PacedClock clock;
        const SystemClock machine;
        const std::int64_t before = machine.nowMs();
        const std::int64_t now = clock.nowMs();
        QVERIFY(before <= now && now <= machine.nowMs());
        QCOMPARE(clock.msUntil(now + 100'000) > 0, true);
        QVERIFY(clock.msUntil(now + 100'000) <= 100'000);
    }

    void atAPaceTheDayPassesFasterThanTheTime() {
        PacedClock clock;
        clock.leapTo(1'700'000'000'000);
        clock.setPace(1e6);
        const std::int64_t steadyNs = clock.steadyNs();
        const std::int64_t from = clock.nowMs();
        while (clock.steadyNs() - steadyNs < 2'000'000) { // 2 ms: 2,000 s of the day
        }
        const double passed = static_cast<double>(clock.nowMs() - from);
        QVERIFY2(passed >= 2'000'000.0 - 1, qPrintable(QString::number(passed)));
        const std::int64_t day = clock.nowMs() + 86'400'000;
        QVERIFY(clock.msUntil(day) <= 87);
    }

    void aNewPaceHoldsFromNowOn() {
        PacedClock clock;
        clock.leapTo(1'700'000'000'000);
        std::int64_t last = clock.nowMs();
        for (const double pace : {1.0, 3600.0, 60.0, 0.001, 1.0}) {
            clock.setPace(pace);
            const std::int64_t now = clock.nowMs();
            QVERIFY(now >= last);
            QVERIFY(now - last < 86'400'000);
            QCOMPARE(clock.pace(), pace < 1 ? 1.0 : pace);
            last = now;
        }
    }

    void whoStartsAgainGoesOnWhereItWouldBe() {
        const SystemClock machine;
        const std::int64_t since = machine.nowMs() - 3'600'000;
        PacedClock first;
        first.paceSince(since, 600);
        const std::int64_t before = first.nowMs();
        PacedClock second;
        second.paceSince(since, 600);
        QVERIFY(before >= since + 600 * std::int64_t{3'600'000});
        // A millisecond of the machine is 600 of the day; both rounded it down.
        QVERIFY2(
            second.nowMs() >= before - 600, qPrintable(QString::number(before - second.nowMs()))
        );
        QVERIFY(second.nowMs() < before + 86'400'000);
        QCOMPARE(second.pace(), 600.0);
    }

    void rejoinsTheMachine() {
        PacedClock clock;
        clock.leapTo(4'000'000'000'000);
        clock.setPace(60);
        clock.rejoin();
        const SystemClock machine;
        const std::int64_t before = machine.nowMs();
        const std::int64_t now = clock.nowMs();
        QVERIFY(before <= now && now <= machine.nowMs());
        QCOMPARE(clock.pace(), 1.0);
    }

    void whoWaitsIsNotEarly() {
        PacedClock clock;
        clock.leapTo(0);
        clock.setPace(60);
        QCOMPARE(clock.msUntil(clock.nowMs() + 59) <= 1, true);
        QVERIFY(clock.msUntil(clock.nowMs() + 6'000'000) >= 99'990);
        QVERIFY(clock.msUntil(clock.nowMs() - 6'000) < 0);
    }
};

QTEST_GUILESS_MAIN(PacedClockTest)
#include "paced_clock_test.moc"
