// The log as its users see it: what is appended comes back, whatever fails.
#include "core/wal/segment.h"
#include "tests/core/wal/wal_fixture.h"

#include <QTest>

using namespace meterbench;
using namespace meterbench::tests;
using wal::Position;

class LogTest : public QObject {
    Q_OBJECT

private slots:
    void whatIsAppendedComesBack();
    void specialValuesKeepTheirBits();
    void readsFromTheMiddleOfASegment();
    void knownLayoutsAreShared();
    void oneWriteAnAppend();
    void aBatchWithoutSeriesIsKept();
    void anEmptyAppendChangesNothing();
    void segmentsRollAndExplainThemselves();
    void startsANewSegmentAtEachOpen();
    void anUnusedSegmentIsUsedAgain();
    void numbersNeverGoBackBehindASavedPosition();
    void budgetRemovesTheOldest();
    void releaseRemovesWhatEverybodyHasRead();
    void theNewestSegmentStaysUntilThereIsANewerOne();
    void aReaderOfARemovedSegmentIsTold();
    void lossesAreCountedBeforeTheyHappen();
    void samplesOfEarlierProcessesAreCounted();
    void theCountOfSamplesGoesOn();
    void aGroupLargerThanTheBudgetIsRefused();
};

namespace {

wal::LogOptions smallSegments(std::uint64_t segmentBytes, std::uint64_t budgetBytes = 8ULL << 30) {
    wal::LogOptions options;
    options.segmentBytes = segmentBytes;
    options.budgetBytes = budgetBytes;
    return options;
}

/// Appends groups of one batch until the log has this many segments; what was appended.
std::vector<model::BatchPtr>
fillSegments(LogBench& bench, const model::LayoutPtr& layout, std::uint32_t segments) {
    std::vector<model::BatchPtr> appended;
    while (bench.log->stats().segments < segments) {
        appended.push_back(makeBatch(layout, static_cast<std::int64_t>(appended.size())));
        if (!bench.append({appended.back()})) {
            break;
        }
    }
    return appended;
}

} // namespace

void LogTest::whatIsAppendedComesBack() {
    LogBench bench;
    const model::LayoutPtr main = makeLayout(7, 1000);
    const model::LayoutPtr report = makeLayout(7, 5, 0, true);
    std::vector<std::vector<model::BatchPtr>> groups;
    std::vector<Position> ends{bench.log->end()};
    for (std::int64_t i = 0; i < 50; ++i) {
        groups.push_back({makeBatch(main, i), makeBatch(report, i)});
        const auto end = bench.append(groups.back());
        QVERIFY(end.ok());
        ends.push_back(*end);
    }
    const ReadBack back = readAll(bench.files, {}, bench.log->end());
    QVERIFY(back.damages.empty());
    QCOMPARE(back.groups.size(), groups.size());
    for (std::size_t i = 0; i < groups.size(); ++i) {
        QVERIFY(sameGroup(back.groups[i].batches, groups[i]));
        QVERIFY(back.groups[i].after == ends[i + 1]);
        QVERIFY(i == 0 || back.groups[i].before == ends[i]);
    }
    QVERIFY(back.position == bench.log->end());
    QCOMPARE(bench.log->stats().samplesAppended, std::uint64_t{50 * 1005});
    const model::Layout& layout = *back.groups[0].batches[0]->layout;
    QCOMPARE(layout.labels.at(3), main->labels.at(3));
    QCOMPARE(layout.family(3)->unit, std::string("celsius"));
    QCOMPARE(layout.family(0)->help, std::string("All requests."));
    QVERIFY(back.groups[0].batches[1]->layout->isReport);
}

void LogTest::specialValuesKeepTheirBits() {
    LogBench bench;
    auto batch = std::make_shared<model::Batch>(*makeBatch(makeLayout(1, 6), 1));
    batch->values = {
        model::kStale,
        model::kAbsent,
        -0.0,
        std::bit_cast<double>(0x7ff8000000000001ULL),
        -std::numeric_limits<double>::infinity(),
        std::numeric_limits<double>::denorm_min()};
    batch->absentCount = 1;
    batch->timestampMs = -5;
    batch->loose = {{1, -9'000'000'000'000, model::kStale}, {1, 5, 2.5}};
    batch->exemplars.push_back({2, model::Labels{{"trace_id", "4bf\n92"}}, 0.25, 99});
    batch->exemplars.push_back({5, {}, model::kStale, -1});
    QVERIFY(bench.append({batch}).ok());
    const ReadBack back = readAll(bench.files, {}, bench.log->end());
    QCOMPARE(back.groups.size(), std::size_t{1});
    QVERIFY(sameBatch(*back.groups[0].batches[0], *batch));
    QCOMPARE(bench.log->stats().samplesAppended, std::uint64_t{7});
}

void LogTest::readsFromTheMiddleOfASegment() {
    LogBench bench;
    std::vector<model::LayoutPtr> layouts;
    std::vector<Position> ends;
    for (std::uint64_t i = 0; i < 40; ++i) {
        layouts.push_back(makeLayout(i, 300));
        ends.push_back(*bench.append({makeBatch(layouts.back(), static_cast<std::int64_t>(i))}));
    }
    // The last groups use layouts that were defined near the start.
    ends.push_back(*bench.append({makeBatch(layouts[0], 40), makeBatch(layouts[17], 41)}));
    for (std::size_t i = 0; i < ends.size(); ++i) {
        const ReadBack back = readAll(bench.files, ends[i], bench.log->end());
        QVERIFY(back.damages.empty());
        QCOMPARE(back.groups.size(), ends.size() - 1 - i);
    }
    const ReadBack last = readAll(bench.files, ends[39], bench.log->end());
    QVERIFY(sameBatch(*last.groups[0].batches[1], *makeBatch(layouts[17], 41)));
}

void LogTest::knownLayoutsAreShared() {
    LogBench bench;
    const model::LayoutPtr layout = makeLayout(1, 10);
    QVERIFY(bench.append({makeBatch(layout, 1)}).ok());
    wal::Reader reader(bench.files, kFolder, {});
    reader.knowLayout(layout);
    QVERIFY(*reader.next(bench.log->end()) == wal::ReadOutcome::Group);
    QCOMPARE(reader.group().batches[0]->layout.get(), layout.get());
}

void LogTest::oneWriteAnAppend() {
    LogBench bench;
    const model::LayoutPtr layout = makeLayout(1, 1000);
    QVERIFY(bench.append({makeBatch(layout, 0)}).ok());
    bench.files.counts = {};
    for (std::int64_t i = 1; i <= 100; ++i) {
        QVERIFY(bench.append({makeBatch(layout, i), makeBatch(makeLayout(1, 3), i)}).ok());
    }
    QCOMPARE(bench.files.counts.writes, std::uint64_t{100});
    QCOMPARE(bench.files.counts.sizeQuestions, std::uint64_t{0});
    QCOMPARE(bench.files.counts.freeQuestions, std::uint64_t{0});
    QCOMPARE(bench.files.counts.reads, std::uint64_t{0});
    QVERIFY(bench.files.counts.writtenBytes < 100 * (1003 * 8 + 200) + 2000);
}

void LogTest::aBatchWithoutSeriesIsKept() {
    LogBench bench;
    QVERIFY(bench.append({makeBatch(makeLayout(1, 0), 5)}).ok());
    const ReadBack back = readAll(bench.files, {}, bench.log->end());
    QCOMPARE(back.groups.size(), std::size_t{1});
    QCOMPARE(back.groups[0].batches[0]->sampleCount(), std::size_t{0});
}

void LogTest::anEmptyAppendChangesNothing() {
    LogBench bench;
    const Position end = bench.log->end();
    QVERIFY(*bench.append({}) == end);
    QCOMPARE(bench.files.counts.writtenBytes, std::uint64_t{0});
}

void LogTest::segmentsRollAndExplainThemselves() {
    LogBench bench(smallSegments(100'000));
    const model::LayoutPtr layout = makeLayout(1, 500);
    const auto appended = fillSegments(bench, layout, 5);
    ReadBack back = readAll(bench.files, {}, bench.log->end());
    QCOMPARE(back.groups.size(), appended.size());
    QVERIFY(back.damages.empty());
    // Each segment can be read without those before it.
    for (std::uint64_t segment = 1; segment < 5; ++segment) {
        QVERIFY(bench.memory.remove(bench.segment(segment)).ok());
        back = readAll(bench.files, {}, bench.log->end());
        QVERIFY(back.damages.empty());
        QVERIFY(!back.groups.empty());
        QVERIFY(sameBatch(*back.groups.back().batches[0], *appended.back()));
    }
}

void LogTest::startsANewSegmentAtEachOpen() {
    LogBench bench;
    const model::LayoutPtr layout = makeLayout(1, 10);
    for (std::int64_t i = 0; i < 3; ++i) {
        QVERIFY(bench.open());
        QVERIFY(bench.append({makeBatch(layout, i)}).ok());
        QCOMPARE(bench.log->end().segment, static_cast<std::uint64_t>(i + 1));
    }
    QCOMPARE(readAll(bench.files, {}, bench.log->end()).groups.size(), std::size_t{3});
    QCOMPARE(bench.log->begin().segment, std::uint64_t{1});
}

void LogTest::anUnusedSegmentIsUsedAgain() {
    LogBench bench;
    for (int i = 0; i < 3; ++i) {
        QVERIFY(bench.open());
        QCOMPARE(bench.log->end().segment, std::uint64_t{1});
    }
    bench.memory.put(bench.segment(1), "");
    QVERIFY(bench.open());
    QCOMPARE(bench.log->end().segment, std::uint64_t{1});
    std::string header;
    wal::appendSegmentHeader(header, 1);
    bench.memory.put(bench.segment(1), header);
    QVERIFY(bench.open());
    QCOMPARE(bench.log->end().segment, std::uint64_t{1});
    QVERIFY(bench.append({makeBatch(makeLayout(1, 10), 1)}).ok());
    QCOMPARE(readAll(bench.files, {}, bench.log->end()).groups.size(), std::size_t{1});
}

void LogTest::numbersNeverGoBackBehindASavedPosition() {
    LogBench bench;
    QVERIFY(bench.append({makeBatch(makeLayout(1, 10), 1)}).ok());
    auto saved = wal::SavedPosition::open(bench.files, kFolder, "receiver", {});
    QVERIFY(saved.ok());
    QVERIFY(saved->save({wal::SavedLane{bench.log->end()}, wal::SavedLane{{9, 5000}}}).ok());
    bench.log.reset();
    bench.memory.put(bench.segment(1), ""); // as after a loss of power
    QVERIFY(bench.open());
    QCOMPARE(bench.log->end().segment, std::uint64_t{10});
    // The number that comes next is one of those, too.
    QVERIFY(saved->save({wal::SavedLane{{10, 5000}}}).ok());
    QVERIFY(bench.open());
    QCOMPARE(bench.log->end().segment, std::uint64_t{11});
    QVERIFY(saved->save({wal::SavedLane{{1, 33}}}).ok());
    QVERIFY(bench.open());
    QCOMPARE(bench.log->end().segment, std::uint64_t{2});
    // The first group of a segment was begun: that segment is not written anew either.
    QVERIFY(saved->save({wal::SavedLane{{12, 0}, 10, 3}}).ok());
    QVERIFY(bench.open());
    QCOMPARE(bench.log->end().segment, std::uint64_t{13});
    QVERIFY(saved->save({wal::SavedLane{{15, 0}, 10, 0}}).ok());
    QVERIFY(bench.open());
    QCOMPARE(bench.log->end().segment, std::uint64_t{15});
}

void LogTest::budgetRemovesTheOldest() {
    LogBench bench(smallSegments(100'000, 500'000));
    const model::LayoutPtr layout = makeLayout(1, 500);
    const Position begin = bench.log->end();
    for (std::int64_t i = 0; i < 300; ++i) {
        QVERIFY(bench.append({makeBatch(layout, i)}).ok());
        static_cast<void>(bench.log->release(begin)); // the reader never moves
        QVERIFY(bench.log->stats().sizeBytes <= 500'000);
    }
    QVERIFY(bench.log->begin().segment > 5);
    const ReadBack back = readAll(bench.files, bench.log->begin(), bench.log->end());
    QVERIFY(back.damages.empty());
    QVERIFY(sameBatch(*back.groups.back().batches[0], *makeBatch(layout, 299)));
    QVERIFY(back.groups.size() > 50);
}

void LogTest::releaseRemovesWhatEverybodyHasRead() {
    LogBench bench(smallSegments(100'000));
    static_cast<void>(fillSegments(bench, makeLayout(1, 500), 4));
    QCOMPARE(bench.log->release({2, 40'000}).segment, std::uint64_t{2});
    QCOMPARE(bench.memory.content(bench.segment(1)), std::string());
    QVERIFY(!bench.memory.content(bench.segment(2)).empty());
    QCOMPARE(bench.log->release(bench.log->end()).segment, std::uint64_t{4});
    QCOMPARE(bench.log->stats().segments, std::uint32_t{1});
}

void LogTest::theNewestSegmentStaysUntilThereIsANewerOne() {
    LogBench bench;
    QVERIFY(bench.append({makeBatch(makeLayout(1, 10), 1)}).ok());
    QVERIFY(bench.open());
    QCOMPARE(bench.log->release(bench.log->end()).segment, std::uint64_t{1});
    QVERIFY(bench.open());
    QCOMPARE(bench.log->end().segment, std::uint64_t{2});
    QVERIFY(bench.append({makeBatch(makeLayout(1, 10), 1)}).ok());
    QCOMPARE(bench.log->release(bench.log->end()).segment, std::uint64_t{2});
}

void LogTest::aReaderOfARemovedSegmentIsTold() {
    LogBench bench(smallSegments(100'000));
    static_cast<void>(fillSegments(bench, makeLayout(1, 500), 4));
    wal::Reader reader(bench.files, kFolder, {1, wal::Position{}.offsetBytes});
    QVERIFY(*reader.next(bench.log->end()) == wal::ReadOutcome::Group);
    const ReadBack late = [&] {
        static_cast<void>(bench.log->release({3, 0}));
        return readAll(bench.files, {1, 20'000}, bench.log->end());
    }();
    QCOMPARE(late.missing, 1);
    QVERIFY(late.groups.front().before == (Position{3, 0}));
    QVERIFY(late.damages.empty());
    // One that has the file open reads on in it and is told behind it.
    int groups = 0;
    base::Result<wal::ReadOutcome> outcome = reader.next(bench.log->end());
    for (; *outcome == wal::ReadOutcome::Group; outcome = reader.next(bench.log->end())) {
        ++groups;
    }
    QVERIFY(groups > 10);
    QVERIFY(*outcome == wal::ReadOutcome::Missing);
    QVERIFY(reader.position() == (Position{3, 0}));
    // From before everything nothing is missing.
    QCOMPARE(readAll(bench.files, {}, bench.log->end()).missing, 0);
}

void LogTest::lossesAreCountedBeforeTheyHappen() {
    LogBench bench(smallSegments(1'000'000, 4'000'000));
    const model::LayoutPtr layout = makeLayout(1, 500);
    std::vector<Position> ends{bench.log->end()};
    while (bench.log->stats().sizeBytes < 4'100'000) {
        ends.push_back(*bench.append({makeBatch(layout, static_cast<std::int64_t>(ends.size()))}));
    }
    const Position begin = bench.log->beginAfterRelease({});
    QCOMPARE(begin.segment, std::uint64_t{2});
    for (const std::size_t read :
         {std::size_t{0}, std::size_t{1}, std::size_t{37}, std::size_t{150}}) {
        std::size_t lost = 0;
        for (std::size_t i = read + 1; i < ends.size() && ends[i] < begin; ++i) {
            ++lost;
        }
        QCOMPARE(bench.log->samplesIn(ends[read], begin), std::optional<std::uint64_t>(lost * 500));
    }
    QCOMPARE(bench.log->samplesIn(ends[3], ends[3]), std::optional<std::uint64_t>(0));
    QCOMPARE(
        bench.log->samplesIn(ends[3], ends.back()),
        std::optional<std::uint64_t>((ends.size() - 4) * 500)
    );
    QVERIFY(bench.log->release({}) == begin);
    QCOMPARE(bench.log->samplesIn(ends[0], begin), std::optional<std::uint64_t>());
}

void LogTest::samplesOfEarlierProcessesAreCounted() {
    LogBench bench(smallSegments(100'000));
    const auto appended = fillSegments(bench, makeLayout(1, 500), 4);
    const Position middle = readAll(bench.files, {}, bench.log->end()).groups[9].after;
    QVERIFY(bench.open(smallSegments(100'000)));
    QCOMPARE(
        bench.log->samplesIn({}, bench.log->end()),
        std::optional<std::uint64_t>(appended.size() * 500)
    );
    QCOMPARE(
        bench.log->samplesIn(middle, bench.log->end()),
        std::optional<std::uint64_t>((appended.size() - 10) * 500)
    );
}

/// Over restarts, and over a newest segment in which nothing can be read.
void LogTest::theCountOfSamplesGoesOn() {
    LogBench bench;
    const model::LayoutPtr layout = makeLayout(1, 10);
    for (std::int64_t i = 0; i < 3; ++i) {
        QVERIFY(bench.append({makeBatch(layout, i)}).ok());
        QVERIFY(bench.open());
        QCOMPARE(bench.log->samplesWritten(), static_cast<std::uint64_t>(10 * (i + 1)));
    }
    const std::string bytes = bench.memory.content(bench.segment(3));
    bench.memory.put(bench.segment(3), bytes.substr(0, 40) + std::string(bytes.size() - 40, 'x'));
    QVERIFY(bench.open());
    QCOMPARE(bench.log->samplesWritten(), std::uint64_t{20});
    QVERIFY(bench.append({makeBatch(layout, 4)}).ok());
    const ReadBack back = readAll(bench.files, {}, bench.log->end());
    QCOMPARE(back.groups.back().samplesBefore, std::uint64_t{20});
    QVERIFY(back.damages.empty());
}

void LogTest::aGroupLargerThanTheBudgetIsRefused() {
    LogBench bench(smallSegments(100'000, 200'000));
    const auto refused = bench.append({makeBatch(makeLayout(1, 30'000), 1)});
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().code, base::Code::Limit);
    QVERIFY(bench.append({makeBatch(makeLayout(1, 20'000), 1)}).ok()); // larger than a segment
    QVERIFY(bench.append({makeBatch(makeLayout(1, 20), 2)}).ok());
    QCOMPARE(bench.log->end().segment, std::uint64_t{2});
    QCOMPARE(readAll(bench.files, {}, bench.log->end()).groups.size(), std::size_t{2});
}

QTEST_GUILESS_MAIN(LogTest)
#include "log_test.moc"
