// Things that several targets have are counted once, as their samples' times say: whatever comes
// late, whatever ends the process, and a second metering of what is left of the log agrees.
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
constexpr std::uint32_t kThings = 3; ///< the last one is not in the first target

/// A sample with a time of its own, of a target, and the reading that brings it.
struct Timed {
    std::int64_t timeMs = 0;
    std::uint32_t target = 0;
    std::uint32_t thing = 0;
    double value = 0;
    int minute = 0;
};

struct Day {
    std::uint32_t targets = 0;
    std::vector<Timed> samples;
    std::vector<std::vector<bool>> isUp; ///< per minute and target
};

Meter meter(Measure measure) {
    Meter made = tests::calls();
    made.measure = measure;
    made.identity = {"__name__", "i"}; // whichever target has it
    return made;
}

std::int64_t readAt(int minute, std::uint32_t target) {
    return minute * kMinute + 15'000 + target * 13'000;
}

/// Each target loses sight of a thing now and then, for longer than is bridged too. A fifth of the
/// samples comes up to so many minutes late.
Day randomDay(std::mt19937& random, std::uint32_t targets, int minutes, unsigned lateBy) {
    Day day;
    day.targets = targets;
    double values[kThings] = {};
    std::vector<int> away(targets * kThings, 0);
    for (int minute = 0; minute < minutes; ++minute) {
        std::vector<bool> isUp;
        for (double& value : values) {
            const double more = static_cast<double>(random() % 50) / 4;
            value = random() % 60 == 0 ? 3 : value + more;
        }
        for (std::uint32_t target = 0; target < targets; ++target) {
            isUp.push_back(minute < 10 || random() % 20 != 0);
            for (std::uint32_t thing = target == 0 ? 1 : 0; thing < kThings; ++thing) {
                int& left = away[target * kThings + thing];
                left = minute > 10 && random() % 25 == 0 ? static_cast<int>(random() % 9)
                                                         : std::max(0, left - 1);
                if (left > 0) {
                    continue;
                }
                const bool isLate = minute > 15 && random() % 5 == 0;
                day.samples.push_back(
                    {readAt(minute, target) - 1'000 + thing * 7,
                     target,
                     thing,
                     values[thing] + target, // so that it shows whose sample was taken
                     minute + (isLate ? static_cast<int>(random() % lateBy) : 0)}
                );
            }
        }
        day.isUp.push_back(std::move(isUp));
    }
    return day;
}

Day inOrder(Day day) {
    for (Timed& sample : day.samples) {
        sample.minute = static_cast<int>(sample.timeMs / kMinute);
    }
    return day;
}

struct SharedBench : Bench {
    Meter metered;
    std::vector<model::LayoutPtr> layouts;
    std::function<void(int)> turn = [](int) {};

    explicit SharedBench(const Meter& meter, std::uint64_t segmentBytes = 1U << 20U)
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

    void makeLayouts(std::uint32_t targets) {
        for (std::uint32_t target = 0; target < targets; ++target) {
            model::LayoutBuilder builder(target + 1);
            for (std::uint32_t thing = 0; thing < kThings; ++thing) {
                builder.append(model::Labels{
                    {"__name__", "calls_total"},
                    {"i", std::to_string(thing)},
                    {"instance", std::to_string(target)},
                    {"paigoCustomerID", "acme"},
                    {"paigoDimensionId",
                     "calls"}}.views());
            }
            layouts.push_back(builder.finish(nullptr));
        }
    }

    void append(std::shared_ptr<model::Batch> batch, bool isUp) {
        const model::SourceId source = batch->layout->source;
        std::vector<model::BatchPtr> group{batch};
        group.push_back(tests::reading(source, batch->timestampMs, 0, isUp)[1]);
        QVERIFY(log->append(group).ok());
    }

    std::shared_ptr<model::Batch> batchOf(std::uint32_t target, std::int64_t timeMs) {
        auto batch = std::make_shared<model::Batch>();
        batch->layout = layouts[target];
        batch->timestampMs = timeMs;
        batch->values.assign(kThings, model::kAbsent);
        return batch;
    }

    void live(const Day& day) {
        makeLayouts(day.targets);
        const int end = static_cast<int>(day.isUp.size());
        for (int minute = 0; minute <= end; ++minute) {
            for (std::uint32_t target = 0; target < day.targets; ++target) {
                auto batch = batchOf(target, readAt(minute, target));
                batch->absentCount = kThings;
                for (const Timed& sample : day.samples) {
                    if (sample.target == target && std::min(sample.minute, end) == minute) {
                        batch->loose.push_back({sample.thing, sample.timeMs, sample.value});
                    }
                }
                append(batch, minute == end || day.isUp[static_cast<std::size_t>(minute)][target]);
            }
            turn(minute);
        }
        clock.advanceMs(kMinute); // time passes for both
        meterer->turn(log->end());
        meterer->finish(log->end());
    }
};

constexpr Measure kMeasures[] = {
    Measure::Increase, Measure::LevelTime, Measure::Max, Measure::Last, Measure::Count};

} // namespace

class SharedThingsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void lateSamplesTakeTheirPlace() {
        std::mt19937 random(11);
        std::uint64_t late = 0;
        for (const Measure measure : kMeasures) {
            for (const std::uint32_t targets : {2U, 3U}) {
                const Day day = randomDay(random, targets, 300, 60);
                SharedBench expected(meter(measure));
                expected.live(inOrder(day));
                SharedBench bench(meter(measure));
                bench.turn = [&](int) {
                    if (random() % 6 == 0) {
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
                QVERIFY(again.windows >= 3 * 3);
                QCOMPARE(tests::differenceIn(again), QByteArray());
            }
        }
        QVERIFY(late > 500);
    }

    /// The log begins anywhere: whose turn it was then is known.
    void anyPartOfTheLogAgrees() {
        std::mt19937 random(12);
        std::uint64_t windows = 0;
        for (int round = 0; round < 4; ++round) {
            SharedBench bench(meter(kMeasures[round]), 1U << 15U);
            bench.live(randomDay(random, 2 + random() % 2, 500, 20));
            QDir log(QString::fromStdString(bench.log->folder()));
            const QStringList segments =
                log.entryList({QStringLiteral("*.segment")}, QDir::Files, QDir::Name);
            QVERIFY(segments.size() > 3);
            for (const QString& name : segments.mid(0, segments.size() - 1)) {
                QVERIFY(log.remove(name));
                const auto rest = tests::recomputed(bench, bench.metered);
                QCOMPARE(tests::differenceIn(rest), QByteArray());
                QVERIFY(rest.severalTargets > 0);
                windows += rest.windows;
            }
        }
        QVERIFY(windows > 100);
    }

    /// Targets that fail, lose the thing, leave and come again, and slow ones whose reading is
    /// written down behind a later one of another.
    void readingsThatFailOrEndAgree() {
        std::mt19937 random(13);
        std::uint64_t windows = 0;
        qsizetype parts = 0;
        for (int round = 0; round < 12; ++round) {
            SharedBench bench(meter(kMeasures[round % 5]), 1U << 15U);
            bench.makeLayouts(3);
            std::vector<std::vector<bool>> had(3, std::vector<bool>(kThings, false));
            double value = 0;
            for (int minute = 0; minute < 400; ++minute) {
                value += static_cast<double>(random() % 30);
                std::vector<std::uint32_t> order{0, 1, 2};
                if (random() % 3 == 0) {
                    std::shuffle(order.begin(), order.end(), random);
                }
                for (const std::uint32_t target : order) {
                    auto batch = bench.batchOf(target, readAt(minute, target));
                    const bool isUp = random() % 12 != 0;
                    for (std::uint32_t thing = 0; thing < kThings; ++thing) {
                        const bool has = isUp && random() % 9 != 0;
                        batch->values[thing] = has                 ? value + target
                                               : had[target][thing] ? model::kStale
                                                                    : model::kAbsent;
                        batch->absentCount += has || had[target][thing] ? 0U : 1U;
                        had[target][thing] = has;
                    }
                    bench.append(batch, isUp);
                }
                if (random() % 4 == 0) {
                    bench.clock.advanceMs(static_cast<std::int64_t>(random() % 40'000));
                    bench.meterer->turn(bench.log->end());
                }
                if (random() % 40 == 0) {
                    bench.begin();
                }
            }
            bench.meterer->finish(bench.log->end());
            const auto all = tests::recomputed(bench, bench.metered);
            QCOMPARE(tests::differenceIn(all), QByteArray());
            QVERIFY(all.windows > 9);
            QDir log(QString::fromStdString(bench.log->folder()));
            const QStringList segments =
                log.entryList({QStringLiteral("*.segment")}, QDir::Files, QDir::Name);
            parts += segments.size();
            for (const QString& name : segments.mid(0, segments.size() - 1)) {
                QVERIFY(log.remove(name));
                const auto rest = tests::recomputed(bench, bench.metered);
                QCOMPARE(tests::differenceIn(rest), QByteArray());
                windows += rest.windows;
            }
        }
        QVERIFY(windows > 100);
        QVERIFY(parts > 24);
    }
};

QTEST_GUILESS_MAIN(SharedThingsTest)
#include "shared_things_test.moc"
