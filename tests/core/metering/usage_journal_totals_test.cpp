// Totals against a slow and obvious model on random records, and the rules by which the records of
// a meter come together, one by one.
#include "tests/core/metering/usage_journal_fixture.h"

#include <QTest>

#include <map>
#include <set>
#include <tuple>

using namespace meterbench;
using namespace meterbench::tests;
using base::Decimal;
using metering::Combined;
using metering::Evidence;
using metering::Measure;
using metering::TotalsBy;
using metering::TotalsQuery;
using metering::UsageRecord;
using metering::UsageTotal;

namespace {

struct Piece {
    const char* value;
    std::int64_t lastMs;
    std::int64_t coveredMs;
    bool hasSamples = true;
};

std::string combined(Measure measure, const std::vector<Piece>& pieces, std::uint64_t things = 0) {
    Combined all;
    for (const Piece& piece : pieces) {
        Evidence evidence;
        evidence.lastMs = piece.lastMs;
        evidence.measuredMs = piece.coveredMs / 2;
        evidence.inferredMs = piece.coveredMs - evidence.measuredMs;
        evidence.unmeteredMs = 12'345;
        evidence.samples = piece.hasSamples ? 3 : 0;
        metering::combine(all, measure, decimal(piece.value), evidence);
    }
    const auto value = metering::valueOf(all, measure, things);
    return value ? value->toText() : "beyond";
}

/// What is known of each record: the last word.
using Known = std::map<std::string, UsageRecord>;

struct Group {
    std::vector<UsageRecord> records;
    std::set<std::string> things;
};

/// As README.md says it, without a thought for speed.
Decimal valueOf(Measure measure, const std::vector<UsageRecord>& records) {
    std::vector<UsageRecord> sampled;
    std::set<std::string> seen;
    Decimal sum;
    std::int64_t coveredMs = 0;
    for (const UsageRecord& record : records) {
        sum = *(sum + record.value);
        coveredMs += record.evidence.measuredMs + record.evidence.inferredMs;
        if (!record.value.isZero()) {
            seen.insert(record.thing);
        }
        if (record.evidence.samples != 0) {
            sampled.push_back(record);
        }
    }
    const auto byValue = [](const auto& a, const auto& b) { return a.value < b.value; };
    const auto byTime = [](const auto& a, const auto& b) {
        return std::tie(a.evidence.lastMs, a.value) < std::tie(b.evidence.lastMs, b.value);
    };
    switch (measure) {
    case Measure::Average:
        return coveredMs == 0
                   ? Decimal()
                   : *sum.times(Decimal::fromInteger(1'000), base::Rounding::HalfEven)
                          ->dividedBy(Decimal::fromInteger(coveredMs), base::Rounding::HalfEven);
    case Measure::Unique:
        return Decimal::fromInteger(static_cast<std::int64_t>(seen.size()));
    case Measure::Max:
        return sampled.empty() ? Decimal()
                               : std::max_element(sampled.begin(), sampled.end(), byValue)->value;
    case Measure::Min:
        return sampled.empty() ? Decimal()
                               : std::min_element(sampled.begin(), sampled.end(), byValue)->value;
    case Measure::Last:
        return sampled.empty() ? Decimal()
                               : std::max_element(sampled.begin(), sampled.end(), byTime)->value;
    default:
        return sum;
    }
}

bool isChosen(const metering::UsageFilter& filter, const UsageRecord& record) {
    return record.customer == filter.customer.value_or(record.customer) &&
           record.dimension == filter.dimension.value_or(record.dimension) &&
           record.meter == filter.meter.value_or(record.meter) && record.beginMs >= filter.fromMs &&
           record.beginMs < filter.toMs;
}

std::vector<UsageTotal>
modelTotals(const Known& known, std::map<std::string, int> rows, const TotalsQuery& query) {
    using Key = std::tuple<std::string, std::string, std::string, std::int64_t>;
    std::map<Key, std::map<std::string, Group>> groups;
    std::map<Key, UsageTotal> totals;
    for (const auto& [id, record] : known) {
        if (!isChosen(query.filter, record)) {
            continue;
        }
        const Key key{
            query.by.customer ? record.customer : "",
            query.by.dimension ? record.dimension : "",
            query.by.meter ? record.meter : "",
            query.by.window ? record.endMs : 0};
        groups[key][record.meter].records.push_back(record);
        const bool isNew = !totals.contains(key);
        UsageTotal& total = totals[key];
        total.beginMs = !query.by.window
                            ? query.filter.fromMs
                            : (isNew ? record.beginMs : std::min(total.beginMs, record.beginMs));
        total.endMs = query.by.window ? record.endMs : query.filter.toMs;
        total.records += static_cast<std::uint64_t>(rows[id]);
        metering::addCounts(total.evidence, record.evidence);
    }
    std::vector<UsageTotal> out;
    for (auto& [key, total] : totals) {
        std::tie(total.customer, total.dimension, total.meter, std::ignore) = key;
        std::set<std::string> things;
        for (const auto& [meter, group] : groups[key]) {
            const auto measure = query.measures.find(meter);
            const Decimal value = valueOf(
                measure == query.measures.end() ? Measure::Count : measure->second, group.records
            );
            total.value = *(total.value + value);
            for (const UsageRecord& record : group.records) {
                things.insert(record.thing);
            }
        }
        total.things = things.size();
        total.meters = static_cast<std::uint32_t>(groups[key].size());
        out.push_back(total);
    }
    return out;
}

const std::map<std::string, Measure, std::less<>> kMeasures{
    {"meter0", Measure::Increase},
    {"meter1", Measure::LevelTime},
    {"meter2", Measure::Average},
    {"meter3", Measure::Max},
    {"meter4", Measure::Min},
    {"meter5", Measure::Last},
    {"meter6", Measure::Count},
    {"meter7", Measure::Unique},
};

} // namespace

class UsageJournalTotalsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void recordsComeTogether_data();
    void recordsComeTogether();
    void theOrderDoesNotMatter();
    void whatLeavesTheRangeIsTold();
    void coverageIsTheShareOfKnownTime();
    void agreesWithTheModel_data();
    void agreesWithTheModel();
    void manyLinesAreReadAsFewAre();
    void emptyTimesHaveNoTotals();
    void oneThingInManyWindowsIsOneThing();
    void daysBefore1970AreDaysToo();
};

void UsageJournalTotalsTest::recordsComeTogether_data() {
    QTest::addColumn<int>("measure");
    QTest::addColumn<std::vector<Piece>>("pieces");
    QTest::addColumn<std::string>("result");
    const auto add =
        [](const char* name, Measure measure, std::vector<Piece> pieces, const char* result) {
            QTest::newRow(name) << static_cast<int>(measure) << std::move(pieces)
                                << std::string(result);
        };
    const std::vector<Piece> three{{"2", 10, 1'000}, {"-0.5", 30, 500}, {"1", 20, 1'500}};
    add("steps are summed", Measure::Increase, three, "2.5");
    add("levels times seconds are summed", Measure::LevelTime, three, "2.5");
    add("seconds are summed", Measure::StateTime, three, "2.5");
    add("samples are summed", Measure::Count, three, "2.5");
    add("an average is by the seconds covered, not by records",
        Measure::Average,
        three,
        "0.833333333333");
    add("an average of no time is nothing", Measure::Average, {{"0", 0, 0}}, "0");
    add("the highest", Measure::Max, three, "2");
    add("the lowest", Measure::Min, three, "-0.5");
    add("the last in time", Measure::Last, three, "-0.5");
    add("the highest is below zero", Measure::Max, {{"-3", 1, 1}, {"-2", 2, 1}}, "-2");
    add("the lowest is above zero", Measure::Min, {{"3", 1, 1}, {"2", 2, 1}}, "2");
    add("a record without samples is not the highest",
        Measure::Max,
        {{"0", 0, 0, false}, {"-2", 2, 1}},
        "-2");
    add("nor the lowest", Measure::Min, {{"2", 2, 1}, {"0", 0, 0, false}}, "2");
    add("nor the last", Measure::Last, {{"2", 2, 1}, {"0", 99, 0, false}}, "2");
    add("of two at the same time the higher", Measure::Last, {{"2", 5, 1}, {"1", 5, 1}}, "2");
    add("no records", Measure::Max, {}, "0");
}

void UsageJournalTotalsTest::recordsComeTogether() {
    QFETCH(int, measure);
    QFETCH(std::vector<Piece>, pieces);
    QFETCH(std::string, result);
    QCOMPARE(combined(static_cast<Measure>(measure), pieces), result);
    QCOMPARE(combined(Measure::Unique, pieces, 7), std::string("7"));
}

void UsageJournalTotalsTest::theOrderDoesNotMatter() {
    std::vector<Piece> pieces{{"2", 10, 10}, {"-5", 30, 5}, {"1", 30, 7}, {"0", 50, 0, false}};
    for (const Measure measure :
         {Measure::Increase, Measure::Average, Measure::Max, Measure::Min, Measure::Last}) {
        const std::string expected = combined(measure, pieces);
        for (int turn = 0; turn < 4; ++turn) {
            std::rotate(pieces.begin(), pieces.begin() + 1, pieces.end());
            QCOMPARE(combined(measure, pieces), expected);
            std::swap(pieces[0], pieces[2]);
            QCOMPARE(combined(measure, pieces), expected);
        }
    }
}

void UsageJournalTotalsTest::whatLeavesTheRangeIsTold() {
    const char* const most = "1000000000000000000000000";
    QCOMPARE(combined(Measure::Increase, {{most, 1, 1}, {most, 1, 1}}), std::string("beyond"));
    JournalFolder folder;
    QVERIFY(folder.open().commit(
        std::vector{
            recordOf("m", "a", "c", "d", kNoonMs, most),
            recordOf("m", "b", "c", "d", kNoonMs, most)},
        nullptr
    ));
    const auto totals = folder.journal->totals({});
    QVERIFY(!totals);
    QCOMPARE(totals.error().code, base::Code::Limit);
    QVERIFY((folder.journal->totals({{}, {false, false, true, false}, {{"m", Measure::Max}}})));
}

void UsageJournalTotalsTest::coverageIsTheShareOfKnownTime() {
    Evidence evidence;
    QVERIFY(!metering::coverage(evidence));
    evidence.measuredMs = 2'000;
    QCOMPARE(*metering::coverage(evidence), 1.0);
    evidence.inferredMs = 1'000;
    evidence.unmeteredMs = 1'000;
    QCOMPARE(*metering::coverage(evidence), 0.75);
    evidence.measuredMs = 0;
    evidence.inferredMs = 0;
    QCOMPARE(*metering::coverage(evidence), 0.0);
}

void UsageJournalTotalsTest::agreesWithTheModel_data() {
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 1; seed <= 8; ++seed) {
        QTest::newRow(("records of seed " + std::to_string(seed)).c_str()) << seed;
    }
}

void UsageJournalTotalsTest::agreesWithTheModel() {
    QFETCH(unsigned, seed);
    std::mt19937 random(seed);
    JournalFolder folder;
    folder.open();
    Known known;
    for (int i = 0; i < 5; ++i) {
        const auto records = randomRecords(random, 300);
        QVERIFY(folder.journal->commit(records, nullptr));
        for (const UsageRecord& record : records) {
            known[metering::idOf(record)] = record;
        }
    }
    std::map<std::string, int> rows;
    const auto kept = folder.journal->recordsAfter(0, 100'000);
    for (const auto& one : *kept) {
        ++rows[one.id];
    }
    for (int round = 0; round < 60; ++round) {
        const auto chance = [&random] { return random() % 2 == 0; };
        const auto hour = [&random] { return static_cast<std::int64_t>(random() % 110) - 5; };
        TotalsQuery query;
        query.by = {chance(), chance(), chance(), chance()};
        query.measures = kMeasures;
        query.filter.customer = chance() ? std::optional<std::string>() : chance() ? "c2" : "";
        query.filter.meter = chance() ? std::optional<std::string>() : "meter3";
        query.filter.fromMs = chance() ? INT64_MIN : kNoonMs + hour() * kHourMs;
        query.filter.toMs = chance() ? INT64_MAX : kNoonMs + hour() * kHourMs + 1;
        const auto totals = folder.journal->totals(query);
        QVERIFY(totals);
        const auto expected = modelTotals(known, rows, query);
        QCOMPARE(totals->size(), expected.size());
        for (std::size_t i = 0; i < expected.size(); ++i) {
            QVERIFY(totals->at(i) == expected[i]);
        }
    }
    QVERIFY(folder.journal->verify());
}

/// Above some thousand lines a day is read as a whole.
void UsageJournalTotalsTest::manyLinesAreReadAsFewAre() {
    JournalFolder folder;
    std::vector<UsageRecord> records;
    for (int i = 0; i < 3'000; ++i) {
        records.push_back(recordOf(
            i % 2 == 0 ? "sum" : "max",
            "t" + std::to_string(i),
            i % 50 == 0 ? "other" : "c",
            "d",
            kNoonMs + i % 30 * kHourMs,
            std::to_string(i)
        ));
    }
    QVERIFY(folder.open().commit(records, nullptr));
    for (const std::int64_t toMs : {std::int64_t{INT64_MAX}, kNoonMs + 20 * kHourMs}) {
        TotalsQuery query;
        query.by.meter = true;
        query.measures = {{"max", Measure::Max}};
        query.filter.customer = "c";
        query.filter.toMs = toMs;
        Known known;
        std::map<std::string, int> rows;
        for (const UsageRecord& record : records) {
            known[metering::idOf(record)] = record;
            rows[metering::idOf(record)] = 1;
        }
        QVERIFY(*folder.journal->totals(query) == modelTotals(known, rows, query));
    }
    metering::UsageFilter filter;
    filter.customer = "c";
    QCOMPARE(folder.journal->records(filter, 0, 100'000)->size(), std::size_t{2'940});
}

void UsageJournalTotalsTest::emptyTimesHaveNoTotals() {
    JournalFolder folder;
    QVERIFY(folder.open().totals({})->empty());
    QVERIFY(folder.journal->commit(std::vector{recordOf("m", "t", "c", "d", kNoonMs, "1")}, nullptr)
    );
    const auto count = [&](std::int64_t fromMs, std::int64_t toMs) {
        TotalsQuery query;
        query.filter.fromMs = fromMs;
        query.filter.toMs = toMs;
        return folder.journal->totals(query)->size();
    };
    QCOMPARE(count(kNoonMs, kNoonMs), std::size_t{0});
    QCOMPARE(count(INT64_MAX, INT64_MIN), std::size_t{0});
    QCOMPARE(count(kNoonMs + 1, INT64_MAX), std::size_t{0});
    QCOMPARE(count(INT64_MIN, kNoonMs), std::size_t{0});
    QCOMPARE(count(kNoonMs, kNoonMs + 1), std::size_t{1});
    const auto day = [&](std::int64_t fromMs) {
        return folder.journal->dayFrom(fromMs).value().value_or(-1);
    };
    constexpr std::int64_t halfDayMs = 12 * kHourMs;
    QCOMPARE(day(INT64_MIN), kNoonMs - halfDayMs);
    QCOMPARE(day(kNoonMs + halfDayMs - 1), kNoonMs - halfDayMs);
    QCOMPARE(day(kNoonMs + halfDayMs), std::int64_t{-1});
}

void UsageJournalTotalsTest::oneThingInManyWindowsIsOneThing() {
    JournalFolder folder;
    std::vector<UsageRecord> records;
    for (int hour = 0; hour < 60; ++hour) {
        for (const char* const meter : {"a", "b"}) {
            records.push_back(recordOf(meter, "t", "c", "d", kNoonMs + hour * kHourMs, "1"));
        }
    }
    QVERIFY(folder.open().commit(records, nullptr));
    TotalsQuery query;
    query.measures = {{"a", Measure::Unique}};
    const auto total = folder.journal->totals(query)->at(0);
    QCOMPARE(total.things, std::uint64_t{1});
    QCOMPARE(total.value.toText(), std::string("61"));
    QCOMPARE(total.meters, 2U);
    QCOMPARE(total.records, std::uint64_t{120});
}

void UsageJournalTotalsTest::daysBefore1970AreDaysToo() {
    constexpr std::int64_t day = 24 * kHourMs;
    JournalFolder folder;
    std::vector<UsageRecord> records;
    for (const std::int64_t beginMs : {-day - 1, -day, std::int64_t{-1}, std::int64_t{0}}) {
        records.push_back(recordOf("m", "t", "c", "d", beginMs, "1"));
    }
    QVERIFY(folder.open().commit(records, nullptr));
    TotalsQuery query;
    query.filter.fromMs = -day;
    query.filter.toMs = 0;
    QCOMPARE(folder.journal->totals(query)->at(0).records, std::uint64_t{2});
}

QTEST_GUILESS_MAIN(UsageJournalTotalsTest)
#include "usage_journal_totals_test.moc"
