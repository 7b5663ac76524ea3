// What can go wrong outside of the journal: damaged, cut, foreign and newer files, folders that
// cannot be, a second process, a full disk. Each is told in words that name the file; nothing false
// is ever read, and nothing is half done.
#include "tests/core/metering/usage_journal_fixture.h"

#include <QProcess>
#include <QTest>

#include <SQLiteCpp/SQLiteCpp.h>
#include <signal.h>
#include <sys/resource.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

using namespace meterbench;
using namespace meterbench::tests;
using base::Code;
using metering::Checkpoint;
using metering::StoredRecord;
using metering::TotalsQuery;
using metering::UsageTotal;

namespace {

std::string bytesOf(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream out;
    out << file.rdbuf();
    return std::move(out).str();
}

void write(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

/// All that can be asked of a journal.
struct Answers {
    std::vector<StoredRecord> records;
    std::vector<StoredRecord> found;
    std::vector<UsageTotal> byDay;
    std::vector<UsageTotal> byWindow;
    std::optional<Checkpoint> checkpoint;
};

TotalsQuery byAll(bool window) {
    return {{}, {true, true, true, window}, {}};
}

metering::UsageFilter ofOneCustomer() {
    metering::UsageFilter filter;
    filter.customer = "c1";
    return filter;
}

Answers answersOf(metering::UsageJournal& journal) {
    return {
        *journal.recordsAfter(0, 100'000),
        *journal.records(ofOneCustomer(), 0, 100'000),
        *journal.totals(byAll(false)),
        *journal.totals(byAll(true)),
        *journal.checkpoint()};
}

std::string commitSome(metering::UsageJournal& journal, unsigned seed, int count) {
    std::mt19937 random(seed);
    const Checkpoint checkpoint{
        {seed, seed}, std::string(9'000, static_cast<char>('a' + seed % 26))};
    const auto done = journal.commit(randomRecords(random, count), &checkpoint);
    return done ? "" : done.error().context;
}

class FileSizeLimit {
public:
    explicit FileSizeLimit(std::uint64_t bytes) {
        ::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_former);
        rlimit limit = m_former;
        limit.rlim_cur = bytes;
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }

    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

    ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &m_former); }

private:
    rlimit m_former{};
};

} // namespace

class UsageJournalDamageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aFlippedByteIsNeverReadAsTruth();
    void whatSomebodyChangedIsDamage_data();
    void whatSomebodyChangedIsDamage();
    void aRecordIsReadWithItsOwnLineOnly();
    void aCutFileIsDamaged();
    void otherFilesAreRefused_data();
    void otherFilesAreRefused();
    void aNewerFormatIsRefused();
    void aFolderThatCannotBeMade();
    void aFolderInTheFilesPlace();
    void aSecondProcessIsRefused();
    void aFullFileTakesNothingInPart();
    void aFullDiskTakesNothingInPart();
    void aFullDiskWhileTheFileIsMade();
};

void UsageJournalDamageTest::aFlippedByteIsNeverReadAsTruth() {
    JournalFolder folder;
    commitSome(folder.open(), 1, 120);
    commitSome(*folder.journal, 2, 120);
    const Answers truth = answersOf(*folder.journal);
    folder.journal.reset();
    const std::string whole = bytesOf(folder.file());
    QVERIFY(whole.size() > 50'000);
    std::mt19937 random(3);
    constexpr int kRounds = 500;
    int harmless = 0;
    int unseen = 0; // but by verify(): an index that has lost a row
    const auto isTold = [&](const base::Error& error) {
        return error.context.find(folder.file()) != std::string::npos &&
               error.code != Code::Internal;
    };
    for (int round = 0; round < kRounds; ++round) {
        std::string bytes = whole;
        const std::size_t at = round < 200 ? static_cast<std::size_t>(round) // the file's header
                                           : random() % whole.size();
        bytes[at] = static_cast<char>(bytes[at] ^ (1U << random() % 8));
        write(folder.file(), bytes);
        std::filesystem::remove(folder.file() + "-wal");
        std::filesystem::remove(folder.file() + "-shm");
        auto opened = folder.tryOpen();
        if (!opened) {
            QVERIFY2(isTold(opened.error()), opened.error().context.c_str());
            continue;
        }
        metering::UsageJournal& journal = **opened;
        bool isRight = true;
        const auto check = [&](const auto& answer, const auto& expected) {
            if (answer.ok()) {
                isRight = isRight && *answer == expected;
            } else if (!isTold(answer.error())) {
                qFatal("%s", answer.error().context.c_str());
            }
        };
        check(journal.checkpoint(), truth.checkpoint);
        check(journal.recordsAfter(0, 100'000), truth.records);
        const bool areRecordsRight = isRight;
        check(journal.records(ofOneCustomer(), 0, 100'000), truth.found);
        check(journal.totals(byAll(false)), truth.byDay);
        check(journal.totals(byAll(true)), truth.byWindow);
        const base::Status sound = journal.verify();
        harmless += sound.ok() ? 1 : 0;
        QVERIFY2(areRecordsRight, ("byte " + std::to_string(at)).c_str());
        if (!isRight) {
            QVERIFY2(!sound.ok(), ("byte " + std::to_string(at)).c_str());
            ++unseen;
        }
    }
    qInfo("%d of %d harmless, %d seen by verify() only", harmless, kRounds, unseen);
    QVERIFY(unseen < kRounds / 20);
}

/// Who sends records on opens the journal for some of them at a time: reading all lines for that
/// was most of the work with 200,000 of them.
void UsageJournalDamageTest::aRecordIsReadWithItsOwnLineOnly() {
    JournalFolder folder;
    const std::vector<metering::UsageRecord> records{
        recordOf("m", "first", "c", "d", kNoonMs, "1"),
        recordOf("m", "second", "c", "d", kNoonMs, "2")};
    QVERIFY(folder.open().commit(records, nullptr).ok());
    folder.journal.reset();
    SQLite::Database(folder.file(), SQLite::OPEN_READWRITE)
        .exec("UPDATE line SET thing=0 WHERE id=2");
    auto& journal = folder.open();
    const auto first = journal.recordsAfter(0, 1);
    QVERIFY(first.ok() && first->size() == 1);
    QCOMPARE(first->at(0).record.thing, std::string("first"));
    QVERIFY(!journal.recordsAfter(1, 1).ok());
    QVERIFY(!journal.verify().ok());
}

/// With SQLite's own means, so that its structure is sound.
void UsageJournalDamageTest::whatSomebodyChangedIsDamage_data() {
    QTest::addColumn<std::string>("statement");
    QTest::addColumn<std::string>("seenBy");
    const auto add = [](const char* statement, const char* seenBy) {
        QTest::newRow((std::string(statement) + ": seen by " + seenBy).c_str())
            << std::string(statement) << std::string(seenBy);
    };
    for (const char* const column :
         {"line",
          "begin_ms",
          "end_ms",
          "made_ms",
          "trillions",
          "units",
          "fraction",
          "first_ms",
          "last_ms",
          "measured_ms",
          "inferred_ms",
          "unmetered_ms",
          "samples",
          "resets",
          "possible_losses",
          "day",
          "checksum"}) {
        const std::string name = column;
        add(("UPDATE record SET " + name + "=" + name + "+1 WHERE sequence=7").c_str(), "records");
    }
    for (const char* const column :
         {"records",
          "trillions",
          "units",
          "fraction",
          "measured_ms",
          "inferred_ms",
          "unmetered_ms",
          "samples",
          "resets",
          "possible_losses",
          "checksum"}) {
        const std::string name = column;
        add(("UPDATE day_sum SET " + name + "=" + name + "-1").c_str(), "totals");
    }
    add("UPDATE record SET revision=5 WHERE sequence=7", "records");
    add("DELETE FROM record WHERE sequence=7", "records");
    add("UPDATE record SET sequence=100000 WHERE sequence=7", "records");
    add("UPDATE day_sum SET units=0.5", "totals");
    add("UPDATE day_sum SET line=line+5000", "totals");
    add("UPDATE text SET text=text||'x'", "totals");
    add("DELETE FROM text", "totals");
    add("UPDATE line SET customer=customer+1", "totals");
    add("UPDATE line SET customer=customer+1", "records");
    add("DELETE FROM line", "records");
    add("DELETE FROM line WHERE id=3", "totals");
    add("UPDATE checkpoint SET segment=segment+1", "checkpoint");
    add("UPDATE checkpoint SET offset_bytes=0", "checkpoint");
    add("UPDATE checkpoint SET state=x'00'", "checkpoint");
    add("DELETE FROM day_sum WHERE line=3", "verify");
    add("DROP INDEX record_place", "open");
    add("DROP TABLE text", "open");
}

void UsageJournalDamageTest::whatSomebodyChangedIsDamage() {
    QFETCH(std::string, statement);
    QFETCH(std::string, seenBy);
    JournalFolder folder;
    commitSome(folder.open(), 1, 100);
    folder.journal.reset();
    SQLite::Database(folder.file(), SQLite::OPEN_READWRITE).exec(statement);
    auto opened = folder.tryOpen();
    base::Status said;
    const auto take = [&said](const auto& answer) {
        if (!answer.ok()) {
            said = answer.error();
        }
    };
    if (!opened) {
        said = opened.error();
    } else if (seenBy == "records") {
        take((*opened)->recordsAfter(6, 1)); // it is 7 that was changed
    } else if (seenBy == "totals") {
        take((*opened)->totals(byAll(false)));
    } else if (seenBy == "checkpoint") {
        take((*opened)->checkpoint());
    }
    QCOMPARE(said.ok(), seenBy == "verify");
    if (opened) {
        const base::Status sound = (*opened)->verify();
        QVERIFY(!sound.ok());
        said = said.ok() ? sound : said;
    }
    QCOMPARE(opened.ok(), seenBy != "open");
    QCOMPARE(said.error().code, Code::Corrupt);
    QVERIFY(said.error().context.find(folder.file() + " is damaged") == 0);
}

void UsageJournalDamageTest::aCutFileIsDamaged() {
    JournalFolder folder;
    commitSome(folder.open(), 1, 200);
    folder.journal.reset();
    const std::string whole = bytesOf(folder.file());
    for (std::size_t size = 0; size < whole.size(); size += 1'024) {
        write(folder.file(), whole.substr(0, size));
        const auto opened = folder.tryOpen();
        QVERIFY2(!opened.ok(), std::to_string(size).c_str());
        QCOMPARE(opened.error().code, Code::Corrupt);
        QVERIFY(opened.error().context.find(folder.file() + " is damaged") == 0);
        QVERIFY(opened.error().context.find("copy") != std::string::npos);
        QCOMPARE(bytesOf(folder.file()), whole.substr(0, size)); // left as it was found
    }
}

void UsageJournalDamageTest::otherFilesAreRefused_data() {
    QTest::addColumn<std::string>("bytes");
    QTest::newRow("an empty one") << std::string();
    QTest::newRow("a text") << std::string("not a database\n");
    QTest::newRow("a long text") << std::string(100'000, 'x');
    JournalFolder folder;
    const std::string path = folder.temporary.path().toStdString() + "/other.db";
    {
        SQLite::Database other(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        other.exec("CREATE TABLE record(a); PRAGMA user_version=1");
    }
    QTest::newRow("another program's database") << bytesOf(path);
}

void UsageJournalDamageTest::otherFilesAreRefused() {
    QFETCH(std::string, bytes);
    JournalFolder folder;
    std::filesystem::create_directories(folder.folder);
    write(folder.file(), bytes);
    const auto opened = folder.tryOpen();
    QVERIFY(!opened);
    QCOMPARE(opened.error().code, Code::Corrupt);
    QVERIFY(opened.error().context.find(folder.file()) != std::string::npos);
    QCOMPARE(bytesOf(folder.file()), bytes);
}

void UsageJournalDamageTest::aNewerFormatIsRefused() {
    JournalFolder folder;
    folder.open();
    folder.journal.reset();
    SQLite::Database(folder.file(), SQLite::OPEN_READWRITE).exec("PRAGMA user_version=2");
    const auto opened = folder.tryOpen();
    QVERIFY(!opened);
    QCOMPARE(opened.error().code, Code::Unsupported);
    QVERIFY(opened.error().context.find(folder.file() + " has format 2") == 0);
}

void UsageJournalDamageTest::aFolderThatCannotBeMade() {
    JournalFolder folder;
    write(folder.folder, "a file is here");
    const auto opened = JournalFolder(folder.folder + "/deeper").tryOpen();
    QVERIFY(!opened);
    QCOMPARE(opened.error().code, Code::Io);
    QVERIFY(opened.error().context.find(folder.folder + "/deeper") != std::string::npos);
}

void UsageJournalDamageTest::aFolderInTheFilesPlace() {
    JournalFolder folder;
    std::filesystem::create_directories(folder.file());
    const auto opened = folder.tryOpen();
    QVERIFY(!opened);
    QCOMPARE(opened.error().code, Code::Io);
    QVERIFY(opened.error().context.find(folder.file()) != std::string::npos);
}

void UsageJournalDamageTest::aSecondProcessIsRefused() {
    JournalFolder folder;
    folder.open();
    QProcess child;
    child.start(
        QCoreApplication::applicationFilePath(),
        {QStringLiteral("--open"), QString::fromStdString(folder.folder)}
    );
    QVERIFY(child.waitForFinished());
    const QString said = QString::fromUtf8(child.readAllStandardOutput());
    QCOMPARE(child.exitCode(), 1);
    QVERIFY2(said.contains(QString::fromStdString(folder.folder)), qPrintable(said));
    QVERIFY2(said.contains(QStringLiteral("process %1").arg(::getpid())), qPrintable(said));
    QCOMPARE(commitSome(*folder.journal, 1, 10), std::string());
    folder.journal.reset();
    child.start();
    QVERIFY(child.waitForFinished());
    QCOMPARE(child.exitCode(), 0);
}

void UsageJournalDamageTest::aFullFileTakesNothingInPart() {
    JournalFolder folder;
    folder.open(400'000);
    unsigned seed = 0;
    Answers before;
    std::string error;
    while (error.empty()) {
        before = answersOf(*folder.journal);
        error = commitSome(*folder.journal, ++seed, 300);
        QVERIFY(seed < 100);
    }
    QVERIFY2(error.find(folder.file()) != std::string::npos, error.c_str());
    QVERIFY2(error.find("room") != std::string::npos, error.c_str());
    const auto isAsBefore = [&] {
        const Answers now = answersOf(*folder.journal);
        return now.records == before.records && now.byDay == before.byDay &&
               now.checkpoint == before.checkpoint &&
               folder.journal->lastSequence() == static_cast<std::int64_t>(before.records.size()) &&
               folder.journal->verify().ok();
    };
    QVERIFY(isAsBefore());
    QVERIFY(!commitSome(*folder.journal, seed, 300).empty());
    folder.open();
    QVERIFY(isAsBefore());
    QCOMPARE(commitSome(*folder.journal, seed, 300), std::string());
    QVERIFY(folder.journal->lastSequence() > static_cast<std::int64_t>(before.records.size()));
    QVERIFY(folder.journal->verify());
}

void UsageJournalDamageTest::aFullDiskTakesNothingInPart() {
    JournalFolder folder;
    commitSome(folder.open(), 1, 300);
    std::mt19937 random(5);
    int failures = 0;
    for (unsigned round = 2; round < 60; ++round) {
        const Answers before = answersOf(*folder.journal);
        const std::uint64_t size = std::filesystem::file_size(folder.file() + "-wal");
        std::string error;
        {
            const FileSizeLimit limit(size + random() % 100'000);
            error = commitSome(*folder.journal, round, 100);
        }
        if (error.empty()) {
            continue;
        }
        ++failures;
        QVERIFY2(error.find(folder.file()) != std::string::npos, error.c_str());
        QVERIFY2(error.find("Nothing of it was stored") != std::string::npos, error.c_str());
        if (round % 3 == 0) {
            folder.open();
        }
        const Answers after = answersOf(*folder.journal);
        QVERIFY(after.records == before.records);
        QVERIFY(after.byDay == before.byDay);
        QVERIFY(after.checkpoint == before.checkpoint);
        QCOMPARE(commitSome(*folder.journal, round, 100), std::string());
        const base::Status sound = folder.journal->verify();
        QVERIFY2(sound.ok(), sound.ok() ? "" : sound.error().context.c_str());
    }
    QVERIFY(failures > 5);
}

void UsageJournalDamageTest::aFullDiskWhileTheFileIsMade() {
    JournalFolder folder;
    for (const std::uint64_t bytes : {0, 100, 5'000, 12'000, 30'000}) {
        const FileSizeLimit limit(bytes);
        const auto opened = folder.tryOpen();
        QVERIFY(!opened);
        QVERIFY(opened.error().code == Code::Io || opened.error().code == Code::Limit);
        QVERIFY(opened.error().context.find(folder.folder) != std::string::npos);
    }
    QCOMPARE(commitSome(folder.open(), 1, 10), std::string());
}

int main(int argc, char** argv) {
    if (argc == 3 && std::string_view(argv[1]) == "--open") {
        const auto opened = JournalFolder(argv[2]).tryOpen();
        std::printf("%s\n", opened ? "opened" : opened.error().context.c_str());
        return opened ? 0 : 1;
    }
    QCoreApplication application(argc, argv);
    UsageJournalDamageTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "usage_journal_damage_test.moc"
