// Saved positions: torn writes leave the former one, any name is safe.
#include "core/wal/position_name.h"
#include "core/wal/saved_position.h"
#include "tests/support/failing_file.h"

#include <QTest>

using namespace meterbench;
using namespace meterbench::tests;
using wal::SavedLane;
using wal::SavedPosition;

class SavedPositionTest : public QObject {
    Q_OBJECT

private slots:
    void aNewOneStartsWhereItIsTold();
    void savingIsOneSmallWrite();
    void everyTornWriteLeavesTheFormer();
    void everyFlipLeavesAPositionThatWasSaved();
    void bothSlotsDamagedStartsBeforeEverything();
    void aFailedSaveChangesNothing();
    void namesAreSafe_data();
    void namesAreSafe();
    void keysAndForget();
    void tooManyLanesAreRefused();
};

namespace {

const std::string kPath = "log/positions/receiver";

SavedPosition openSaved(base::FileSystem& files) {
    return std::move(SavedPosition::open(files, "log", "receiver", {3, 700})).value();
}

} // namespace

void SavedPositionTest::aNewOneStartsWhereItIsTold() {
    MemoryFileSystem files;
    const SavedPosition fresh = openSaved(files);
    QVERIFY(fresh.isNew());
    QVERIFY(fresh.lanes() == std::vector<SavedLane>({SavedLane{{3, 700}}}));
    const auto again = SavedPosition::open(files, "log", "receiver", {9, 9});
    QVERIFY(!again->isNew());
    QVERIFY(again->lanes() == fresh.lanes()); // it was saved at once
}

void SavedPositionTest::savingIsOneSmallWrite() {
    MemoryFileSystem memory;
    FailingFileSystem files(memory);
    SavedPosition saved = openSaved(files);
    files.counts = {};
    const std::vector<SavedLane> lanes{{{4, 100}, 5'000, 17}, {{4, 32}, 0, 0}, {{3, 900}}};
    QVERIFY(saved.save(lanes).ok());
    QCOMPARE(files.counts.writes, std::uint64_t{1});
    QCOMPARE(files.counts.writtenBytes, std::uint64_t{16 + 3 * 32});
    QCOMPARE(files.counts.syncs, std::uint64_t{0});
    QVERIFY(openSaved(files).lanes() == lanes);
}

void SavedPositionTest::everyTornWriteLeavesTheFormer() {
    constexpr std::uint64_t kOther = 0x0101010101010101; // another in every byte
    for (std::uint64_t bytes = 0; bytes < 80; ++bytes) {
        MemoryFileSystem memory;
        FailingFileSystem files(memory);
        SavedPosition saved = openSaved(files);
        QVERIFY(saved.save({{{1, 1}}, {{5, 5}}}).ok());
        QVERIFY(saved.save({{{2, 2}}, {{6, 6}}}).ok());
        files.faults.failWrite = 0;
        files.faults.shortBytes = bytes;
        QVERIFY(!saved.save({{{7, 7}, 7, 7}, {{kOther, kOther}, kOther, kOther}}).ok());
        QVERIFY(openSaved(files).lanes() == std::vector<SavedLane>({{{2, 2}}, {{6, 6}}}));
    }
}

void SavedPositionTest::everyFlipLeavesAPositionThatWasSaved() {
    MemoryFileSystem files;
    SavedPosition saved = openSaved(files);
    QVERIFY(saved.save({{{1, 1}}, {{5, 5}}}).ok());
    QVERIFY(saved.save({{{2, 2}}, {{6, 6}}}).ok());
    const std::string whole = files.content(kPath);
    for (std::size_t i = 0; i < whole.size(); ++i) {
        std::string bytes = whole;
        bytes[i] = static_cast<char>(bytes[i] ^ (1 << i % 8));
        files.put(kPath, bytes);
        const auto lanes = openSaved(files).lanes();
        QVERIFY(
            lanes == std::vector<SavedLane>({{{2, 2}}, {{6, 6}}}) ||
            lanes == std::vector<SavedLane>({{{1, 1}}, {{5, 5}}})
        );
    }
}

void SavedPositionTest::bothSlotsDamagedStartsBeforeEverything() {
    MemoryFileSystem files;
    static_cast<void>(openSaved(files));
    files.put(kPath, std::string(17'000, 'x'));
    SavedPosition saved = openSaved(files);
    QVERIFY(!saved.isNew());
    QVERIFY(saved.lanes() == std::vector<SavedLane>({{{0, 0}}}));
    QVERIFY(saved.save({{{8, 8}}}).ok());
    QVERIFY(openSaved(files).lanes() == std::vector<SavedLane>({{{8, 8}}}));
}

void SavedPositionTest::aFailedSaveChangesNothing() {
    MemoryFileSystem memory;
    FailingFileSystem files(memory);
    SavedPosition saved = openSaved(files);
    files.faults.capacityBytes = 0;
    const base::Status failed = saved.save({{{8, 8}}});
    QVERIFY(!failed.ok());
    QCOMPARE(failed.error().code, base::Code::Limit);
    QVERIFY(saved.lanes() == std::vector<SavedLane>({{{3, 700}}}));
    files.faults.capacityBytes = Faults::kNever;
    QVERIFY(saved.save({{{8, 8}}}).ok());
    QVERIFY(openSaved(files).lanes() == std::vector<SavedLane>({{{8, 8}}}));
    // A new one that cannot be written is new again at the next try.
    files.faults.capacityBytes = 0;
    QVERIFY(!SavedPosition::open(files, "log", "other", {1, 1}).ok());
    files.faults.capacityBytes = Faults::kNever;
    QVERIFY(SavedPosition::open(files, "log", "other", {2, 2})->isNew());
}

void SavedPositionTest::namesAreSafe_data() {
    QTest::addColumn<std::string>("key");
    QTest::addColumn<std::string>("fileName");
    QTest::newRow("a plain name stays")
        << std::string("receiver-1_a.b") << std::string("receiver-1_a.b");
    QTest::newRow("a URL is escaped")
        << std::string("http://h:1/x?y") << std::string("http%3A%2F%2Fh%3A1%2Fx%3Fy");
    QTest::newRow("the way up is closed") << std::string("../x") << std::string("%2E.%2Fx");
    QTest::newRow("a percent sign is not taken for an escape")
        << std::string("a%2F") << std::string("a%252F");
    QTest::newRow("any byte will do") << std::string("\0\xff\n", 3) << std::string("%00%FF%0A");
    QTest::newRow("a long name is cut and hashed")
        << std::string(151, 'a') << std::string(150, 'a') + "~11ccdd0fa8ccccd9";
}

void SavedPositionTest::namesAreSafe() {
    QFETCH(std::string, key);
    QFETCH(std::string, fileName);
    const std::string name = wal::positionFileName(key);
    if (fileName.find('~') == std::string::npos) {
        QCOMPARE(name, fileName);
        QCOMPARE(wal::positionKey(name), std::optional(key));
    } else {
        QCOMPARE(name.size(), fileName.size());
        QCOMPARE(name.substr(0, 151), fileName.substr(0, 151));
        QVERIFY(wal::positionFileName(key + "a") != name);
        QVERIFY(!wal::positionKey(name));
    }
}

void SavedPositionTest::keysAndForget() {
    MemoryFileSystem files;
    QVERIFY(SavedPosition::keys(files, "log")->empty());
    const std::vector<std::string> keys{"../x", "a", std::string(2000, 'z')};
    for (const std::string& key : keys) {
        QVERIFY(SavedPosition::open(files, "log", key, {}).ok());
    }
    files.put("log/positions/stranger's file", "x");
    QVERIFY(*SavedPosition::keys(files, "log") == keys);
    QVERIFY(SavedPosition::forget(files, "log", keys[2]).ok());
    QCOMPARE(SavedPosition::keys(files, "log")->size(), std::size_t{2});
    QVERIFY(!SavedPosition::open(files, "log", "", {}).ok());
}

void SavedPositionTest::tooManyLanesAreRefused() {
    MemoryFileSystem files;
    SavedPosition saved = openSaved(files);
    QVERIFY(saved.save(std::vector<SavedLane>(SavedPosition::kMaxLanes, {{1, 2}})).ok());
    QVERIFY(!saved.save(std::vector<SavedLane>(SavedPosition::kMaxLanes + 1, {{1, 2}})).ok());
    QVERIFY(!saved.save({}).ok());
    QCOMPARE(openSaved(files).lanes().size(), SavedPosition::kMaxLanes);
}

QTEST_GUILESS_MAIN(SavedPositionTest)
#include "saved_position_test.moc"
