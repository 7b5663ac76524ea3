// What the journal keeps: everything as it was given, the same only once, what differs as a
// correction beside the first, in an order without gaps; and the live state that belongs to it.
#include "tests/core/metering/usage_journal_fixture.h"

#include <QTest>

using namespace meterbench;
using namespace meterbench::tests;
using base::Decimal;
using metering::Checkpoint;
using metering::CommitCounts;
using metering::StoredRecord;
using metering::UsageFilter;
using metering::UsageRecord;

namespace {

CommitCounts commit(metering::UsageJournal& journal, const std::vector<UsageRecord>& records) {
    const auto done = journal.commit(records, nullptr);
    if (!done) {
        qFatal("%s", done.error().context.c_str());
    }
    return *done;
}

std::vector<StoredRecord> all(metering::UsageJournal& journal) {
    const auto records = journal.recordsAfter(0, 1'000'000);
    if (!records) {
        qFatal("%s", records.error().context.c_str());
    }
    return *records;
}

} // namespace

class UsageJournalTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsEveryText_data();
    void keepsEveryText();
    void keepsEveryNumber_data();
    void keepsEveryNumber();
    void keepsTimesOfAllSizes();
    void theSameAgainChangesNothing();
    void theSameTwiceInOneCommitIsOne();
    void anythingElseIsACorrection_data();
    void anythingElseIsACorrection();
    void correctionsAddUpToWhatIsKnown();
    void aCorrectionCanTakeEverythingBack();
    void anotherBeginOrOwnerIsAnotherRecord();
    void sequencesHaveNoGaps();
    void givesRecordsInPieces();
    void findsRecordsByWhatTheyAreOf();
    void keepsTheLastCheckpoint();
    void keepsAStateOfAnyBytes();
    void recordsAloneLeaveTheCheckpoint();
    void isAsItWasWhenOpenedAgain();
    void verifiesWhatItHas();
    void whoeverLooksInSeesOneMoment();
};

void UsageJournalTest::keepsEveryText_data() {
    QTest::addColumn<std::string>("text");
    QTest::newRow("none") << std::string();
    QTest::newRow("a quote that would end a statement")
        << std::string("x'); DROP TABLE record; --");
    QTest::newRow("bytes of 0") << std::string("a\0b\0", 4);
    QTest::newRow("what is no UTF-8") << std::string("\xff\xfe\xc0\x80\xed\xa0\x80");
    QTest::newRow("all bytes") << [] {
        std::string out;
        for (int i = 0; i < 256; ++i) {
            out += static_cast<char>(i);
        }
        return out;
    }();
    QTest::newRow("what looks like a number") << std::string("1e3");
    QTest::newRow("100 kilobytes") << std::string(100'000, 'x');
    QTest::newRow("lines and spaces at both ends") << std::string(" \r\n a \t");
}

void UsageJournalTest::keepsEveryText() {
    QFETCH(std::string, text);
    JournalFolder folder;
    std::vector<UsageRecord> records;
    for (int place = 0; place < 16; ++place) {
        const auto of = [&](int bit) { return (place >> bit & 1) != 0 ? text : "other"; };
        records.push_back(recordOf(of(0), of(1), of(2), of(3), kNoonMs, "1.5"));
    }
    commit(folder.open(), records);
    folder.open();
    const std::vector<StoredRecord> kept = all(*folder.journal);
    QCOMPARE(kept.size(), records.size());
    for (std::size_t i = 0; i < records.size(); ++i) {
        QVERIFY(kept[i].record == records[i]);
        QCOMPARE(kept[i].id, metering::idOf(records[i]));
    }
    QCOMPARE(commit(*folder.journal, records).repeated, std::uint64_t{16});
    UsageFilter filter;
    filter.customer = text;
    QCOMPARE(folder.journal->records(filter, 0, 100)->size(), std::size_t{8});
}

void UsageJournalTest::keepsEveryNumber_data() {
    QTest::addColumn<std::string>("number");
    for (const char* const number :
         {"0",
          "0.000000000001",
          "-0.000000000001",
          "999999999999.999999999999",
          "1000000000000",
          "-1000000000000.5",
          "9223372036854775807",
          "-9223372036854775808.000000000009",
          "123456789012345678901234.567890123456",
          "1000000000000000000000000",
          "-1000000000000000000000000"}) {
        QTest::newRow(number) << std::string(number);
    }
}

void UsageJournalTest::keepsEveryNumber() {
    QFETCH(std::string, number);
    JournalFolder folder;
    commit(folder.open(), {recordOf("m", "t", "c", "d", kNoonMs, number)});
    QCOMPARE(all(folder.open())[0].record.value.toText(), number);
    QCOMPARE(folder.journal->totals({})->at(0).value.toText(), number);
    QVERIFY(folder.journal->verify());
}

void UsageJournalTest::keepsTimesOfAllSizes() {
    JournalFolder folder;
    std::vector<UsageRecord> records;
    for (const std::int64_t beginMs :
         {INT64_MIN,
          INT64_MIN + 1,
          std::int64_t{-86'400'001},
          std::int64_t{-1},
          std::int64_t{0},
          INT64_MAX - 1,
          INT64_MAX}) {
        UsageRecord record = recordOf("m", "t", "c", "d", 0, "1");
        record.beginMs = beginMs;
        record.endMs = INT64_MAX;
        record.evidence = {INT64_MIN, INT64_MAX, 0, 0, 0, 1LL << 40, 1LL << 33, 5'000'000'000};
        records.push_back(record);
    }
    commit(folder.open(), records);
    const auto kept = all(folder.open());
    for (std::size_t i = 0; i < records.size(); ++i) {
        QVERIFY(kept[i].record == records[i]);
    }
    QCOMPARE(folder.journal->totals({})->at(0).records, std::uint64_t{7});
    QCOMPARE(commit(*folder.journal, records).repeated, std::uint64_t{7});
    QVERIFY(folder.journal->verify());
}

void UsageJournalTest::theSameAgainChangesNothing() {
    JournalFolder folder;
    std::mt19937 random(1);
    std::vector<UsageRecord> records = randomRecords(random, 300);
    commit(folder.open(), records);
    const auto before = all(*folder.journal);
    const auto totals = folder.journal->totals({});
    folder.clock.advanceMs(10);
    records.clear();
    for (const StoredRecord& one : before) { // those that were said once
        const bool isOnly = std::count_if(before.begin(), before.end(), [&](const auto& other) {
                                return other.id == one.id;
                            }) == 1;
        if (isOnly) {
            records.push_back(one.record);
        }
    }
    const CommitCounts again = commit(folder.open(), records);
    QVERIFY((again == CommitCounts{0, records.size(), 0}));
    QVERIFY(all(*folder.journal) == before);
    QVERIFY(*folder.journal->totals({}) == *totals);
}

void UsageJournalTest::theSameTwiceInOneCommitIsOne() {
    JournalFolder folder;
    const UsageRecord record = recordOf("m", "t", "c", "d", kNoonMs, "3");
    QVERIFY((commit(folder.open(), {record, record}) == CommitCounts{1, 1, 0}));
    QCOMPARE(folder.journal->totals({})->at(0).value.toText(), std::string("3"));
}

void UsageJournalTest::anythingElseIsACorrection_data() {
    using Change = void (*)(UsageRecord&);
    QTest::addColumn<Change>("change");
    const auto add = [](const char* name, Change change) { QTest::newRow(name) << change; };
    add("the value", [](UsageRecord& r) { r.value = decimal("2.000000000001"); });
    add("the end", [](UsageRecord& r) { r.endMs += 1; });
    add("the first sample", [](UsageRecord& r) { r.evidence.firstMs -= 1; });
    add("the last sample", [](UsageRecord& r) { r.evidence.lastMs += 1; });
    add("measured time", [](UsageRecord& r) { r.evidence.measuredMs += 1; });
    add("inferred time", [](UsageRecord& r) { r.evidence.inferredMs -= 1; });
    add("unmetered time", [](UsageRecord& r) { r.evidence.unmeteredMs = 0; });
    add("samples", [](UsageRecord& r) { --r.evidence.samples; });
    add("resets", [](UsageRecord& r) { r.evidence.resets = 0; });
    add("possible losses", [](UsageRecord& r) { ++r.evidence.possibleLosses; });
}

void UsageJournalTest::anythingElseIsACorrection() {
    using Change = void (*)(UsageRecord&);
    QFETCH(Change, change);
    JournalFolder folder;
    const UsageRecord first = recordOf("m", "t", "c", "d", kNoonMs, "2");
    UsageRecord second = first;
    change(second);
    commit(folder.open(), {first});
    const std::int64_t firstMadeMs = folder.clock.nowMs();
    folder.clock.advanceMs(7'000);
    QVERIFY((commit(*folder.journal, {second}) == CommitCounts{0, 0, 1}));
    QVERIFY((commit(*folder.journal, {second}) == CommitCounts{0, 1, 0}));
    const auto kept = all(folder.open());
    QCOMPARE(kept.size(), std::size_t{2});
    QVERIFY((kept[0] == StoredRecord{1, metering::idOf(first), 0, firstMadeMs, first}));
    UsageRecord difference = second;
    difference.value = *(second.value - first.value);
    difference.evidence.measuredMs -= first.evidence.measuredMs;
    difference.evidence.inferredMs -= first.evidence.inferredMs;
    difference.evidence.unmeteredMs -= first.evidence.unmeteredMs;
    difference.evidence.samples -= first.evidence.samples;
    difference.evidence.resets -= first.evidence.resets;
    difference.evidence.possibleLosses -= first.evidence.possibleLosses;
    QVERIFY((kept[1] == StoredRecord{2, kept[0].id, 1, firstMadeMs + 7'000, difference}));
    const auto total = folder.journal->totals({})->at(0);
    QVERIFY(total.value == second.value);
    QCOMPARE(total.evidence.samples, second.evidence.samples);
    QCOMPARE(total.evidence.unmeteredMs, second.evidence.unmeteredMs);
    QCOMPARE(total.records, std::uint64_t{2});
    QVERIFY(folder.journal->verify());
}

void UsageJournalTest::correctionsAddUpToWhatIsKnown() {
    JournalFolder folder;
    folder.open();
    const std::vector<std::string> values{"1", "0.5", "700000000000000.25", "-3", "0.5", "0.5"};
    for (const std::string& value : values) {
        commit(*folder.journal, {recordOf("m", "t", "c", "d", kNoonMs, value)});
        QCOMPARE(folder.journal->totals({})->at(0).value.toText(), value);
        QCOMPARE(folder.journal->totals({})->at(0).evidence.samples, std::int64_t{240});
    }
    const auto kept = all(*folder.journal);
    QCOMPARE(kept.size(), std::size_t{5}); // the last said nothing new
    QCOMPARE(kept.back().revision, std::int64_t{4});
    QCOMPARE(kept.back().record.value.toText(), std::string("3.5"));
}

void UsageJournalTest::aCorrectionCanTakeEverythingBack() {
    JournalFolder folder;
    UsageRecord record = recordOf("m", "t", "c", "d", kNoonMs, "12");
    commit(folder.open(), {record});
    record.value = Decimal();
    record.evidence = {};
    commit(*folder.journal, {record});
    const auto total = folder.journal->totals({})->at(0);
    QVERIFY(total.value.isZero());
    QVERIFY(total.evidence == metering::Evidence());
}

void UsageJournalTest::anotherBeginOrOwnerIsAnotherRecord() {
    JournalFolder folder;
    const UsageRecord base = recordOf("m", "t", "c", "d", kNoonMs, "1");
    std::vector<UsageRecord> records(6, base);
    records[1].meter = "m2";
    records[2].thing = "t2";
    records[3].customer = "";
    records[4].dimension = "c";
    records[5].beginMs += 1;
    QVERIFY((commit(folder.open(), records) == CommitCounts{6, 0, 0}));
}

void UsageJournalTest::sequencesHaveNoGaps() {
    JournalFolder folder;
    std::mt19937 random(2);
    std::int64_t expected = 0;
    for (int round = 0; round < 20; ++round) {
        const CommitCounts counts = commit(folder.open(), randomRecords(random, 100, 1));
        QCOMPARE(counts.added + counts.corrected + counts.repeated, std::uint64_t{100});
        expected += static_cast<std::int64_t>(counts.added + counts.corrected);
        QCOMPARE(folder.journal->lastSequence(), expected);
    }
    const auto kept = all(*folder.journal);
    QCOMPARE(static_cast<std::int64_t>(kept.size()), expected);
    for (std::size_t i = 0; i < kept.size(); ++i) {
        QCOMPARE(kept[i].sequence, static_cast<std::int64_t>(i) + 1);
    }
    QVERIFY(std::any_of(kept.begin(), kept.end(), [](const auto& one) { return one.revision > 1; })
    );
}

void UsageJournalTest::givesRecordsInPieces() {
    JournalFolder folder;
    std::mt19937 random(3);
    commit(folder.open(), randomRecords(random, 50));
    const auto whole = all(*folder.journal);
    std::vector<StoredRecord> pieces;
    while (true) {
        const std::int64_t after = pieces.empty() ? 0 : pieces.back().sequence;
        const auto piece = folder.journal->recordsAfter(after, 7);
        QVERIFY(piece->size() <= 7);
        if (piece->empty()) {
            break;
        }
        pieces.insert(pieces.end(), piece->begin(), piece->end());
    }
    QVERIFY(pieces == whole);
    QVERIFY(folder.journal->recordsAfter(1'000, 5)->empty());
    QVERIFY(folder.journal->recordsAfter(0, 0)->empty());
    QCOMPARE(folder.journal->recordsAfter(-5, 1)->at(0).sequence, std::int64_t{1});
}

void UsageJournalTest::findsRecordsByWhatTheyAreOf() {
    JournalFolder folder;
    std::mt19937 random(4);
    commit(folder.open(), randomRecords(random, 800));
    const auto whole = all(*folder.journal);
    for (int round = 0; round < 100; ++round) {
        const auto chance = [&random] { return random() % 2 == 0; };
        UsageFilter filter;
        if (chance()) {
            filter.customer = chance() ? "c1" : chance() ? "" : "nobody has it";
        }
        if (chance()) {
            filter.dimension = chance() ? "d2" : "";
        }
        if (chance()) {
            filter.meter = "meter" + std::to_string(random() % 9);
        }
        if (chance()) {
            filter.fromMs = kNoonMs + static_cast<std::int64_t>(random() % 40) * kHourMs;
        }
        if (chance()) {
            filter.toMs = kNoonMs + static_cast<std::int64_t>(random() % 90) * kHourMs;
        }
        const std::int64_t after = chance() ? 0 : static_cast<std::int64_t>(random() % 700);
        const std::size_t most = chance() ? 10 : 100'000;
        std::vector<StoredRecord> expected;
        for (const StoredRecord& one : whole) {
            const UsageRecord& r = one.record;
            if (one.sequence > after && expected.size() < most &&
                r.customer == filter.customer.value_or(r.customer) &&
                r.dimension == filter.dimension.value_or(r.dimension) &&
                r.meter == filter.meter.value_or(r.meter) && r.beginMs >= filter.fromMs &&
                r.beginMs < filter.toMs) {
                expected.push_back(one);
            }
        }
        QVERIFY(*folder.journal->records(filter, after, most) == expected);
    }
}

void UsageJournalTest::keepsTheLastCheckpoint() {
    JournalFolder folder;
    QVERIFY(!folder.open().checkpoint()->has_value());
    const Checkpoint first{{3, 4'096}, "state one"};
    const Checkpoint second{{~std::uint64_t{0}, ~std::uint64_t{0} - 1}, "state two"};
    QVERIFY(folder.journal->commit({}, &first));
    QVERIFY(**folder.open().checkpoint() == first);
    QVERIFY(folder.journal->commit({}, &second));
    QVERIFY(**folder.open().checkpoint() == second);
}

void UsageJournalTest::keepsAStateOfAnyBytes() {
    JournalFolder folder;
    std::mt19937 random(5);
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{3'000'000}}) {
        std::string state(size, '\0');
        std::generate(state.begin(), state.end(), [&] { return static_cast<char>(random()); });
        const Checkpoint given{{1, 2}, state};
        QVERIFY(folder.open().commit({}, &given));
        QVERIFY(**folder.open().checkpoint() == given);
    }
}

void UsageJournalTest::recordsAloneLeaveTheCheckpoint() {
    JournalFolder folder;
    const Checkpoint given{{1, 2}, "state"};
    QVERIFY(folder.open().commit({}, &given));
    commit(*folder.journal, {recordOf("m", "t", "c", "d", kNoonMs, "1")});
    QVERIFY(**folder.open().checkpoint() == given);
}

void UsageJournalTest::isAsItWasWhenOpenedAgain() {
    JournalFolder folder;
    std::mt19937 random(6);
    commit(folder.open(), randomRecords(random, 500));
    const auto before = all(*folder.journal);
    const auto totals = *folder.journal->totals({{}, {true, true, true, true}, {}});
    QVERIFY(all(folder.open()) == before);
    QVERIFY((*folder.journal->totals({{}, {true, true, true, true}, {}}) == totals));
    QVERIFY(folder.sink.lines.back().find(std::to_string(before.size())) != std::string::npos);
}

void UsageJournalTest::verifiesWhatItHas() {
    JournalFolder folder;
    std::mt19937 random(7);
    QVERIFY(folder.open().verify());
    for (int round = 0; round < 5; ++round) {
        commit(*folder.journal, randomRecords(random, 200, 1));
    }
    const base::Status sound = folder.journal->verify();
    QVERIFY2(sound.ok(), sound.ok() ? "" : sound.error().context.c_str());
}

/// While its owner goes on; and nobody can write through it.
void UsageJournalTest::whoeverLooksInSeesOneMoment() {
    JournalFolder folder;
    const std::string path = folder.folder;
    const auto none = metering::UsageJournal::openToRead(path, folder.clock);
    QCOMPARE(none.error().code, base::Code::NotFound);
    commit(folder.open(), {recordOf("m", "t", "c", "d", kNoonMs, "1")});
    auto looking = metering::UsageJournal::openToRead(path, folder.clock);
    QVERIFY2(looking.ok(), looking ? "" : looking.error().context.c_str());
    QCOMPARE(all(**looking).size(), std::size_t{1});
    commit(*folder.journal, {recordOf("m", "t2", "c", "d", kNoonMs, "2")});
    QCOMPARE(all(**looking).size(), std::size_t{1});
    metering::TotalsQuery query;
    QCOMPARE((*looking)->totals(query)->at(0).value.toText(), std::string("1"));
    const std::vector<UsageRecord> more{recordOf("m", "t3", "c", "d", kNoonMs, "3")};
    QVERIFY(!(*looking)->commit(more, nullptr).ok());
    auto later = metering::UsageJournal::openToRead(path, folder.clock);
    QCOMPARE(all(**later).size(), std::size_t{2});
    QCOMPARE(all(*folder.journal).size(), std::size_t{2});
}

QTEST_GUILESS_MAIN(UsageJournalTest)
#include "usage_journal_test.moc"
