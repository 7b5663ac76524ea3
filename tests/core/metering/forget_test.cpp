// What comes and goes does not fill the memory, and forgetting it changes no usage. And a thing
// that another target goes on with.
#include "tests/core/metering/target.h"

#include <QTest>

#include <random>

using namespace meterbench;
using metering::GroupView;
using metering::Measure;
using metering::Meter;
using metering::Metering;
using metering::UsageRecord;
using tests::Target;

namespace {

constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kHour = 60 * kMinute;

Meter meter(Measure measure) {
    Meter made;
    made.name = "m";
    made.selector = "calls_total";
    made.measure = measure;
    return made;
}

std::string series(const std::string& pod) {
    return "calls_total{paigoCustomerID=\"acme\",paigoDimensionId=\"d\",pod=\"" + pod + "\"}";
}

std::unique_ptr<Metering> metered(const Meter& of) {
    return std::move(Metering::make({}, {of})).value();
}

/// Two days of pods that live for a while.
std::vector<Target::Series> pods(std::uint32_t seed, int readings) {
    std::mt19937 random(seed);
    std::vector<Target::Series> all;
    Target::Series now;
    int born = 0;
    for (int at = 0; at < readings; ++at) {
        std::erase_if(now, [&](const auto&) { return random() % 4 == 0; });
        for (auto& [pod, value] : now) {
            value += static_cast<double>(random() % 8);
        }
        for (int i = 0; i < 12; ++i) {
            // Some names come again.
            const int name = random() % 10 == 0 ? static_cast<int>(random() % 200) : born++;
            now.try_emplace(series(std::to_string(name)), static_cast<double>(random() % 5));
        }
        all.push_back(now);
    }
    return all;
}

std::map<std::string, UsageRecord> recordsOf(Metering& metering) {
    std::map<std::string, UsageRecord> records;
    for (auto& list : {metering.takeClosed(), metering.open()}) {
        for (const UsageRecord& record : list) {
            records[metering::idOf(record)] = record;
        }
    }
    return records;
}

} // namespace

class ForgetTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void nothingOfItShows() {
        for (const Measure measure : {Measure::Increase, Measure::LevelTime}) {
            auto keeping = metered(meter(measure));
            auto forgetting = metered(meter(measure));
            Target first(1, 10 * kMinute);
            Target second(1, 10 * kMinute);
            std::size_t forgotten = 0;
            std::size_t highest = 0;
            std::int64_t timeMs = 0;
            std::map<std::string, UsageRecord> closed;
            for (const Target::Series& now : pods(5, 600)) {
                timeMs += 10 * kMinute;
                first.read(*keeping, timeMs, now);
                second.read(*forgetting, timeMs, now);
                keeping->passTime(timeMs);
                forgetting->passTime(timeMs);
                if (timeMs % (5 * kHour) == 0) {
                    forgotten += forgetting->forget(timeMs - 6 * kHour);
                    auto again = metered(meter(measure)); // and is read back
                    for (auto& [id, record] : recordsOf(*forgetting)) {
                        closed[id] = record;
                    }
                    QVERIFY(again->restore(forgetting->state()));
                    forgetting = std::move(again);
                }
                highest = std::max(highest, forgetting->liveCount());
            }
            closed.merge(recordsOf(*forgetting));
            for (const auto& [id, record] : recordsOf(*forgetting)) {
                closed[id] = record;
            }
            const auto expected = recordsOf(*keeping);
            QCOMPARE(closed.size(), expected.size());
            for (const auto& [id, record] : expected) {
                QVERIFY(closed.at(id) == record);
            }
            QVERIFY(forgotten > 3'000);
            QVERIFY(highest < keeping->liveCount() / 2);
            QCOMPARE(forgetting->meters().size(), std::size_t{1});
        }
    }

    /// What comes back with counts_first may have been counted.
    void whatWasCountedAtFirstIsKept() {
        Meter counting = meter(Measure::Increase);
        counting.countsFirst = true;
        auto metering = metered(counting);
        Target target(1, 10 * kMinute);
        Target::Series many;
        for (int pod = 0; pod < 2'000; ++pod) {
            many[series(std::to_string(pod))] = pod % 2;
        }
        target.read(*metering, kHour, {});
        target.read(*metering, 2 * kHour, many);
        target.read(*metering, 3 * kHour, {});
        metering->passTime(9 * kHour);
        QCOMPARE(metering->liveCount(), std::size_t{2'000});
        QCOMPARE(metering->forget(8 * kHour), std::size_t{1'000}); // those that stand at 0
        QCOMPARE(metering->liveCount(), std::size_t{1'000});
    }

    void whatIsOlderThanThatIsLate() {
        auto metering = metered(meter(Measure::Increase));
        Target target(1, 10 * kMinute);
        Target::Series many;
        for (int pod = 0; pod < 2'000; ++pod) {
            many[series(std::to_string(pod))] = 5;
        }
        target.read(*metering, kHour, many);
        target.read(*metering, 2 * kHour, {});
        metering->passTime(9 * kHour);
        const std::size_t before = recordsOf(*metering).size();
        QCOMPARE(metering->forget(8 * kHour), std::size_t{2'000});
        target.read(*metering, 7 * kHour, {{series("0"), 9}});
        QCOMPARE(metering->counts().late, std::uint64_t{1});
        QCOMPARE(metering->takeLate().size(), std::size_t{1});
        target.read(*metering, 9 * kHour, {{series("0"), 9}});
        QCOMPARE(metering->counts().late, std::uint64_t{1});
        QVERIFY(before == 2'000);
    }

    void fewAreNotWorthIt() {
        auto metering = metered(meter(Measure::Increase));
        Target target(1, 10 * kMinute);
        target.read(*metering, kHour, {{series("1"), 5}});
        target.read(*metering, 2 * kHour, {});
        metering->passTime(9 * kHour);
        QCOMPARE(metering->forget(8 * kHour), std::size_t{0});
        QCOMPARE(metering->liveCount(), std::size_t{1});
    }

    /// A target is replaced: what it had ends with it, and the next one goes on.
    void anotherTargetGoesOn() {
        for (const Measure measure : {Measure::Increase, Measure::LevelTime}) {
            auto metering = metered(meter(measure));
            Target first(1, kMinute);
            Target second(2, kMinute);
            for (int minute = 0; minute <= 10; ++minute) {
                first.read(*metering, minute * kMinute, {{series("1"), 100.0 + minute}});
            }
            first.leave(*metering, 10 * kMinute + 30'000);
            for (int minute = 11; minute <= 20; ++minute) {
                second.read(*metering, minute * kMinute + 20'000, {{series("1"), 100.0 + minute}});
            }
            const auto records = recordsOf(*metering);
            QCOMPARE(records.size(), std::size_t{1});
            const UsageRecord& record = records.begin()->second;
            QCOMPARE(record.evidence.measuredMs, 10 * kMinute + 30'000 + 9 * kMinute);
            QCOMPARE(record.evidence.inferredMs, std::int64_t{50'000});
            QCOMPARE(record.evidence.unmeteredMs, std::int64_t{0});
            if (measure == Measure::Increase) {
                QCOMPARE(record.value.toText(), std::string("20"));
            }
        }
    }

    /// It ended, and another target still has it for a moment.
    void whatEndedHasEnded() {
        auto metering = metered(meter(Measure::Increase));
        Target first(1, kMinute);
        Target second(2, kMinute);
        for (int minute = 0; minute <= 10; ++minute) {
            first.read(*metering, minute * kMinute, {{series("1"), 100.0 + minute}});
        }
        first.read(*metering, 11 * kMinute, {});
        second.read(*metering, 11 * kMinute + 1'000, {{series("1"), 500}});
        QCOMPARE(recordsOf(*metering).begin()->second.value.toText(), std::string("10"));
    }

    /// Whose turn it was outlives a restart, and two days.
    void turnsAreKept() {
        auto metering = metered(meter(Measure::Increase));
        Target first(1, kMinute);
        Target second(2, kMinute);
        for (int minute = 0; minute <= 10; ++minute) {
            first.read(*metering, minute * kMinute, {{series("1"), 100.0 + minute}});
            second.read(*metering, minute * kMinute + 5'000, {{series("1"), 500}});
        }
        first.fail(*metering, 11 * kMinute);
        second.read(*metering, 11 * kMinute + 5'000, {{series("1"), 501}});
        const std::vector<metering::Turn> turns{{metering::kNever, 1}, {11 * kMinute + 5'000, 2}};
        const std::string thing = metering->open().front().thing;
        QVERIFY(metering->turnsOf(0, thing) == turns);
        auto again = metered(meter(Measure::Increase));
        QVERIFY(again->restore(metering->state()));
        QVERIFY(again->turnsOf(0, thing) == turns);
        static_cast<void>(again->forget(9 * kMinute));
        QVERIFY(again->turnsOf(0, thing) == turns);
        static_cast<void>(again->forget(12 * kMinute));
        const std::vector<metering::Turn> last{{12 * kMinute, 2}};
        QVERIFY(again->turnsOf(0, thing) == last);
        QVERIFY(metering->turnsOf(0, "another").empty());
    }

    /// A state of version 3 has no turns: what was before it is not known.
    void aFormerStateIsRead() {
        auto metering = metered(meter(Measure::Increase));
        Target first(1, kMinute);
        first.read(*metering, kMinute, {{series("1"), 100}});
        std::string state = metering->state();
        const auto skip = [&](std::size_t at) { // a number ends with the byte without this bit
            while ((static_cast<unsigned char>(state[at]) & 0x80U) != 0) {
                ++at;
            }
            return at + 1;
        };
        const std::size_t turnsAt = skip(skip(1)); // behind the newest and the forgotten time
        state.erase(turnsAt, skip(turnsAt) - turnsAt);
        state.pop_back(); // no shared things
        state[0] = 3;
        auto again = metered(meter(Measure::Increase));
        QVERIFY(again->restore(state));
        const std::vector<metering::Turn> turns{{kMinute, 1}};
        QVERIFY(again->turnsOf(0, again->open().front().thing) == turns);
        state[0] = 2;
        QVERIFY(!metered(meter(Measure::Increase))->restore(state));
    }

    /// A reading that is written down behind a later one of another target.
    void aSlowTargetIsNotLate() {
        auto metering = metered(meter(Measure::Increase));
        Target first(1, kMinute);
        Target second(2, kMinute);
        for (int minute = 0; minute <= 20; ++minute) {
            first.read(*metering, minute * kMinute, {{series("1"), 100.0 + minute}});
            second.read(*metering, minute * kMinute - 5'000, {{series("1"), 500}});
        }
        QVERIFY(metering->counts().late <= 1); // before it is known that there is a second one
        QCOMPARE(metering->counts().duplicates + metering->counts().late, std::uint64_t{21});
        // But of a time in which the first had no sample, it is.
        const std::uint64_t late = metering->counts().late;
        first.read(*metering, 23 * kMinute, {{series("1"), 130}});
        second.read(*metering, 22 * kMinute, {{series("1"), 600}});
        QCOMPARE(metering->counts().late, late + 1);
    }

    void afterAWhileItBeginsAnew() {
        auto metering = metered(meter(Measure::Increase));
        Target first(1, kMinute);
        Target second(2, kMinute);
        for (int minute = 0; minute <= 10; ++minute) {
            first.read(*metering, minute * kMinute, {{series("1"), 100.0 + minute}});
        }
        first.leave(*metering, 11 * kMinute);
        second.read(*metering, 20 * kMinute, {{series("1"), 500}});
        second.read(*metering, 21 * kMinute, {{series("1"), 501}});
        const auto records = recordsOf(*metering);
        QCOMPARE(records.begin()->second.value.toText(), std::string("11"));
    }
};

QTEST_GUILESS_MAIN(ForgetTest)
#include "forget_test.moc"
