// Late samples: usage is what it would be if each sample had come when its time was, whatever comes
// when, whatever ends the process, and whether the log holds a window as a whole or not.
#include "tests/core/pipeline/known_usage.h"

#include <QDir>

#include <algorithm>
#include <random>

using namespace meterbench;
using metering::Measure;
using metering::Meter;
using metering::Window;
using tests::Bench;

namespace {

constexpr std::int64_t kMinute = 60'000;
constexpr const char* kCustomers[] = {"acme", "globex"};

/// A sample with a time of its own, and the group that brings it.
struct Timed {
    std::int64_t timeMs = 0;
    std::uint32_t series = 0;
    double value = 0;
    int minute = 0; ///< of the group

    friend bool operator==(const Timed&, const Timed&) = default;
};

Meter meter(Measure measure, Window window) {
    Meter made = tests::calls();
    made.measure = measure;
    made.window = window;
    made.identity = {"__name__", "i"}; // whoever it belongs to
    return made;
}

/// Series 0 and 1 are the thing "1" of one customer and of another; 2 is a thing of its own.
model::LayoutPtr layoutOf() {
    model::LayoutBuilder builder(1);
    for (const auto& [thing, customer] :
         {std::pair("1", kCustomers[0]), std::pair("1", kCustomers[1]), std::pair("2", "acme")}) {
        builder.append(model::Labels{
            {"__name__", "calls_total"},
            {"i", thing},
            {"paigoCustomerID", customer},
            {"paigoDimensionId",
             "calls"}}.views());
    }
    return builder.finish(nullptr);
}

struct Day {
    std::vector<Timed> samples; ///< in the order of their times
    std::vector<bool> isUp;     ///< per minute
};

/// A counter or level with resets and gaps, of an owner that changes now and then. A quarter of the
/// samples comes up to so many minutes late.
Day randomDay(std::mt19937& random, int minutes, unsigned lateBy) {
    Day day;
    double values[] = {0, 0};
    std::uint32_t owner = 0;
    for (int minute = 0; minute < minutes; ++minute) {
        day.isUp.push_back(minute < 10 || random() % 15 != 0);
        owner = minute > 20 && random() % 60 == 0 ? 1 - owner : owner;
        for (int thing = 0; thing < 2; ++thing) {
            const double more = static_cast<double>(random() % 50) / 4;
            values[thing] = random() % 40 == 0 ? 3 : values[thing] + more;
            if (minute > 10 && random() % 12 == 0) {
                continue; // a gap
            }
            const bool isLate = minute > 15 && random() % 4 == 0;
            day.samples.push_back(
                {minute * kMinute + 1'000 + thing * 7,
                 thing == 0 ? owner : 2,
                 values[thing],
                 minute + (isLate ? static_cast<int>(random() % lateBy) : 0)}
            );
        }
    }
    return day;
}

struct LateBench : Bench {
    model::LayoutPtr layout = layoutOf();
    Meter metered;

    explicit LateBench(const Meter& meter, std::uint64_t segmentBytes = 1U << 20U)
        : Bench(segmentBytes)
        , metered(meter) {
        QVERIFY(QDir(folder.filePath(QStringLiteral("usage"))).removeRecursively());
        begin();
    }

    void begin() {
        meterer.reset();
        auto opened = pipeline::Meterer::open(
            {folder.path().toStdString() + "/usage", {}, {metered}, std::chrono::seconds(30)},
            {files, clock, sink, log->folder()},
            log->end()
        );
        QVERIFY2(opened.ok(), opened ? "" : opened.error().context.c_str());
        meterer = std::move(opened).value();
    }

    /// What comes in one reading, in the order given.
    void give(int minute, bool isUp, const std::vector<Timed>& samples) {
        auto batch = std::make_shared<model::Batch>();
        batch->layout = layout;
        batch->timestampMs = minute * kMinute + 2'000;
        batch->values.assign(layout->size(), model::kAbsent);
        batch->absentCount = static_cast<std::uint32_t>(layout->size());
        for (const Timed& sample : samples) {
            batch->loose.push_back({sample.series, sample.timeMs, sample.value});
        }
        std::vector<model::BatchPtr> group{batch};
        group.push_back(tests::reading(1, batch->timestampMs, 0, isUp)[1]);
        QVERIFY(log->append(group).ok());
    }

    void live(const Day& day) {
        const int end = static_cast<int>(day.isUp.size());
        std::vector<std::vector<Timed>> groups(day.isUp.size() + 1);
        for (const Timed& sample : day.samples) {
            groups[static_cast<std::size_t>(std::min(sample.minute, end))].push_back(sample);
        }
        for (int minute = 0; minute <= end; ++minute) {
            const auto at = static_cast<std::size_t>(minute);
            give(minute, minute == end || day.isUp[at], groups[at]);
            turn(minute);
        }
        meterer->finish(log->end());
    }

    std::function<void(int)> turn = [](int) {};

};

Day inOrder(Day day) {
    for (Timed& sample : day.samples) {
        sample.minute = static_cast<int>(sample.timeMs / kMinute);
    }
    return day;
}

constexpr Measure kMeasures[] = {
    Measure::Increase,
    Measure::LevelTime,
    Measure::StateTime,
    Measure::Max,
    Measure::Min,
    Measure::Last,
    Measure::Average,
    Measure::Count,
    Measure::Unique};

} // namespace

class LateSamplesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void theyTakeTheirPlace() {
        std::mt19937 random(3);
        std::uint64_t late = 0;
        for (const Measure measure : kMeasures) {
            const Day day = randomDay(random, 400, 100);
            LateBench expected(meter(measure, Window::Hour));
            expected.live(inOrder(day));
            LateBench bench(meter(measure, Window::Hour));
            bench.turn = [&](int) {
                if (random() % 5 == 0) {
                    bench.clock.advanceMs(static_cast<std::int64_t>(random() % 40'000));
                    bench.meterer->turn(bench.log->end());
                }
                if (random() % 40 == 0) {
                    bench.begin(); // without a finish: what KILL leaves
                }
            };
            bench.live(day);
            const auto state = bench.meterer->state();
            late += state->counts.late;
            QCOMPARE(state->lateTaken, state->counts.late);
            tests::compare(tests::knownUsage(bench), tests::knownUsage(expected));
            if (QTest::currentTestFailed()) {
                return;
            }
            const auto again = tests::recomputed(bench, bench.metered);
            QVERIFY(again.windows > 5);
            QCOMPARE(again.differences.size(), std::size_t{0});
        }
        QVERIFY(late > 200);
    }

    /// Windows of a day, of which the log never holds more than an hour.
    void theLogMayBeShorterThanTheWindow() {
        std::mt19937 random(4);
        std::uint64_t late = 0;
        int whole = 0;
        for (const Measure measure : kMeasures) {
            const Day day = randomDay(random, 700, 25);
            LateBench expected(meter(measure, Window::Day));
            expected.live(inOrder(day));
            LateBench bench(meter(measure, Window::Day), 1U << 15U);
            wal::Position begin = bench.log->begin();
            int released = 0;
            bench.turn = [&](int) {
                if (random() % 6 != 0) {
                    return;
                }
                bench.clock.advanceMs(kMinute);
                bench.meterer->turn(bench.log->end());
                const wal::Position now = bench.log->release(bench.meterer->keptFrom());
                released += now != std::exchange(begin, now) ? 1 : 0;
            };
            bench.live(day);
            const auto state = bench.meterer->state();
            late += state->counts.late;
            QVERIFY(released > 2);
            // What was the highest of a window that the log does not hold can be undecidable.
            QVERIFY(state->lateTaken >= state->counts.late * 9 / 10);
            if (state->lateTaken < state->counts.late) {
                continue;
            }
            ++whole;
            tests::compare(tests::knownUsage(bench), tests::knownUsage(expected));
            if (QTest::currentTestFailed()) {
                return;
            }
        }
        QVERIFY(late > 500);
        QVERIFY(whole >= 6);
    }

    /// Without the log nothing is corrected, and it is told.
    void whatTheLogDoesNotShowStaysLate() {
        std::mt19937 random(5);
        const Day day = randomDay(random, 300, 90);
        LateBench bench(meter(Measure::Increase, Window::Hour), 1U << 13U);
        bench.turn = [&](int) {
            bench.clock.advanceMs(kMinute);
            bench.meterer->turn(bench.log->end());
            static_cast<void>(bench.log->release(bench.meterer->position()));
        };
        bench.live(day);
        const auto state = bench.meterer->state();
        QVERIFY(state->counts.late > 100);
        QVERIFY(state->lateTaken < state->counts.late);
        QVERIFY(!tests::knownUsage(bench).empty());
    }
};

QTEST_GUILESS_MAIN(LateSamplesTest)
#include "late_samples_test.moc"
