// What a disk can do to a log: full, short, unwritable, deaf to sync, locked. Nothing of a failed
// append is ever read, and appending goes on when there is room again.
#include "tests/core/wal/wal_fixture.h"

#include <QTemporaryDir>
#include <QTest>

using namespace meterbench;
using namespace meterbench::tests;
using wal::Position;

class FailureTest : public QObject {
    Q_OBJECT

private slots:
    void aFailedAppendLeavesNothing_data();
    void aFailedAppendLeavesNothing();
    void aFullDiskTakesAgainWhenThereIsRoom();
    void freeSpaceIsKept();
    void freeSpaceIsKeptBehindTheAppendToo();
    void freeSpaceIsAskedForSeldom();
    void freeSpaceIsAskedForAfterAFailure();
    void nothingIsWrittenBehindBytesThatCannotBeCut();
    void aLayoutOfAFailedAppendIsDefinedAgain();
    void aFailedSyncIsToldAndANewSegmentBegins();
    void syncBringsAllSegmentsToTheDisk();
    void aFullDiskDoesNotKeepALogFromOpening();
    void anUnwritableFolderIsNamed();
    void aSecondProcessIsToldThePid();
    void aReadErrorIsAnErrorAndNoDamage();
};

void FailureTest::aFailedAppendLeavesNothing_data() {
    QTest::addColumn<int>("shortBytes");
    QTest::newRow("nothing was written") << 0;
    QTest::newRow("one byte was written") << 1;
    QTest::newRow("half was written") << 4000;
    QTest::newRow("all but the end was written") << 8049;
}

void FailureTest::aFailedAppendLeavesNothing() {
    QFETCH(int, shortBytes);
    LogBench bench;
    const model::LayoutPtr layout = makeLayout(1, 1000);
    QVERIFY(bench.append({makeBatch(layout, 1)}).ok());
    const Position end = bench.log->end();
    const std::string before = bench.memory.content(bench.segment(1));
    bench.files.faults.failWrite = 0;
    bench.files.faults.shortBytes = static_cast<std::uint64_t>(shortBytes);
    const auto failed = bench.append({makeBatch(layout, 2)});
    QVERIFY(!failed.ok());
    QCOMPARE(failed.error().code, base::Code::Io);
    QVERIFY(bench.log->end() == end);
    QCOMPARE(bench.memory.content(bench.segment(1)), before);
    QCOMPARE(bench.log->stats().failedAppends, std::uint64_t{1});
    QVERIFY(bench.append({makeBatch(layout, 3)}).ok());
    const ReadBack back = readAll(bench.files, {}, bench.log->end());
    QCOMPARE(back.groups.size(), std::size_t{2});
    QVERIFY(back.damages.empty());
    QVERIFY(sameBatch(*back.groups[1].batches[0], *makeBatch(layout, 3)));
}

void FailureTest::aFullDiskTakesAgainWhenThereIsRoom() {
    LogBench bench;
    const model::LayoutPtr layout = makeLayout(1, 1000);
    bench.files.faults.capacityBytes = 100'000;
    std::size_t kept = 0;
    base::Result<Position> last = bench.append({makeBatch(layout, 0)});
    for (; last.ok(); last = bench.append({makeBatch(layout, 0)})) {
        ++kept;
    }
    QCOMPARE(last.error().code, base::Code::Limit);
    QVERIFY(kept > 8);
    QVERIFY(!bench.append({makeBatch(layout, 0)}).ok());
    bench.files.faults.capacityBytes = Faults::kNever;
    QVERIFY(bench.append({makeBatch(layout, 0)}).ok());
    const ReadBack back = readAll(bench.files, {}, bench.log->end());
    QCOMPARE(back.groups.size(), kept + 1);
    QVERIFY(back.damages.empty());
}

void FailureTest::freeSpaceIsKept() {
    LogBench bench;
    bench.files.faults.freeBytes = (64ULL << 20) - 1;
    const auto refused = bench.append({makeBatch(makeLayout(1, 10), 1)});
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().code, base::Code::Limit);
    QVERIFY2(
        refused.error().context.find("64MiB stay untouched") != std::string::npos,
        refused.error().context.c_str()
    );
    QCOMPARE(bench.files.counts.writtenBytes, std::uint64_t{0});
    bench.files.faults.freeBytes = 65ULL << 20;
    QVERIFY(bench.append({makeBatch(makeLayout(1, 10), 1)}).ok());
}

/// What is about to be written counts as well.
void FailureTest::freeSpaceIsKeptBehindTheAppendToo() {
    LogBench bench;
    bench.files.faults.freeBytes = (64ULL << 20) + 1'000;
    QVERIFY(!bench.append({makeBatch(makeLayout(1, 1'000), 1)}).ok());
    QVERIFY(bench.append({makeBatch(makeLayout(1, 10), 1)}).ok());
}

void FailureTest::freeSpaceIsAskedForSeldom() {
    LogBench bench;
    const model::LayoutPtr layout = makeLayout(1, 100'000);
    for (std::int64_t i = 0; i < 50; ++i) { // 800 KB each
        QVERIFY(bench.append({makeBatch(layout, i)}).ok());
    }
    QCOMPARE(bench.files.counts.freeQuestions, std::uint64_t{1 + 40 / 16});
}

void FailureTest::freeSpaceIsAskedForAfterAFailure() {
    LogBench bench;
    const model::LayoutPtr layout = makeLayout(1, 10);
    QVERIFY(bench.append({makeBatch(layout, 0)}).ok());
    QVERIFY(bench.append({makeBatch(layout, 1)}).ok());
    QCOMPARE(bench.files.counts.freeQuestions, std::uint64_t{1});
    bench.files.faults.failWrite = 0;
    QVERIFY(!bench.append({makeBatch(layout, 2)}).ok());
    QVERIFY(bench.append({makeBatch(layout, 3)}).ok());
    QCOMPARE(bench.files.counts.freeQuestions, std::uint64_t{2});
}

void FailureTest::nothingIsWrittenBehindBytesThatCannotBeCut() {
    LogBench bench;
    const model::LayoutPtr layout = makeLayout(1, 1000);
    QVERIFY(bench.append({makeBatch(layout, 1)}).ok());
    bench.files.faults.failTruncate = true;
    bench.files.faults.failWrite = 0;
    bench.files.faults.shortBytes = 5000;
    QVERIFY(!bench.append({makeBatch(layout, 2)}).ok());
    const std::uint64_t writes = bench.files.counts.writes;
    QVERIFY(!bench.append({makeBatch(layout, 3)}).ok());
    QCOMPARE(bench.files.counts.writes, writes);
    bench.files.faults.failTruncate = false;
    QVERIFY(bench.append({makeBatch(makeLayout(1, 1), 4)}).ok());
    QCOMPARE(
        bench.memory.content(bench.segment(1)).size(), std::size_t{bench.log->end().offsetBytes}
    );
    QCOMPARE(readAll(bench.files, {}, bench.log->end()).groups.size(), std::size_t{2});
}

void FailureTest::aLayoutOfAFailedAppendIsDefinedAgain() {
    LogBench bench;
    const model::LayoutPtr layout = makeLayout(1, 10);
    bench.files.faults.failWrite = 0;
    QVERIFY(!bench.append({makeBatch(layout, 1)}).ok());
    QVERIFY(bench.append({makeBatch(layout, 2)}).ok());
    const ReadBack back = readAll(bench.files, {}, bench.log->end());
    QCOMPARE(back.groups.size(), std::size_t{1});
    QVERIFY(sameBatch(*back.groups[0].batches[0], *makeBatch(layout, 2)));
}

void FailureTest::aFailedSyncIsToldAndANewSegmentBegins() {
    LogBench bench;
    const model::LayoutPtr layout = makeLayout(1, 10);
    QVERIFY(bench.append({makeBatch(layout, 1)}).ok());
    bench.files.faults.failSync = true;
    QVERIFY(!bench.log->sync().ok());
    bench.files.faults.failSync = false;
    QVERIFY(bench.append({makeBatch(layout, 2)}).ok());
    QCOMPARE(bench.log->end().segment, std::uint64_t{2});
    QVERIFY(bench.append({makeBatch(layout, 3)}).ok());
    QCOMPARE(bench.log->end().segment, std::uint64_t{2});
    QVERIFY(bench.log->sync().ok());
    QCOMPARE(readAll(bench.files, {}, bench.log->end()).groups.size(), std::size_t{3});
}

void FailureTest::syncBringsAllSegmentsToTheDisk() {
    wal::LogOptions options;
    options.segmentBytes = 50'000;
    LogBench bench(options);
    const model::LayoutPtr layout = makeLayout(1, 1000);
    while (bench.log->stats().segments < 4) {
        QVERIFY(bench.append({makeBatch(layout, 1)}).ok());
    }
    QVERIFY(bench.log->sync().ok());
    QCOMPARE(bench.files.counts.syncs, std::uint64_t{4});
    QCOMPARE(bench.files.counts.folderSyncs, std::uint64_t{1}); // the names of new files
    QVERIFY(bench.log->sync().ok());                            // nothing new
    QCOMPARE(bench.files.counts.syncs, std::uint64_t{4});
    QVERIFY(bench.append({makeBatch(layout, 1)}).ok());
    bench.log.reset(); // an orderly end leaves nothing behind
    QVERIFY(bench.files.counts.syncs > 4);
}

void FailureTest::aFullDiskDoesNotKeepALogFromOpening() {
    LogBench bench;
    const model::LayoutPtr layout = makeLayout(1, 10'000);
    QVERIFY(bench.append({makeBatch(layout, 0)}).ok());
    QVERIFY(bench.append({makeBatch(layout, 1)}).ok());
    bench.log.reset();
    const std::string whole = bench.memory.content(bench.segment(1));
    bench.memory.put(bench.segment(1), std::string_view(whole).substr(0, whole.size() - 1));
    bench.files.faults.capacityBytes = 0;
    QVERIFY2(bench.open(), bench.openError.c_str());
    QCOMPARE(
        bench.log->ledger().entries().size(), std::size_t{1}
    ); // known, though it could not be written
    QCOMPARE(bench.log->ledger().lostSamples(), std::uint64_t{10'000});
    QVERIFY(!bench.append({makeBatch(layout, 2)}).ok());
    bench.files.faults.capacityBytes = Faults::kNever;
    QVERIFY(bench.append({makeBatch(layout, 2)}).ok());
}

void FailureTest::anUnwritableFolderIsNamed() {
    LogBench bench;
    bench.log.reset();
    bench.files.faults.failOpen = true;
    QVERIFY(!bench.open());
    QVERIFY2(
        bench.openError.find("cannot be written to") != std::string::npos, bench.openError.c_str()
    );
    QVERIFY2(bench.openError.find("log/lock") != std::string::npos, bench.openError.c_str());
    // The machine's own files say it the same way.
    const QTemporaryDir folder;
    base::PosixFileSystem files;
    wal::LogOptions options;
    options.folder = folder.path().toStdString() + "/file/log";
    QVERIFY(files.replace(folder.path().toStdString() + "/file", "x").ok());
    const auto opened = wal::Log::open(files, bench.clock, options, bench.lines);
    QVERIFY(!opened.ok());
    QVERIFY2(
        opened.error().context.find("Not a directory") != std::string::npos,
        opened.error().context.c_str()
    );
}

void FailureTest::aSecondProcessIsToldThePid() {
    const QTemporaryDir folder;
    base::PosixFileSystem files;
    FakeClock clock;
    KeptLines lines;
    wal::LogOptions options;
    options.folder = folder.path().toStdString();
    auto first = wal::Log::open(files, clock, options, lines);
    QVERIFY(first.ok());
    const auto second = wal::Log::open(files, clock, options, lines);
    QVERIFY(!second.ok());
    QCOMPARE(second.error().code, base::Code::Limit);
    const std::string& words = second.error().context;
    QVERIFY2(words.find("in use") != std::string::npos, words.c_str());
    QVERIFY2(
        words.find(std::to_string(QCoreApplication::applicationPid())) != std::string::npos,
        words.c_str()
    );
    *first = nullptr;
    QVERIFY(wal::Log::open(files, clock, options, lines).ok());
}

void FailureTest::aReadErrorIsAnErrorAndNoDamage() {
    LogBench bench;
    const model::LayoutPtr layout = makeLayout(1, 1000);
    for (std::int64_t i = 0; i < 5; ++i) {
        QVERIFY(bench.append({makeBatch(layout, i)}).ok());
    }
    wal::Reader reader(bench.files, kFolder, {});
    bench.files.faults.failReads = true;
    QVERIFY(!reader.next(bench.log->end()).ok());
    bench.files.faults.failReads = false;
    for (int i = 0; i < 5; ++i) {
        QVERIFY(*reader.next(bench.log->end()) == wal::ReadOutcome::Group);
    }
    QVERIFY(*reader.next(bench.log->end()) == wal::ReadOutcome::End);
}

QTEST_GUILESS_MAIN(FailureTest)
#include "failure_test.moc"
