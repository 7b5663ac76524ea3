// A small log is cut at every byte and every byte is flipped in turn. A cut costs at most the torn
// record, a flip at most the records that touch its page, and nothing false is ever read back.
#include "core/base/hash.h"
#include "core/wal/record_cursor.h"
#include "core/wal/segment.h"
#include "tests/core/wal/wal_fixture.h"

#include <QTest>

#include <set>

using namespace meterbench;
using namespace meterbench::tests;
using wal::Position;

class DamageTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void everyCutCostsAtMostTheTornRecord();
    void everyFlipCostsAtMostItsPage();
    void everyCutIsRepairedAtTheNextStart();
    void aLostPageCostsOnlyWhatTouchesIt();
    void pagesInTheWrongOrderAreNotBelieved();
    void fragmentsOfTwoRecordsAreNotJoined();
    void aSegmentUnderAnotherNumberIsNotBelieved();
    void aSegmentOfAnotherVersionIsLeftAlone();
    void damageIsToldOnce();
    void damageOverTwoSegmentsIsOne();
    void whatIsCutOffCleanlyIsMissed();
    void damageRightAtAKnownPositionIsCounted();
    void damageThatReadersMeetIsCountedOnce();
    void damageIsCountedAtStart();

private:
    struct Range {
        std::uint64_t begin = 0;
        std::uint64_t end = 0;
    };

    /// Checks that the groups read back are those expected, bit for bit and in order.
    void verifyKept(const ReadBack& back, const std::set<std::size_t>& mayBeLost);
    /// What all damages say that they cost is what is missing before the last group that was read.
    void verifyCounted(const ReadBack& back);
    /// In groups that were written and not read; nothing when the last one is among them.
    [[nodiscard]] std::optional<std::uint64_t> samplesLost(const ReadBack& back) const;

    std::string m_bytes;
    std::string m_path;
    std::vector<std::vector<model::BatchPtr>> m_groups;
    std::vector<Range> m_ranges; // of the group records
};

namespace {

/// An exemplar with a long label: what reads fast, as reading is done 100,000 times here.
model::BatchPtr withExemplar(const model::BatchPtr& batch, std::size_t length) {
    auto longer = std::make_shared<model::Batch>(*batch);
    longer->loose.push_back({0, batch->timestampMs + 1, 0.5});
    std::string text;
    while (text.size() < length) {
        text += std::to_string(text.size() * static_cast<std::size_t>(batch->timestampMs));
    }
    longer->exemplars.push_back({1, model::Labels{{"trace_id", text}}, 1, 2});
    return longer;
}

} // namespace

/// Two and a half pages: several groups a page, groups and a layout over a page's end, two batches
/// a group.
void DamageTest::initTestCase() {
    LogBench bench;
    m_path = bench.segment(1);
    const std::vector<model::LayoutPtr> layouts{
        makeLayout(1, 6), makeLayout(2, 3, 0, true), makeLayout(3, 8), makeLayout(4, 8, 1500)};
    const std::vector<std::vector<std::size_t>> plan{
        {0, 1},
        {0, 1},
        {2},
        {0, 1},
        {2},
        {2},
        {2},
        {2},
        {0},
        {2},
        {3},
        {3, 1},
        {2},
        {2},
        {0},
        {2, 3},
        {1},
        {0, 1}};
    for (std::size_t i = 0; i < plan.size(); ++i) {
        std::vector<model::BatchPtr> group;
        for (const std::size_t layout : plan[i]) {
            const model::BatchPtr batch = makeBatch(layouts[layout], static_cast<std::int64_t>(i));
            group.push_back(layout == 2 ? withExemplar(batch, 7900) : batch);
        }
        QVERIFY(bench.append(group).ok());
        m_groups.push_back(std::move(group));
    }
    bench.log.reset();
    m_bytes = bench.memory.content(m_path);
    QVERIFY(m_bytes.size() > 2 * wal::kPageBytes);
    auto file = bench.memory.open(m_path, base::OpenMode::Read);
    wal::RecordCursor cursor(**file, 1, 0);
    while (*cursor.next(wal::kNoLimit) == wal::RecordStep::Record) {
        if (cursor.record().kind == wal::RecordKind::Group) {
            m_ranges.push_back({cursor.record().beginBytes, cursor.record().endBytes});
        }
    }
    QCOMPARE(m_ranges.size(), m_groups.size());
}

void DamageTest::verifyKept(const ReadBack& back, const std::set<std::size_t>& mayBeLost) {
    std::size_t next = 0;
    for (const wal::Group& group : back.groups) {
        while (next < m_groups.size() && !sameGroup(group.batches, m_groups[next])) {
            QVERIFY2(mayBeLost.contains(next), qPrintable(QString("group %1 is lost").arg(next)));
            ++next;
        }
        QVERIFY2(next < m_groups.size(), "a group was read that nobody wrote, or out of order");
        ++next;
    }
    for (; next < m_groups.size(); ++next) {
        QVERIFY2(mayBeLost.contains(next), qPrintable(QString("group %1 is lost").arg(next)));
    }
}

std::optional<std::uint64_t> DamageTest::samplesLost(const ReadBack& back) const {
    if (back.groups.empty() || !sameGroup(back.groups.back().batches, m_groups.back())) {
        return std::nullopt;
    }
    std::uint64_t samples = 0;
    for (const std::vector<model::BatchPtr>& group : m_groups) {
        samples += samplesOf(group);
    }
    for (const wal::Group& group : back.groups) {
        samples -= samplesOf(group.batches);
    }
    return samples;
}

void DamageTest::verifyCounted(const ReadBack& back) {
    std::uint64_t told = 0;
    bool isKnown = true;
    for (const wal::Damage& damage : back.damages) {
        told += damage.samples.value_or(0);
        isKnown = isKnown && damage.samples.has_value();
    }
    const std::optional<std::uint64_t> lost = samplesLost(back);
    QCOMPARE(isKnown, lost.has_value());
    QCOMPARE(told, lost.value_or(told));
}

void DamageTest::everyCutCostsAtMostTheTornRecord() {
    MemoryFileSystem files;
    std::set<std::size_t> lost;
    for (std::size_t size = m_bytes.size(); size-- > 0;) {
        while (lost.size() < m_ranges.size() &&
               m_ranges[m_ranges.size() - 1 - lost.size()].end > size) {
            lost.insert(m_ranges.size() - 1 - lost.size());
        }
        files.put(m_path, std::string_view(m_bytes).substr(0, size));
        const ReadBack back = readAll(files, {}, kEverything);
        verifyKept(back, lost);
        if (QTest::currentTestFailed()) {
            QFAIL(qPrintable(QString("cut at %1").arg(size)));
        }
        QVERIFY(back.groups.size() == m_groups.size() - lost.size());
    }
}

void DamageTest::everyFlipCostsAtMostItsPage() {
    MemoryFileSystem files;
    std::string bytes = m_bytes;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const std::size_t page = i / wal::kPageBytes;
        std::set<std::size_t> mayBeLost;
        for (std::size_t g = 0; g < m_ranges.size(); ++g) {
            if (m_ranges[g].begin / wal::kPageBytes <= page &&
                (m_ranges[g].end - 1) / wal::kPageBytes >= page) {
                mayBeLost.insert(g);
            }
        }
        const char flip = static_cast<char>(i % 3 == 0 ? 0xff : 1 << i % 8);
        bytes[i] = static_cast<char>(bytes[i] ^ flip);
        files.put(m_path, bytes);
        const ReadBack back = readAll(files, {}, kEverything);
        verifyKept(back, mayBeLost);
        verifyCounted(back);
        if (QTest::currentTestFailed()) {
            QFAIL(qPrintable(QString("flip at %1").arg(i)));
        }
        bytes[i] = m_bytes[i];
    }
}

void DamageTest::everyCutIsRepairedAtTheNextStart() {
    LogBench bench;
    const model::BatchPtr after = makeBatch(makeLayout(9, 2), 77);
    std::size_t whole = 0;
    for (std::size_t size = 0; size <= m_bytes.size(); ++size) {
        // Around each record's ends every byte, between them each 61st: opening also writes.
        while (whole < m_ranges.size() && m_ranges[whole].end <= size) {
            ++whole;
        }
        const bool near = std::any_of(m_ranges.begin(), m_ranges.end(), [&](const Range& range) {
            return size + 12 >= range.end && size <= range.end + 12;
        });
        if (!near && size % 61 != 0 && size > 100) {
            continue;
        }
        bench.log.reset();
        bench.memory.put(m_path, std::string_view(m_bytes).substr(0, size));
        static_cast<void>(bench.memory.remove(bench.segment(2)));
        static_cast<void>(bench.memory.remove(kFolder + "/ledger"));
        QVERIFY(bench.open());
        const std::uint64_t kept = bench.memory.content(m_path).size();
        QVERIFY(kept <= size);
        const bool cut = kept < size;
        QVERIFY(bench.log->ledger().entries().size() == (cut ? 1U : 0U));
        QVERIFY(!cut || bench.log->stats().damagedPages > 0);
        QVERIFY(bench.append({after}).ok());
        const ReadBack back = readAll(bench.files, {}, bench.log->end());
        QVERIFY(back.damages.empty()); // what was torn has been cut off
        QCOMPARE(back.groups.size(), whole + 1);
        QVERIFY(sameBatch(*back.groups.back().batches[0], *after));
    }
}

void DamageTest::aLostPageCostsOnlyWhatTouchesIt() {
    MemoryFileSystem files;
    for (std::size_t page = 0; page < m_bytes.size() / wal::kPageBytes; ++page) {
        std::string bytes = m_bytes;
        bytes.replace(page * wal::kPageBytes, wal::kPageBytes, wal::kPageBytes, '\0');
        files.put(m_path, bytes);
        std::size_t untouched = 0;
        for (const Range& range : m_ranges) {
            untouched +=
                range.end <= page * wal::kPageBytes || range.begin >= (page + 1) * wal::kPageBytes;
        }
        const ReadBack back = readAll(files, {}, kEverything);
        QCOMPARE(back.groups.size(), untouched);
        QCOMPARE(back.damages.size(), std::size_t{1});
        QCOMPARE(back.damages[0].samples, samplesLost(back));
    }
}

void DamageTest::pagesInTheWrongOrderAreNotBelieved() {
    MemoryFileSystem files;
    std::string bytes = m_bytes;
    bytes.replace(0, wal::kPageBytes, m_bytes, wal::kPageBytes, wal::kPageBytes);
    bytes.replace(wal::kPageBytes, wal::kPageBytes, m_bytes, 0, wal::kPageBytes);
    files.put(m_path, bytes);
    for (const wal::Group& group : readAll(files, {}, kEverything).groups) {
        QVERIFY(group.before.offsetBytes >= 2 * wal::kPageBytes);
    }
}

/// The first page of one record and the second of another, each good where it stands.
void DamageTest::fragmentsOfTwoRecordsAreNotJoined() {
    const auto segmentOf = [](std::uint8_t number, char fill) {
        std::string bytes;
        wal::appendSegmentHeader(bytes, 1);
        wal::cutRecord(
            bytes, {1, 0}, wal::RecordKind::Group, number, std::string(wal::kPageBytes, fill)
        );
        return bytes;
    };
    const std::string front = segmentOf(1, 'a').substr(0, wal::kPageBytes);
    for (const std::uint8_t number : {std::uint8_t{1}, std::uint8_t{2}}) {
        MemoryFileSystem files;
        files.put(m_path, front + segmentOf(number, 'b').substr(wal::kPageBytes));
        const auto file = files.open(m_path, base::OpenMode::Read);
        wal::RecordCursor cursor(**file, 1, 0);
        const bool isJoined = *cursor.next(wal::kNoLimit) == wal::RecordStep::Record;
        QCOMPARE(isJoined, number == 1);
    }
}

void DamageTest::aSegmentUnderAnotherNumberIsNotBelieved() {
    LogBench bench;
    bench.memory.put(bench.segment(5), m_bytes);
    const ReadBack back = readAll(bench.files, {}, kEverything);
    QVERIFY(back.groups.empty());
    QCOMPARE(back.damages.size(), std::size_t{1});
}

void DamageTest::aSegmentOfAnotherVersionIsLeftAlone() {
    LogBench bench;
    bench.log.reset();
    std::string bytes = m_bytes;
    bytes[8] = 3;
    const std::uint32_t checksum = base::checksum32(std::string_view(bytes).substr(0, 28));
    std::memcpy(bytes.data() + 28, &checksum, sizeof checksum);
    bench.memory.put(m_path, bytes);
    QVERIFY(bench.open());
    QCOMPARE(bench.memory.content(m_path), bytes);
    QCOMPARE(bench.log->end().segment, std::uint64_t{2});
    const ReadBack back = readAll(bench.files, {}, bench.log->end());
    QVERIFY(back.groups.empty());
    QCOMPARE(back.damages.size(), std::size_t{1});
    QVERIFY(back.damages[0].what.find("version") != std::string::npos);
}

void DamageTest::damageIsToldOnce() {
    MemoryFileSystem files;
    std::string bytes = m_bytes;
    bytes[wal::kPageBytes + 9] =
        static_cast<char>(bytes[wal::kPageBytes + 9] ^ 1); // in the second page's first fragment
    files.put(m_path, bytes);
    const ReadBack back = readAll(files, {}, kEverything);
    QCOMPARE(back.damages.size(), std::size_t{1});
    const wal::Damage& damage = back.damages[0];
    QCOMPARE(damage.at.segment, std::uint64_t{1});
    QVERIFY(damage.at.offsetBytes < wal::kPageBytes); // with the record that began before
    QCOMPARE(damage.at.offsetBytes + damage.bytes, std::uint64_t{2 * wal::kPageBytes});
    QVERIFY(damage.what.find("checksum mismatch") != std::string::npos);
    // Who starts again behind it is not told of what is left of it.
    QVERIFY(readAll(files, {1, 2 * wal::kPageBytes}, kEverything).damages.empty());
}

void DamageTest::damageOverTwoSegmentsIsOne() {
    LogBench bench;
    const model::LayoutPtr layout = makeLayout(1, 500);
    std::vector<Position> ends;
    for (std::int64_t i = 0; i < 20; ++i) {
        if (i == 10) {
            QVERIFY(bench.open());
        }
        ends.push_back(*bench.append({makeBatch(layout, i)}));
    }
    // The last three groups of the first segment and the first two of the second.
    std::string bytes = bench.memory.content(bench.segment(1));
    bytes.replace(ends[7].offsetBytes - 2'000, 4'000, 4'000, 'x');
    bench.memory.put(bench.segment(1), bytes);
    bytes = bench.memory.content(bench.segment(2));
    bytes.replace(ends[10].offsetBytes - 2'000, 4'000, 4'000, 'x');
    bench.memory.put(bench.segment(2), bytes);
    const ReadBack back = readAll(bench.files, {}, bench.log->end());
    QCOMPARE(back.damages.size(), std::size_t{1});
    QCOMPARE(back.damages[0].samples, std::optional(500 * (20 - back.groups.size())));
    QVERIFY(back.groups.size() < 16);
    QCOMPARE(back.damages[0].pages.front().segment, std::uint64_t{1});
    QCOMPARE(back.damages[0].pages.back().segment, std::uint64_t{2});
    // Counting between positions does not depend on what can be read.
    QCOMPARE(
        bench.log->samplesIn(ends[2], bench.log->end()), std::optional<std::uint64_t>(17 * 500)
    );
    QCOMPARE(bench.log->samplesIn({}, ends[18]), std::optional<std::uint64_t>(19 * 500));
}

void DamageTest::whatIsCutOffCleanlyIsMissed() {
    LogBench bench;
    const model::LayoutPtr layout = makeLayout(1, 10);
    std::vector<Position> ends;
    for (std::int64_t i = 0; i < 6; ++i) {
        if (i == 4) {
            QVERIFY(bench.open());
        }
        ends.push_back(*bench.append({makeBatch(layout, i)}));
    }
    const std::string bytes = bench.memory.content(bench.segment(1));
    bench.memory.put(bench.segment(1), std::string_view(bytes).substr(0, ends[1].offsetBytes));
    const ReadBack back = readAll(bench.files, {}, bench.log->end());
    QCOMPARE(back.groups.size(), std::size_t{4});
    QCOMPARE(back.damages.size(), std::size_t{1});
    QCOMPARE(back.damages[0].samples, std::optional<std::uint64_t>(20));
}

void DamageTest::damageRightAtAKnownPositionIsCounted() {
    LogBench bench;
    const model::LayoutPtr layout = makeLayout(1, 10);
    std::vector<Position> ends;
    for (std::int64_t i = 0; i < 600; ++i) { // two pages
        ends.push_back(*bench.append({makeBatch(layout, i)}));
    }
    std::string bytes = bench.memory.content(bench.segment(1));
    bytes.replace(64, wal::kPageBytes - 64, wal::kPageBytes - 64, 'x');
    bench.memory.put(bench.segment(1), bytes);
    wal::Reader reader(bench.files, kFolder, ends[4], 50);
    QVERIFY(*reader.next(bench.log->end()) == wal::ReadOutcome::Damage);
    const std::optional<std::uint64_t> lost = reader.damage().samples;
    QVERIFY(*reader.next(bench.log->end()) == wal::ReadOutcome::Group);
    QCOMPARE(lost, std::optional(reader.group().samplesBefore - 50));
    QVERIFY(reader.group().samplesBefore > 1'000);
    // At the end of what may be read, who knows the count there says it.
    wal::Reader shorter(bench.files, kFolder, ends[4], 50);
    QVERIFY(*shorter.next(ends[9], 100) == wal::ReadOutcome::Damage);
    QCOMPARE(shorter.damage().samples, std::optional<std::uint64_t>(50));
}

void DamageTest::damageThatReadersMeetIsCountedOnce() {
    LogBench bench;
    const std::uint64_t before = bench.log->stats().damagedPages;
    const std::vector<wal::DamagedPage> pages{{1, 0}, {1, 2}, {3, 0}};
    bench.log->noteDamage(pages);
    bench.log->noteDamage(std::vector<wal::DamagedPage>{{1, 2}, {1, 1}});
    QCOMPARE(bench.log->stats().damagedPages, before + 4);
}

void DamageTest::damageIsCountedAtStart() {
    LogBench bench;
    bench.log.reset();
    std::string bytes = m_bytes;
    bytes[100] = static_cast<char>(bytes[100] ^ 1);
    bench.memory.put(m_path, bytes);
    QVERIFY(bench.open());
    QCOMPARE(bench.log->stats().damagedPages, std::uint64_t{1});
    QCOMPARE(bench.memory.content(m_path), bytes); // only an end is cut off
    QVERIFY(bench.log->ledger().entries().empty());
    QVERIFY(!bench.lines.lines.empty());
    // A torn end says what it was.
    bench.log.reset();
    bench.memory.put(m_path, std::string_view(m_bytes).substr(0, m_ranges[4].end - 1));
    QVERIFY(bench.open());
    QCOMPARE(bench.log->ledger().entries().size(), std::size_t{1});
    const wal::LedgerEntry& entry = bench.log->ledger().entries()[0];
    QCOMPARE(entry.who, std::string("log"));
    QVERIFY(
        entry.detail.find("segment 1 at offset " + std::to_string(m_ranges[3].end)) !=
        std::string::npos
    );
}

QTEST_GUILESS_MAIN(DamageTest)
#include "damage_test.moc"
