// What drives series by itself: amounts, bounds, pauses, long sleeps.
#include "core/instruments/drive.h"

#include <QTest>

#include <cmath>
#include <numbers>

using namespace meterbench;
using namespace meterbench::instruments;

namespace {

constexpr std::int64_t kBeginMs = 1'700'000'000'000;

/// A bench with one series of each kind, each driven as told.
class Driven {
public:
    Driven(Type type, const Driver& driver) {
        Definition definition;
        definition.type = type;
        definition.name = "m";
        definition.help = "M.";
        if (type == Type::Enum) {
            definition.states = {"idle", "running", "failed"};
        }
        if (type == Type::Histogram) {
            definition.bounds = {1, 2};
        }
        m_made = m_bench.apply(Create{definition}, kBeginMs).ok() &&
                 m_bench.apply(PutDriver{{"m", {}}, driver}, kBeginMs).ok();
    }

    [[nodiscard]] bool isMade() const { return m_made; }

    /// At the ticks of the driver, or at other times.
    std::size_t run(double seconds, std::int64_t everyMs = 100) {
        std::size_t edits = 0;
        const auto untilMs = m_nowMs + static_cast<std::int64_t>(seconds * 1'000);
        for (; m_nowMs <= untilMs; m_nowMs += everyMs) {
            for (const Edit& edit : m_drives.tick(m_bench, m_nowMs)) {
                const bool isDone = m_bench.apply(edit, m_nowMs).ok();
                Q_ASSERT(isDone);
                ++edits;
            }
        }
        m_nowMs -= everyMs;
        return edits;
    }

    void sleep(std::int64_t ms) { m_nowMs += ms; }

    void set(const Driver& driver) {
        static_cast<void>(m_bench.apply(PutDriver{{"m", {}}, driver}, m_nowMs));
    }

    [[nodiscard]] const State& state() const {
        return m_bench.instruments().front().series.begin()->second;
    }

    [[nodiscard]] std::int64_t nextMs() const { return m_drives.nextMs(); }

private:
    Bench m_bench;
    Drives m_drives;
    std::int64_t m_nowMs = kBeginMs;
    bool m_made = false;
};

Driver driver(DriverKind kind) {
    Driver made;
    made.kind = kind;
    return made;
}

} // namespace

class DriveTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void tenASecondAreTenASecond_data() {
        QTest::addColumn<qint64>("everyMs");
        QTest::newRow("at its ticks") << qint64(100);
        QTest::newRow("seldom") << qint64(700);
        QTest::newRow("at odd times") << qint64(333);
    }

    void tenASecondAreTenASecond() {
        QFETCH(qint64, everyMs);
        Driver constant = driver(DriverKind::Constant);
        constant.rate = 10;
        Driven driven(Type::Counter, constant);
        driven.run(21, everyMs);
        driven.run(0, 1);
        const double seconds = std::floor(21'000.0 / static_cast<double>(everyMs)) *
                               static_cast<double>(everyMs) / 1'000;
        QCOMPARE(driven.state().value, std::floor(10 * seconds + 1e-6));
    }

    void aCounterCountsWholeThings() {
        Driver slow = driver(DriverKind::Constant);
        slow.rate = 0.4;
        Driven driven(Type::Counter, slow);
        driven.run(2.4);
        QCOMPARE(driven.state().value, 0.0);
        driven.run(0.2);
        QCOMPARE(driven.state().value, 1.0);
    }

    void aGaugeTakesParts() {
        Driver falls = driver(DriverKind::Constant);
        falls.rate = -0.5;
        Driven driven(Type::Gauge, falls);
        driven.run(1);
        QVERIFY(std::fabs(driven.state().value + 0.5) < 1e-9);
    }

    void speedStretchesAndPausingStops() {
        Driver fast = driver(DriverKind::Constant);
        fast.rate = 1;
        fast.speed = 10;
        Driven driven(Type::Counter, fast);
        driven.run(2);
        QCOMPARE(driven.state().value, 20.0);
        fast.isPaused = true;
        driven.set(fast);
        QCOMPARE(driven.run(60), std::size_t(0));
        QCOMPARE(driven.nextMs(), std::int64_t(0));
        fast.isPaused = false;
        driven.set(fast);
        driven.run(1);
        QVERIFY(driven.state().value >= 30 && driven.state().value <= 31); // not the pause's 600
    }

    void aLongSleepIsNoBurst() {
        Driver constant = driver(DriverKind::Constant);
        constant.rate = 1'000;
        Driven driven(Type::Counter, constant);
        driven.run(1);
        driven.sleep(3'600'000);
        QVERIFY(driven.run(0) <= 1);
        QVERIFY(driven.state().value <= 11'100);
    }

    void rampsAndWavesStandWhereTheyShould() {
        Driver ramp = driver(DriverKind::Ramp);
        ramp.from = 10;
        ramp.to = 20;
        ramp.periodSeconds = 10;
        ramp.repeats = false;
        Driven up(Type::Gauge, ramp);
        up.run(5);
        QVERIFY(std::fabs(up.state().value - 15) < 1e-9);
        up.run(30);
        QCOMPARE(up.state().value, 20.0);
        Driver sine = driver(DriverKind::Sine);
        sine.from = -1;
        sine.to = 3;
        sine.periodSeconds = 8;
        Driven wave(Type::Gauge, sine);
        wave.run(2);
        QVERIFY(std::fabs(wave.state().value - 3) < 1e-9);
        wave.run(4);
        QVERIFY(std::fabs(wave.state().value + 1) < 1e-9);
    }

    void aRampOfACounterIsOfItsRate() {
        Driver ramp = driver(DriverKind::Ramp);
        ramp.from = 0;
        ramp.to = 10;
        ramp.periodSeconds = 10;
        ramp.repeats = false;
        Driven driven(Type::Counter, ramp);
        driven.run(10);
        QCOMPARE(driven.state().value, 50.0);
        driven.run(10);
        QCOMPARE(driven.state().value, 150.0);
    }

    void walksStayWithinTheirBounds() {
        Driver walk = driver(DriverKind::RandomWalk);
        walk.from = 2;
        walk.to = 5;
        walk.step = 4;
        walk.rate = 50;
        Driven driven(Type::Gauge, walk);
        double least = 99;
        double most = -99;
        for (int i = 0; i < 300; ++i) {
            driven.run(0.1);
            least = std::min(least, driven.state().value);
            most = std::max(most, driven.state().value);
        }
        QVERIFY(least >= 2 && most <= 5);
        QVERIFY(most - least > 1); // it does walk
    }

    void eventsComeAtTheirRate() {
        Driver poisson = driver(DriverKind::Poisson);
        poisson.rate = 20;
        poisson.step = 2;
        Driven driven(Type::Counter, poisson);
        driven.run(500);
        // 10,000 events of 2: the deviation is 200.
        QVERIFY(std::fabs(driven.state().value - 20'000) < 1'200);
        QCOMPARE(std::fmod(driven.state().value, 2), 0.0);
    }

    void replaysFollowTheirRecording() {
        Driver replay = driver(DriverKind::Replay);
        replay.recording = {"r", {0, 1, 2, 3}, {10, 15, 3, 8}};
        replay.repeats = false;
        Driven gauge(Type::Gauge, replay);
        gauge.run(2.5);
        QCOMPARE(gauge.state().value, 3.0);
        gauge.run(60);
        QCOMPARE(gauge.state().value, 8.0);
        Driven counter(Type::Counter, replay);
        counter.run(60);
        QCOMPARE(counter.state().value, 13.0); // facts 5: 10,15,3,8 is 13, one reset
        replay.repeats = true;
        Driven again(Type::Counter, replay);
        again.run(9);
        QCOMPARE(again.state().value, 39.0);
    }

    void statesFollowEachOther() {
        Driver cycle = driver(DriverKind::Cycle);
        cycle.periodSeconds = 20;
        Driven driven(Type::Enum, cycle);
        driven.run(19);
        QCOMPARE(driven.state().chosen, std::size_t(0));
        driven.run(2);
        QCOMPARE(driven.state().chosen, std::size_t(1));
        driven.run(39);
        QCOMPARE(driven.state().chosen, std::size_t(0));
    }

    void histogramsObserve() {
        Driver constant = driver(DriverKind::Constant);
        constant.rate = 4;
        constant.from = 1.5;
        Driven driven(Type::Histogram, constant);
        driven.run(5);
        QVERIFY(driven.state().counts == std::vector<std::uint64_t>({0, 20, 0}));
        QCOMPARE(driven.state().value, 30.0);
    }

    void whatCannotBeIsRefused_data() {
        QTest::addColumn<int>("type");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("words");
        QTest::addColumn<double>("rate");
        const auto row = [](const char* name, Type type, DriverKind kind, double rate, const char* words) {
            QTest::newRow(name) << static_cast<int>(type) << static_cast<int>(kind)
                                << QString::fromUtf8(words) << rate;
        };
        row("a counter does not wave", Type::Counter, DriverKind::Sine, 1, "cannot be driven by sine");
        row("an info does not move", Type::Info, DriverKind::Constant, 1, "cannot be driven");
        row("an enum only cycles", Type::Enum, DriverKind::Constant, 1, "cannot be driven");
        row("a counter does not fall", Type::Counter, DriverKind::Constant, -1, "rate");
        row("an endless rate", Type::Gauge, DriverKind::Constant, HUGE_VAL, "rate must be a finite");
        row("a replay of nothing", Type::Gauge, DriverKind::Replay, 1, "at least one");
    }

    void whatCannotBeIsRefused() {
        QFETCH(int, type);
        QFETCH(int, kind);
        QFETCH(QString, words);
        QFETCH(double, rate);
        Definition definition;
        definition.type = static_cast<Type>(type);
        Driver made = driver(static_cast<DriverKind>(kind));
        made.rate = rate;
        const base::Status status = checkDriver(definition, made);
        QVERIFY(!status.ok());
        QVERIFY2(
            QString::fromStdString(status.error().context).contains(words),
            status.error().context.c_str()
        );
    }

    void aRemovedSeriesTakesItsDriverAlongAndBack() {
        Bench bench;
        Definition definition;
        definition.type = Type::Counter;
        definition.name = "c";
        definition.labelNames = {"a"};
        const Place place{"c", {{"a", "x"}}};
        QVERIFY(bench.apply(Create{definition}, kBeginMs).ok());
        QVERIFY(bench.apply(PutDriver{place, driver(DriverKind::Constant)}, kBeginMs).ok());
        const auto back = bench.apply(RemoveSeries{place}, kBeginMs);
        QVERIFY(back.ok());
        QVERIFY(bench.instruments().front().drivers.empty());
        QVERIFY(bench.apply(*back, kBeginMs).ok());
        QCOMPARE(bench.instruments().front().drivers.size(), std::size_t(1));
        QCOMPARE(bench.instruments().front().series.size(), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(DriveTest)
#include "drive_test.moc"
