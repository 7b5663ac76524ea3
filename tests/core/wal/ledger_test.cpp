// The ledger: entries merge, survive restarts, torn lines and full disks.
#include "core/wal/ledger.h"
#include "tests/support/failing_file.h"

#include <QTest>

using namespace meterbench;
using namespace meterbench::tests;
using wal::Ledger;
using wal::LedgerEntry;

class LedgerTest : public QObject {
    Q_OBJECT

private slots:
    void entriesSurviveARestart();
    void theSameWithinAMinuteIsOne();
    void everyTornEndCostsOneEntry();
    void everyFlipCostsAtMostItsLine();
    void anEntryTheDiskDoesNotTakeIsKnownAllTheSame();
    void theFileStaysSmallAndTheSumExact();
};

namespace {

const std::string kPath = "log/ledger";

LedgerEntry lost(std::int64_t timeMs, const std::string& who, std::uint64_t samples) {
    return {timeMs, who, "over the disk budget", samples, "segment 4"};
}

Ledger openLedger(base::FileSystem& files) {
    return std::move(Ledger::open(files, kPath)).value();
}

} // namespace

void LedgerTest::entriesSurviveARestart() {
    MemoryFileSystem files;
    const LedgerEntry odd{5, "http://h/\tx\\n", "refused by the receiver (400)", 7, "two\nlines"};
    {
        Ledger ledger = openLedger(files);
        QVERIFY(ledger.entries().empty());
        QVERIFY(ledger.add(odd).ok());
        QVERIFY(ledger.add(lost(6, "b", 3)).ok());
    }
    const Ledger ledger = openLedger(files);
    QVERIFY(ledger.entries() == std::vector<LedgerEntry>({odd, lost(6, "b", 3)}));
    QCOMPARE(ledger.lostSamples(), std::uint64_t{10});
}

void LedgerTest::theSameWithinAMinuteIsOne() {
    MemoryFileSystem files;
    Ledger ledger = openLedger(files);
    for (const LedgerEntry& entry :
         {lost(0, "a", 1),
          lost(100, "b", 10),
          lost(59'999, "a", 2),
          lost(60'000, "a", 4),
          lost(70'000, "b", 20)}) {
        QVERIFY(ledger.add(entry).ok());
    }
    const std::vector<LedgerEntry> expected{
        lost(0, "a", 3), lost(100, "b", 10), lost(60'000, "a", 4), lost(70'000, "b", 20)};
    QVERIFY(ledger.entries() == expected);
    QVERIFY(openLedger(files).entries() == expected);
    QCOMPARE(ledger.lostSamples(), std::uint64_t{37});
}

void LedgerTest::everyTornEndCostsOneEntry() {
    MemoryFileSystem files;
    {
        Ledger ledger = openLedger(files);
        QVERIFY(ledger.add(lost(0, "a", 1)).ok());
        QVERIFY(ledger.add(lost(0, "b", 2)).ok());
    }
    const std::string whole = files.content(kPath);
    const std::size_t firstLine = whole.find('\n') + 1;
    for (std::size_t size = firstLine; size < whole.size(); ++size) {
        files.put(kPath, whole.substr(0, size));
        // Only the newline is missing: the line is whole.
        const std::uint64_t kept = size + 1 == whole.size() ? 3 : 1;
        Ledger ledger = openLedger(files);
        QCOMPARE(ledger.lostSamples(), kept);
        QVERIFY(ledger.add(lost(0, "c", 4)).ok());
        QCOMPARE(openLedger(files).lostSamples(), kept + 4);
    }
}

void LedgerTest::everyFlipCostsAtMostItsLine() {
    MemoryFileSystem files;
    {
        Ledger ledger = openLedger(files);
        QVERIFY(ledger.add(lost(0, "a", 1)).ok());
        QVERIFY(ledger.add(lost(0, "b", 2)).ok());
        QVERIFY(ledger.add(lost(0, "c", 4)).ok());
    }
    const std::string whole = files.content(kPath);
    const std::size_t second = whole.find('\n') + 1;
    const std::size_t third = whole.find('\n', second) + 1;
    for (std::size_t i = second; i < third - 1; ++i) {
        std::string bytes = whole;
        bytes[i] = static_cast<char>(bytes[i] ^ 1);
        files.put(kPath, bytes);
        QCOMPARE(openLedger(files).lostSamples(), std::uint64_t{5});
    }
}

void LedgerTest::anEntryTheDiskDoesNotTakeIsKnownAllTheSame() {
    MemoryFileSystem memory;
    FailingFileSystem files(memory);
    Ledger ledger = openLedger(files);
    QVERIFY(ledger.add(lost(0, "a", 1)).ok());
    files.faults.capacityBytes = 20;
    QVERIFY(!ledger.add(lost(0, "b", 2)).ok());
    QCOMPARE(ledger.lostSamples(), std::uint64_t{3});
    files.faults.capacityBytes = Faults::kNever;
    QVERIFY(ledger.add(lost(0, "c", 4)).ok());
    QCOMPARE(openLedger(files).lostSamples(), std::uint64_t{5}); // b is torn, c is not
}

void LedgerTest::theFileStaysSmallAndTheSumExact() {
    MemoryFileSystem files;
    {
        Ledger ledger = openLedger(files);
        for (std::int64_t i = 0; i < 10'000; ++i) {
            QVERIFY(ledger.add(lost(i * 60'000, "a", 2)).ok());
        }
        QCOMPARE(ledger.entries().size(), std::size_t{1000});
        QCOMPARE(ledger.lostSamples(), std::uint64_t{20'000});
    }
    QVERIFY(files.content(kPath).size() < 500'000);
    const Ledger ledger = openLedger(files);
    QCOMPARE(ledger.lostSamples(), std::uint64_t{20'000});
    QCOMPARE(ledger.entries().size(), std::size_t{1000});
    QCOMPARE(ledger.entries().back().timeMs, std::int64_t{9'999 * 60'000});
}

QTEST_GUILESS_MAIN(LedgerTest)
#include "ledger_test.moc"
