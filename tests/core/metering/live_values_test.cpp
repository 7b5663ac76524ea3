// Several meters over the same things: each goes on with its own, also after a restart; a record
// knows its first and last sample, a join gives each meter its dimension, and a sample with a time
// of its own belongs to its series.
#include "tests/core/metering/target.h"

#include <QTest>

#include <algorithm>

using namespace meterbench;
using metering::Measure;
using metering::Meter;
using metering::Metering;
using metering::UsageRecord;
using tests::Target;

namespace {

constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr const char* kCalls =
    "calls_total{i=\"1\",paigoCustomerID=\"acme\",paigoDimensionId=\"d\"}";
constexpr const char* kOthers =
    "calls_total{i=\"2\",paigoCustomerID=\"acme\",paigoDimensionId=\"d\"}";

Meter meter(const char* name, Measure measure) {
    Meter made;
    made.name = name;
    made.selector = "calls_total";
    made.measure = measure;
    return made;
}

std::unique_ptr<Metering> metered(std::vector<Meter> meters) {
    auto made = Metering::make({}, std::move(meters));
    return std::move(made).value();
}

std::string valueOf(const std::vector<UsageRecord>& records, const char* meter, const char* label) {
    const auto isIt = [&](const UsageRecord& record) {
        return record.meter == meter && record.thing.find(label) != std::string::npos;
    };
    const auto at = std::ranges::find_if(records, isIt);
    return std::ranges::count_if(records, isIt) == 1 ? at->value.toText() : "not one record";
}

} // namespace

class LiveValuesTest : public QObject {
    Q_OBJECT

private slots:

    void aRecordKnowsItsFirstAndItsLastSample() {
        auto one = metered({meter("m", Measure::Increase)});
        Target target(1, kMinute);
        for (const std::int64_t minute : {5, 6, 7, 58, 61, 62}) {
            target.read(*one, minute * kMinute + 1, {{kCalls, 1}});
        }
        const auto closed = one->takeClosed();
        QCOMPARE(closed.size(), std::size_t{1});
        QCOMPARE(closed[0].evidence.firstMs, 5 * kMinute + 1);
        QCOMPARE(closed[0].evidence.lastMs, 58 * kMinute + 1);
        const auto open = one->open();
        QCOMPARE(open.size(), std::size_t{1});
        QCOMPARE(open[0].evidence.firstMs, kHour + kMinute + 1);
        QCOMPARE(open[0].evidence.lastMs, kHour + 2 * kMinute + 1);
    }

    /// A month has more milliseconds than 31 bits.
    void aMonthHasRoomForItsTimes() {
        Meter monthly = meter("m", Measure::LevelTime);
        monthly.window = metering::Window::Month;
        auto one = metered({monthly});
        Target target(1, kHour);
        const std::int64_t hours = 31 * 24;
        for (std::int64_t hour = 0; hour < hours; ++hour) {
            target.read(*one, hour * kHour, {{kCalls, 2}});
        }
        const auto open = one->open();
        QCOMPARE(open.size(), std::size_t{1});
        QCOMPARE(open[0].beginMs, std::int64_t{0});
        QCOMPARE(open[0].endMs, hours * kHour);
        QCOMPARE(open[0].evidence.lastMs, (hours - 1) * kHour);
        QCOMPARE(open[0].evidence.measuredMs, (hours - 1) * kHour);
        QCOMPARE(open[0].evidence.samples, hours);
        QCOMPARE(open[0].value.toText(), std::to_string((hours - 1) * 3'600 * 2));
    }

    /// The labels of a series that is new then make another layout, which finds the same things.
    void metersOfOneThingGoOnAfterARestart() {
        const std::vector<Meter> meters{
            meter("increase", Measure::Increase),
            meter("count", Measure::Count),
            meter("max", Measure::Max)};
        auto before = metered(meters);
        Target target(1, kMinute);
        target.read(*before, 0, {{kCalls, 1}});
        auto after = metered(meters);
        QVERIFY(after->restore(before->state()).ok());
        for (const int minute : {1, 2}) {
            target.read(*after, minute * kMinute, {{kCalls, 1.0 + 4.0 * minute}, {kOthers, 3}});
        }
        QCOMPARE(after->liveCount(), std::size_t{6});
        const auto open = after->open();
        QCOMPARE(valueOf(open, "increase", "i=\"1\""), std::string("8"));
        QCOMPARE(valueOf(open, "count", "i=\"1\""), std::string("3"));
        QCOMPARE(valueOf(open, "max", "i=\"1\""), std::string("9"));
        QCOMPARE(valueOf(open, "increase", "i=\"2\""), std::string("0"));
        QCOMPARE(valueOf(open, "count", "i=\"2\""), std::string("2"));
    }

    void aJoinGivesEachMeterItsDimension() {
        std::vector<Meter> meters{
            meter("first", Measure::Count),
            meter("second", Measure::Count),
            meter("third", Measure::Count)};
        for (Meter& one : meters) {
            one.join = metering::Join{"about", {"i"}};
        }
        meters[0].dimension = "calls";
        meters[1].dimension = "minutes";
        auto one = metered(meters);
        Target target(1, kMinute);
        for (const std::int64_t minute : {0, 1}) {
            target.read(
                *one,
                minute * kMinute,
                {{"calls_total{i=\"1\"}", 1},
                 {"calls_total{i=\"2\"}", 1},
                 {"about{i=\"1\",paigoCustomerID=\"acme\",paigoDimensionId=\"d\"}", 1},
                 {"about{i=\"2\",paigoCustomerID=\"globex\"}", 1}}
            );
        }
        std::vector<std::string> said;
        for (const UsageRecord& record : one->open()) {
            said.push_back(record.meter + ' ' + record.customer + ' ' + record.dimension);
        }
        std::ranges::sort(said);
        const std::vector<std::string> expected{
            "first acme calls",
            "first globex calls",
            "second acme minutes",
            "second globex minutes",
            "third acme d",
            "third globex "};
        QVERIFY(said == expected);
    }

    void aSampleWithATimeOfItsOwnIsOfItsSeries() {
        auto one = metered({meter("count", Measure::Count), meter("last", Measure::Last)});
        model::LayoutBuilder builder(1);
        for (const char* const thing : {"0", "1", "2"}) {
            builder.append(std::vector<model::LabelView>{{"__name__", "calls_total"}, {"i", thing}}
            );
        }
        auto batch = std::make_shared<model::Batch>();
        batch->layout = builder.finish(nullptr);
        batch->timestampMs = kMinute;
        batch->values = {5, 6, 7};
        batch->loose = {{1, 2 * kMinute, 8}, {2, 3 * kMinute, 9}};
        const model::BatchPtr sealed = batch;
        one->take({1, kMinute, kMinute, true, {&sealed, 1}});
        const auto open = one->open();
        QCOMPARE(valueOf(open, "count", "i=\"0\""), std::string("1"));
        QCOMPARE(valueOf(open, "count", "i=\"1\""), std::string("2"));
        QCOMPARE(valueOf(open, "last", "i=\"0\""), std::string("5"));
        QCOMPARE(valueOf(open, "last", "i=\"1\""), std::string("8"));
        QCOMPARE(valueOf(open, "last", "i=\"2\""), std::string("9"));
    }
};

QTEST_GUILESS_MAIN(LiveValuesTest)
#include "live_values_test.moc"
