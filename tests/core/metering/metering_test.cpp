// Properties of metering on random input: usage does not depend on how a stream is cut into windows
// or groups, what is said again changes nothing, all of it is somebody's or nobody's, and resets
// never make it negative. Also errors, causes, windows and time that passes.
#include "tests/core/metering/target.h"

#include <QTest>

#include <random>
#include <set>

using namespace meterbench;
using base::Decimal;
using metering::Measure;
using metering::Meter;
using metering::Metering;
using metering::UsageRecord;
using metering::Window;
using tests::Target;

namespace {

constexpr std::int64_t kMinute = 60'000;
constexpr const char* kCalls =
    "calls_total{i=\"1\",paigoCustomerID=\"acme\",paigoDimensionId=\"d\"}";

Meter meter(Measure measure, Window window = Window::Hour) {
    Meter made;
    made.name = "m";
    made.selector = "{__name__=~\"calls_total|level\"}";
    made.measure = measure;
    made.window = window;
    made.identity = {"__name__", "i"}; // whoever it belongs to
    return made;
}

std::unique_ptr<Metering> metered(const Meter& of) {
    auto made = Metering::make({}, {of});
    return std::move(made).value();
}

std::vector<UsageRecord> all(Metering& of) {
    std::vector<UsageRecord> records = of.takeClosed();
    for (UsageRecord& record : of.open()) {
        records.push_back(std::move(record));
    }
    return records;
}

Decimal sum(const std::vector<UsageRecord>& records) {
    Decimal total;
    for (const UsageRecord& record : records) {
        total = (total + record.value).value();
    }
    return total;
}

/// A day of a counter that is reset, of a target that fails, and of customers that change.
struct Step {
    std::int64_t timeMs = 0;
    bool isUp = true;
    Target::Series series;
};

std::vector<Step> randomDay(std::uint32_t seed) {
    std::mt19937 engine(seed);
    const auto random = [&engine] { return static_cast<int>(engine() >> 1U); };
    std::vector<Step> steps;
    double calls = 0;
    double level = 5;
    std::string customer = "acme";
    for (int i = 0; i < 400; ++i) {
        Step step{i * 5 * kMinute + random() % 20'000, random() % 12 != 0, {}};
        calls = random() % 40 == 0 ? random() % 4 : calls + random() % 1'000 / 8.0;
        level = random() % 5 == 0 ? random() % 100 / 10.0 : level;
        customer = random() % 30 == 0 ? (random() % 2 == 0 ? "globex" : "acme") : customer;
        const std::string tags =
            random() % 25 == 0 ? std::string()
                               : ",paigoCustomerID=\"" + customer + "\",paigoDimensionId=\"d\"";
        step.series["calls_total{i=\"1\"" + tags + "}"] = calls;
        if (random() % 15 != 0) {
            step.series["level{i=\"2\"" + tags + "}"] = level;
        }
        steps.push_back(std::move(step));
    }
    return steps;
}

void feed(Metering& into, const std::vector<Step>& steps, Target& target, bool isTwice = false) {
    for (const Step& step : steps) {
        for (int i = 0; i < (isTwice ? 2 : 1); ++i) {
            if (step.isUp) {
                target.read(into, step.timeMs, step.series);
            } else {
                target.fail(into, step.timeMs);
            }
        }
    }
}

void feed(Metering& into, const std::vector<Step>& steps, bool isTwice = false) {
    Target target(1, 5 * kMinute);
    feed(into, steps, target, isTwice);
}

} // namespace

class MeteringTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void usageDoesNotDependOnWindows_data() {
        QTest::addColumn<QString>("measure");
        for (const char* const name : {"increase", "level_time", "state_time", "count"}) {
            QTest::newRow(name) << name;
        }
    }

    void usageDoesNotDependOnWindows() {
        QFETCH(QString, measure);
        const Measure how = metering::measureOf(measure.toStdString()).value();
        for (std::uint32_t seed = 1; seed <= 20; ++seed) {
            const std::vector<Step> day = randomDay(seed);
            auto months = metered(meter(how, Window::Month));
            feed(*months, day);
            const std::vector<UsageRecord> whole = all(*months);
            QVERIFY(sum(whole) > Decimal());
            for (const Window window : {Window::None, Window::Hour, Window::Day}) {
                auto cut = metered(meter(how, window));
                feed(*cut, day);
                const std::vector<UsageRecord> parts = all(*cut);
                QVERIFY(parts.size() > whole.size());
                QCOMPARE(sum(parts).toText(), sum(whole).toText());
                std::map<std::string, Decimal> byCustomer;
                for (const auto& record : parts) {
                    QVERIFY(!record.value.isNegative());
                    QVERIFY(record.beginMs < record.endMs);
                    auto& held = byCustomer[record.customer];
                    held = (held + record.value).value();
                }
                for (const auto& record : whole) {
                    auto& held = byCustomer[record.customer];
                    held = (held - record.value).value();
                }
                for (const auto& [customer, rest] : byCustomer) {
                    QCOMPARE(rest.toText(), std::string("0"));
                }
            }
        }
    }

    void whatIsSaidAgainChangesNothing() {
        for (const Measure how : {Measure::Increase, Measure::LevelTime, Measure::Count}) {
            const std::vector<Step> day = randomDay(77);
            auto once = metered(meter(how));
            auto twice = metered(meter(how));
            feed(*once, day);
            feed(*twice, day, true);
            QVERIFY(all(*once) == all(*twice));
        }
    }

    /// KILL at any place of the log: a new program reads the state and then the rest.
    void aRestartAnywhereChangesNothing() {
        for (const Measure how : {Measure::Increase, Measure::LevelTime, Measure::Max}) {
            const std::vector<Step> day = randomDay(5);
            auto whole = metered(meter(how));
            feed(*whole, day);
            const std::vector<UsageRecord> expected = all(*whole);
            for (std::size_t at = 0; at < day.size(); at += 7) {
                const auto middle = day.begin() + static_cast<std::ptrdiff_t>(at);
                auto before = metered(meter(how));
                Target target(1, 5 * kMinute);
                feed(*before, {day.begin(), middle}, target);
                std::vector<UsageRecord> records = before->takeClosed();
                auto after = metered(meter(how));
                QVERIFY(after->restore(before->state()).ok());
                QVERIFY(after->state() == before->state());
                feed(*after, {middle, day.end()}, target);
                for (UsageRecord& record : all(*after)) {
                    records.push_back(std::move(record));
                }
                QVERIFY(records == expected);
            }
        }
    }

    void aMeterThatIsGoneIsClosed() {
        auto before = metered(meter(Measure::Count));
        Target target(1, kMinute);
        target.read(*before, 0, {{kCalls, 1}});
        target.fail(*before, kMinute);
        const auto open = before->open();
        Meter other = meter(Measure::Count);
        other.maxGapSteps = 5; // by its name it is the same
        auto after = metered(other);
        QVERIFY(after->restore(before->state()).ok());
        QVERIFY(after->takeClosed() == open);
        QCOMPARE(after->liveCount(), std::size_t{0});
        Meter same = meter(Measure::Count);
        same.unit = "calls";
        auto kept = Metering::make({}, {other, same});
        QVERIFY(!kept.ok()); // one name
        other.name = "another";
        kept = Metering::make({}, {other, same});
        QVERIFY((*kept)->restore(before->state()).ok());
        QVERIFY((*kept)->open() == open);
        target.read(**kept, 2 * kMinute, {{kCalls, 1}});
        QCOMPARE((*kept)->open().size(), std::size_t{2});
    }

    void aStateThatIsCutOrChangedIsRefused() {
        auto before = metered(meter(Measure::Increase));
        feed(*before, randomDay(3));
        const std::string state = before->state();
        for (std::size_t size = 0; size < state.size(); ++size) {
            auto after = metered(meter(Measure::Increase));
            QVERIFY(!after->restore(std::string_view(state).substr(0, size)).ok());
        }
        auto after = metered(meter(Measure::Increase));
        QVERIFY(!after->restore(state + "x").ok());
        for (const char version :
             {'\x02', '\x05'}) { // 2 is of before the first release, 5 of who knows when
            std::string other = state;
            other[0] = version;
            after = metered(meter(Measure::Increase));
            const base::Status refused = after->restore(other);
            QCOMPARE(refused.error().code, base::Code::Unsupported);
            QCOMPARE(
                refused.error().context,
                "metering's state has version " + std::to_string(version) + ", this program knows 4"
            );
        }
        for (std::size_t at = 0; at < state.size(); ++at) {
            std::string flipped = state;
            flipped[at] = static_cast<char>(flipped[at] ^ 0x80);
            after = metered(meter(Measure::Increase));
            if (after->restore(flipped).ok()) { // and what comes next works
                feed(*after, randomDay(4));
            }
        }
    }

    /// Neither a scrape by hand nor a time without the program makes another interval.
    void theIntervalIsLearned() {
        auto one = metered(meter(Measure::StateTime));
        Target target(1, 0);
        for (const std::int64_t second : {0, 60, 120, 180, 185, 240, 300, 420, 480, 900, 960}) {
            target.read(*one, second * 1'000, {{kCalls, 1}});
        }
        const auto open = one->open();
        QCOMPARE(open.size(), std::size_t{1});
        QCOMPARE(open[0].evidence.inferredMs, kMinute);
        QCOMPARE(open[0].evidence.unmeteredMs, 6 * kMinute);
        QCOMPARE(open[0].value.toText(), std::string("600"));
    }

    /// Where the interval is learned from readings that are never quite in time, and the target fails
    /// for a while: what is closed early because time passed is what would have been closed later.
    void itDoesNotMatterWhoLooksMeanwhile() {
        for (std::uint32_t seed = 1; seed <= 30; ++seed) {
            std::vector<Step> day = randomDay(seed);
            std::mt19937 engine(seed);
            for (std::size_t at = 10; at + 12 < day.size(); at += 20 + engine() % 40) {
                const std::size_t failed = engine() % 12;
                for (std::size_t i = 0; i < failed; ++i) {
                    day[at + i].isUp = false;
                }
            }
            const auto records = [&](bool isLookedAt) {
                auto one = metered(meter(Measure::LevelTime, Window::Hour));
                Target target(1, 0);
                std::map<std::string, UsageRecord> known;
                for (std::size_t i = 0; i < day.size(); ++i) {
                    feed(*one, {day[i]}, target);
                    if (isLookedAt && i > 2) {
                        one->passTime(day[i].timeMs);
                    }
                }
                one->passTime(day.back().timeMs);
                for (UsageRecord& record : all(*one)) {
                    known.emplace(metering::idOf(record), std::move(record));
                }
                return known;
            };
            const auto quiet = records(false);
            const auto looked = records(true);
            QCOMPARE(looked.size(), quiet.size());
            for (const auto& [id, record] : quiet) {
                const auto at = looked.find(id);
                QVERIFY(at != looked.end());
                QCOMPARE(at->second.value.toText(), record.value.toText());
                QVERIFY(at->second == record);
            }
        }
    }

    /// Every moment from the first sample to the last is measured, inferred or unmetered, once.
    void everyMomentIsAccountedFor() {
        auto one = metered(meter(Measure::Increase, Window::Hour));
        Target target(1, kMinute);
        std::mt19937 engine(9);
        const auto random = [&engine] { return static_cast<int>(engine() >> 1U); };
        std::int64_t last = 0;
        for (int i = 0; i < 2'000; ++i) {
            const std::int64_t at = i * kMinute + random() % 3'000;
            if (random() % 7 == 0) {
                target.fail(*one, at);
            } else if (random() % 7 != 0 || i == 0) {
                target.read(*one, at, {{kCalls, i * 2.0}});
                last = at;
            }
        }
        std::int64_t accounted = 0;
        std::int64_t first = INT64_MAX;
        for (const UsageRecord& record : all(*one)) {
            const metering::Evidence& evidence = record.evidence;
            accounted += evidence.measuredMs + evidence.inferredMs + evidence.unmeteredMs;
            first = std::min(first, evidence.firstMs);
        }
        QCOMPARE(accounted, last - first);
    }

    void foldsAreOfTheirWindow() {
        const auto valueOf = [](Measure how) {
            auto one = metered(meter(how));
            Target target(1, kMinute);
            double values[] = {3, 9, 4};
            for (int i = 0; i < 3; ++i) {
                target.read(*one, i * kMinute, {{kCalls, values[i]}});
            }
            target.read(*one, 61 * kMinute, {{kCalls, 7}});
            const auto closed = one->takeClosed();
            return closed.size() == 1 ? closed[0].value.toText() : std::string("not one record");
        };
        QCOMPARE(valueOf(Measure::Max), std::string("9"));
        QCOMPARE(valueOf(Measure::Min), std::string("3"));
        QCOMPARE(valueOf(Measure::Last), std::string("4"));
        QCOMPARE(valueOf(Measure::Count), std::string("3"));
        QCOMPARE(valueOf(Measure::Unique), std::string("1"));
    }

    void aRecordIsKnownByItsId() {
        UsageRecord record{"m", "t", "c", "d", 1, 2, Decimal::fromInteger(1), {}};
        const std::string id = metering::idOf(record);
        QCOMPARE(id.size(), std::size_t{32});
        record.value = Decimal::fromInteger(2); // what it is worth is not what it is
        QCOMPARE(metering::idOf(record), id);
        for (std::string* const part :
             {&record.meter, &record.thing, &record.customer, &record.dimension}) {
            part->append("x");
            QVERIFY(metering::idOf(record) != id);
            part->pop_back();
        }
        record.beginMs = 0;
        QVERIFY(metering::idOf(record) != id);
    }

    void timeThatPassesClosesWhatIsOver() {
        auto one = metered(meter(Measure::LevelTime));
        Target target(1, kMinute);
        target.read(
            *one, 58 * kMinute, {{"level{paigoCustomerID=\"a\",paigoDimensionId=\"d\"}", 2}}
        );
        target.read(
            *one, 59 * kMinute, {{"level{paigoCustomerID=\"a\",paigoDimensionId=\"d\"}", 2}}
        );
        one->passTime(60 * kMinute);
        QVERIFY(one->takeClosed().empty()); // the next sample can still come in time
        one->passTime(70 * kMinute);
        auto closed = one->takeClosed();
        QCOMPARE(closed.size(), std::size_t{1});
        QCOMPARE(closed[0].value.toText(), std::string("240"));
        QCOMPARE(closed[0].evidence.unmeteredMs, std::int64_t{0});
        target.read(
            *one, 80 * kMinute, {{"level{paigoCustomerID=\"a\",paigoDimensionId=\"d\"}", 2}}
        );
        QVERIFY(one->takeClosed().empty()); // what was closed is not made again
        const auto open = one->open();
        QCOMPARE(open.size(), std::size_t{1});
        QCOMPARE(open[0].evidence.unmeteredMs, 20 * kMinute);
        QCOMPARE(open[0].value.toText(), std::string("0"));
    }

    void aGapOfMonthsIsNotARecordForEachHour() {
        auto one = metered(meter(Measure::LevelTime));
        Target target(1, kMinute);
        const std::int64_t later = 90 * 24 * 60 * kMinute;
        target.read(*one, 0, {{kCalls, 1}});
        target.read(*one, later, {{kCalls, 1}});
        const auto records = all(*one);
        QCOMPARE(records.size(), std::size_t{2});
        QCOMPARE(
            records[0].evidence.unmeteredMs + records[1].evidence.unmeteredMs, later - kMinute
        );
    }

    void whoeverHasAWindowTwiceHasTwoRecords() {
        auto one = metered(meter(Measure::Count));
        Target target(1, kMinute);
        int minute = 0;
        std::set<std::string> ids;
        for (const char* const customer : {"a", "b", "a"}) {
            const std::string series = "calls_total{paigoCustomerID=\"" + std::string(customer) +
                                       "\",paigoDimensionId=\"d\"}";
            for (int i = 0; i < 3; ++i) {
                target.read(*one, minute++ * kMinute, {{series, 1}});
            }
        }
        const auto records = all(*one);
        QCOMPARE(records.size(), std::size_t{3});
        for (const UsageRecord& record : records) {
            ids.insert(metering::idOf(record));
            QCOMPARE(record.value.toText(), std::string("3"));
        }
        QCOMPARE(ids.size(), std::size_t{3});
        QCOMPARE(records[1].beginMs, 3 * kMinute);
        QCOMPARE(records[2].beginMs, 6 * kMinute);
    }

    void whatIsNotBillableIsToldByCause() {
        auto one = metered(meter(Measure::Increase));
        Target target(1, kMinute);
        target.read(
            *one,
            0,
            {{"calls_total{i=\"1\"}", 1},
             {"calls_total{i=\"2\"}", 1},
             {"calls_total{i=\"3\",paigoCustomerID=\"a\"}", 1},
             {"calls_total{i=\"4\",paigoCustomerID=\"a\",paigoDimensionId=\"d\"}", 1},
             {"other{i=\"5\"}", 1}}
        );
        const auto causes = one->unbilled();
        QCOMPARE(causes.size(), std::size_t{2});
        int withCustomer = 0;
        for (const UsageRecord& record : one->open()) {
            withCustomer += record.customer.empty() ? 0 : 1;
            QCOMPARE(record.dimension.empty(), record.thing.find("i=\"4\"") == std::string::npos);
        }
        QCOMPARE(withCustomer, 2); // one of them without a dimension
        for (const metering::Unbilled& cause : causes) {
            const bool isNobody = cause.verdict == metering::Verdict::NoCustomer;
            QVERIFY(isNobody || cause.verdict == metering::Verdict::NoDimension);
            QCOMPARE(cause.things, isNobody ? std::uint64_t{2} : std::uint64_t{1});
            QVERIFY(!cause.example.empty());
        }
    }

    void whatIsMalformedIsNobodys() {
        metering::SchemaOptions schema;
        schema.customerPattern = "[a-z]+";
        auto one = Metering::make(schema, {meter(Measure::Count)});
        Target target(1, kMinute);
        target.read(**one, 0, {{"calls_total{paigoCustomerID=\"a b\",paigoDimensionId=\"d\"}", 1}});
        const auto open = (*one)->open();
        QCOMPARE(open.size(), std::size_t{1});
        QVERIFY(open[0].customer.empty() && open[0].dimension.empty());
        QCOMPARE((*one)->unbilled().at(0).label, std::string("paigoCustomerID"));
    }

    void twoSeriesThatAreOneThingAreNotAdded() {
        Meter of = meter(Measure::Increase);
        of.identity = {"pod"};
        auto one = metered(of);
        Target target(1, kMinute);
        for (int i = 0; i < 3; ++i) { // a container that counts fast and one that counts slowly
            target.read(
                *one,
                i * kMinute,
                {{"calls_total{c=\"1\",pod=\"p\"}", 10.0 * i},
                 {"calls_total{c=\"2\",pod=\"p\"}", 1'000.0 + i}}
            );
        }
        QCOMPARE(sum(all(*one)).toText(), std::string("20"));
        QCOMPARE(one->counts().duplicates, std::uint64_t{3});
    }

    void numbersThatCannotBeAreCounted() {
        auto one = metered(meter(Measure::Increase));
        Target target(1, kMinute);
        const double values[] = {
            1,
            std::numeric_limits<double>::quiet_NaN(),
            std::numeric_limits<double>::infinity(),
            1e300,
            4};
        for (int i = 0; i < 5; ++i) {
            target.read(*one, i * kMinute, {{kCalls, values[i]}});
        }
        QCOMPARE(one->counts().unfit, std::uint64_t{3});
        QCOMPARE(sum(all(*one)).toText(), std::string("3"));
    }

    void mistakesAreNamed_data() {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("says");
        QTest::newRow("no name") << "name"
                                 << "name";
        QTest::newRow("no selector") << "selector"
                                     << "selector";
        QTest::newRow("a selector that cannot be read") << "badSelector"
                                                        << "selector";
        QTest::newRow("a join without labels") << "join"
                                               << "join";
        QTest::newRow("counters that are added") << "combine"
                                                 << "combine";
        QTest::newRow("a unit of 0") << "unit"
                                     << "unit_size";
        QTest::newRow("a gap of 0") << "gap"
                                    << "max_gap_steps";
        QTest::newRow("a zone") << "zone"
                                << "time_zone";
    }

    void mistakesAreNamed() {
        QFETCH(QString, what);
        QFETCH(QString, says);
        Meter bad = meter(Measure::Increase);
        bad.name = what == QLatin1String("name") ? "" : bad.name;
        bad.selector = what == QLatin1String("selector")      ? ""
                       : what == QLatin1String("badSelector") ? "{a=~\"(\"}"
                                                              : bad.selector;
        if (what == QLatin1String("join")) {
            bad.join = metering::Join{"x", {}};
        }
        if (what == QLatin1String("combine")) {
            bad.combine = metering::Combine::Sum;
        }
        bad.unitSize = what == QLatin1String("unit") ? Decimal() : bad.unitSize;
        bad.maxGapSteps = what == QLatin1String("gap") ? 0 : bad.maxGapSteps;
        bad.timeZone = what == QLatin1String("zone") ? "Nowhere" : bad.timeZone;
        const auto made = Metering::make({}, {bad});
        QVERIFY(!made.ok());
        QVERIFY2(
            made.error().context.find(says.toStdString()) != std::string::npos,
            made.error().context.c_str()
        );
        QVERIFY(!Metering::make({}, {meter(Measure::Max), meter(Measure::Min)}).ok()); // one name
    }

    void whatTellsThingsApartIsInTheFingerprint() {
        const Meter plain = meter(Measure::Increase);
        QCOMPARE(metering::fingerprintOf(plain), metering::fingerprintOf(meter(Measure::Increase)));
        Meter other = plain;
        other.identity = {"i"};
        QVERIFY(metering::fingerprintOf(other) != metering::fingerprintOf(plain));
    }
};

QTEST_GUILESS_MAIN(MeteringTest)
#include "metering_test.moc"
