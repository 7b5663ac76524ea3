// The journal on bad disks: killed at every step, full, failing at writes, at sync, at rename. What
// was answered is there, what was refused is not.
#include "tests/core/instruments/journal_fixture.h"

#include <QTest>

#include <algorithm>

using namespace meterbench;
using namespace meterbench::instruments;
using namespace meterbench::tests;

namespace {

/// Stands before a MemoryFileSystem and notes every step that changes something. From step `dieAt`
/// on nothing happens any more, as if the program had been killed; a write is done in part.
class MortalFileSystem final : public base::FileSystem {
    class MortalFile final : public base::File {
    public:
        MortalFile(MortalFileSystem& owner, std::unique_ptr<base::File> file, std::string name)
            : m_owner(owner)
            , m_file(std::move(file))
            , m_name(std::move(name)) {}

        base::Status append(std::string_view) override { return dead(); }

        base::Status writeAt(std::uint64_t offsetBytes, std::string_view bytes) override {
            const bool wasAlive = m_owner.isAlive();
            if (!m_owner.step("write " + m_name)) {
                const std::size_t part = wasAlive ? std::min(m_owner.partBytes, bytes.size()) : 0;
                static_cast<void>(m_file->writeAt(offsetBytes, bytes.substr(0, part)));
                return dead();
            }
            return m_file->writeAt(offsetBytes, bytes);
        }

        base::Result<std::string>
        readAt(std::uint64_t offsetBytes, std::size_t sizeBytes) override {
            return m_file->readAt(offsetBytes, sizeBytes);
        }

        base::Result<std::uint64_t> sizeBytes() override { return m_file->sizeBytes(); }

        base::Status truncate(std::uint64_t sizeBytes) override {
            return m_owner.step("truncate " + m_name) ? m_file->truncate(sizeBytes) : dead();
        }

        base::Status sync() override {
            return m_owner.step("sync " + m_name) ? m_file->sync() : dead();
        }

    private:
        MortalFileSystem& m_owner;
        std::unique_ptr<base::File> m_file;
        std::string m_name;
    };

public:
    explicit MortalFileSystem(MemoryFileSystem& inner)
        : m_inner(inner) {}

    base::Result<std::unique_ptr<base::File>>
    open(const std::string& path, base::OpenMode mode) override {
        if (mode == base::OpenMode::CreateOrOpen && !step("create " + nameOf(path))) {
            return dead().error();
        }
        auto file = m_inner.open(path, mode);
        if (!file) {
            return file;
        }
        return std::unique_ptr<base::File>(
            std::make_unique<MortalFile>(*this, std::move(file).value(), nameOf(path))
        );
    }

    base::Result<std::vector<std::string>> list(const std::string& folder) override {
        return m_inner.list(folder);
    }

    base::Status createFolders(const std::string& folder) override {
        return m_inner.createFolders(folder);
    }

    base::Status remove(const std::string& path) override {
        return step("remove " + nameOf(path)) ? m_inner.remove(path) : dead();
    }

    base::Status rename(const std::string& from, const std::string& to) override {
        return step("rename " + nameOf(to)) ? m_inner.rename(from, to) : dead();
    }

    base::Result<std::uint64_t> freeBytes(const std::string& folder) override {
        return m_inner.freeBytes(folder);
    }

    base::Result<std::unique_ptr<base::FileLock>> lock(const std::string& path) override {
        return m_inner.lock(path);
    }

    base::Result<std::string> readAll(const std::string& path) override {
        return m_inner.readAll(path);
    }

    base::Status replace(const std::string&, std::string_view) override { return dead(); }

    base::Status syncFolder(const std::string&) override {
        return step("sync folder") ? base::Status() : dead();
    }

    [[nodiscard]] bool isAlive() const { return steps.size() < dieAt; }

    std::size_t dieAt = ~std::size_t{0};
    /// Only this step fails, the program lives on.
    std::string failing;
    std::size_t partBytes = 0;
    std::vector<std::string> steps;

private:
    static base::Status dead() { return base::Error{base::Code::Io, "no such luck"}; }

    static std::string nameOf(const std::string& path) {
        const std::string name = path.substr(path.rfind('/') + 1);
        return name.ends_with(".new") ? "new" : name == "instruments.journal" ? "journal" : name;
    }

    bool step(const std::string& what) {
        if (!isAlive()) {
            return false;
        }
        steps.push_back(what);
        return isAlive() && what != failing;
    }

    MemoryFileSystem& m_inner;
};

struct Run {
    std::size_t answered = 0; ///< edits
    std::vector<std::string> steps;
};

/// All odd edits, with a rewriting after every sixth, until the program is killed.
Run runUntilKilled(MemoryFileSystem& memory, std::size_t dieAt, std::size_t partBytes) {
    MortalFileSystem files(memory);
    files.dieAt = dieAt;
    files.partBytes = partBytes;
    FakeClock clock;
    KeptLines sink;
    Run run;
    const auto journal = Journal::open(files, clock, {kFolder, 0}, sink);
    const auto edits = oddEdits();
    for (std::size_t i = 0; journal && i < edits.size() && files.isAlive(); ++i) {
        run.answered += (*journal)->apply(edits[i], timeOf(i)).ok() ? 1U : 0U;
        if (i % 6 == 5) {
            clock.advanceMs(1'000);
            static_cast<void>((*journal)->maintain());
        }
    }
    run.steps = files.steps;
    return run;
}

std::string restarted(MemoryFileSystem& memory) {
    FakeClock clock;
    KeptLines sink;
    const auto journal = Journal::open(memory, clock, {kFolder}, sink);
    return journal ? printOf((*journal)->bench()) : "error: " + journal.error().context;
}

} // namespace

class JournalFailureTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void killedAtEveryStep() {
        const auto prints = printsOfPrefixes();
        MemoryFileSystem whole;
        const Run full = runUntilKilled(whole, ~std::size_t{0}, 0);
        QCOMPARE(full.answered, oddEdits().size());
        QVERIFY(std::ranges::count(full.steps, "rename journal") >= 2);
        for (std::size_t dieAt = 1; dieAt <= full.steps.size(); ++dieAt) {
            for (const std::size_t part : {0U, 1U, 20U, 100'000U}) {
                MemoryFileSystem memory;
                const Run run = runUntilKilled(memory, dieAt, part);
                const std::string print = restarted(memory);
                // The edit that was under way may be there.
                const bool isThere = print == prints[run.answered];
                const bool isUnderWay =
                    run.answered + 1 < prints.size() && print == prints[run.answered + 1];
                QVERIFY2(
                    isThere || isUnderWay, (run.steps.back() + ": " + print.substr(0, 200)).c_str()
                );
            }
        }
    }

    /// The new file is on the disk before it takes the old one's name, and the name after it.
    void aRewritingHasThisOrder() {
        MemoryFileSystem memory;
        MortalFileSystem files(memory);
        FakeClock clock;
        KeptLines sink;
        auto journal = Journal::open(files, clock, {kFolder, 0}, sink);
        const std::vector<std::string> order{
            "create new", "truncate new", "write new", "sync new", "rename journal", "sync folder"};
        files.steps.clear();
        QVERIFY(applyOddEdits(**journal, 0, 1));
        QVERIFY(files.steps == order);
        QVERIFY(applyOddEdits(**journal, 1));
        files.steps.clear();
        clock.advanceMs(1'000);
        QVERIFY((*journal)->maintain().ok());
        QVERIFY(files.steps == order);
        QVERIFY((*journal)->sync().ok());
        QVERIFY(files.steps == order); // nothing is left to do
    }

    void syncsAtMostOnceASecond() {
        Machine machine;
        auto journal = machine.open();
        QVERIFY(applyOddEdits(**journal, 0, 4));
        machine.files.counts = {};
        QVERIFY((*journal)->maintain().ok());
        QCOMPARE(machine.files.counts.syncs, std::uint64_t{0});
        machine.clock.advanceMs(1'000);
        QVERIFY((*journal)->maintain().ok());
        QCOMPARE(machine.files.counts.syncs, std::uint64_t{1});
        machine.clock.advanceMs(1'000);
        QVERIFY((*journal)->maintain().ok());
        QCOMPARE(machine.files.counts.syncs, std::uint64_t{1}); // nothing was written
        QVERIFY(applyOddEdits(**journal, 4, 5));
        machine.clock.advanceMs(999);
        QVERIFY((*journal)->maintain().ok());
        QCOMPARE(machine.files.counts.syncs, std::uint64_t{2});
        QVERIFY(applyOddEdits(**journal, 5, 6));
        machine.clock.advanceMs(999);
        QVERIFY((*journal)->maintain().ok());
        QCOMPARE(machine.files.counts.syncs, std::uint64_t{2});
    }

    void anEditThatCannotBeWrittenIsTakenBack() {
        const auto prints = printsOfPrefixes();
        for (std::size_t i = 0; i < oddEdits().size(); ++i) {
            for (const std::uint64_t part : {0U, 7U, 30U}) {
                for (const bool canCut : {true, false}) {
                    Machine machine;
                    auto journal = machine.open();
                    QVERIFY(applyOddEdits(**journal, 0, i));
                    machine.files.faults.failWrite = 0;
                    machine.files.faults.shortBytes = part;
                    machine.files.faults.failTruncate = !canCut && i > 0;
                    const auto refused = (*journal)->apply(oddEdits()[i], timeOf(i));
                    QCOMPARE(refused.error().code, base::Code::Io);
                    QVERIFY(refused.error().context.starts_with("not done, for it could not be"));
                    QVERIFY(printOf((*journal)->bench()) == prints[i]);
                    const std::string torn = machine.memory.content(kPath);
                    Machine after;
                    if (!torn.empty()) {
                        after.memory.put(kPath, torn);
                    }
                    QVERIFY(after.printAfterRestart() == prints[i]);
                    // While the remains cannot be cut off, nothing is written behind them.
                    if (!canCut && i > 0) {
                        QVERIFY(!(*journal)->apply(oddEdits()[i], timeOf(i)).ok());
                        QVERIFY(machine.memory.content(kPath) == torn);
                        machine.files.faults.failTruncate = false;
                    }
                    QVERIFY(applyOddEdits(**journal, i));
                    journal->reset();
                    QVERIFY(machine.printAfterRestart() == prints.back());
                    QVERIFY(machine.sink.lines.empty());
                }
            }
        }
    }

    void aFullDiskIsSaid() {
        Machine machine;
        auto journal = machine.open();
        QVERIFY(applyOddEdits(**journal, 0, 3));
        machine.files.faults.capacityBytes = 5;
        const auto refused = (*journal)->apply(oddEdits()[3], timeOf(3));
        QCOMPARE(refused.error().code, base::Code::Limit);
        machine.files.faults.capacityBytes = Faults::kNever;
        QVERIFY(applyOddEdits(**journal, 3));
    }

    /// What the kernel has dropped cannot be known: the file is made anew from memory.
    void afterAFailedSyncTheFileIsMadeAnew() {
        Machine machine;
        auto journal = machine.open();
        QVERIFY(applyOddEdits(**journal, 0, 4));
        machine.files.faults.failSync = true;
        machine.clock.advanceMs(1'000);
        QVERIFY(!(*journal)->maintain().ok());
        QVERIFY(!(*journal)->apply(oddEdits()[4], timeOf(4)).ok());
        QVERIFY(printOf((*journal)->bench()) == printsOfPrefixes()[4]);
        machine.files.faults.failSync = false;
        // As if the old file's blocks had never come to the disk.
        machine.memory.put(kPath, std::string(2'000, '\0'));
        QVERIFY(applyOddEdits(**journal, 4));
        journal->reset();
        QVERIFY(machine.printAfterRestart() == printsOfPrefixes().back());
    }

    void aRewritingThatFailsLeavesTheOldFile_data() {
        QTest::addColumn<QByteArray>("step");
        for (const char* const step :
             {"create new", "truncate new", "write new", "sync new", "rename journal"}) {
            QTest::newRow(step) << QByteArray(step);
        }
    }

    void aRewritingThatFailsLeavesTheOldFile() {
        QFETCH(QByteArray, step);
        MemoryFileSystem memory;
        MortalFileSystem files(memory);
        FakeClock clock;
        KeptLines sink;
        {
            auto journal = Journal::open(files, clock, {kFolder, 0}, sink);
            QVERIFY(applyOddEdits(**journal, 0, 20));
            const std::string before = memory.content(kPath);
            files.failing = step.toStdString();
            clock.advanceMs(1'000);
            const base::Status failed = (*journal)->maintain();
            QVERIFY(!failed.ok());
            QVERIFY(failed.error().context.find("the old one goes on") != std::string::npos);
            QVERIFY(memory.content(kPath) == before);
            QVERIFY(!memory.readAll(kPath + ".new").ok());
            files.failing.clear();
            QVERIFY(applyOddEdits(**journal, 20));
        }
        QVERIFY(restarted(memory) == printsOfPrefixes().back());
    }

    void aFolderThatIsNotSyncedIsSyncedLater() {
        MemoryFileSystem memory;
        MortalFileSystem files(memory);
        FakeClock clock;
        KeptLines sink;
        auto journal = Journal::open(files, clock, {kFolder}, sink);
        files.failing = "sync folder";
        QVERIFY(applyOddEdits(**journal, 0)); // KILL loses nothing
        clock.advanceMs(1'000);
        QVERIFY(!(*journal)->maintain().ok());
        files.failing.clear();
        files.steps.clear();
        clock.advanceMs(1'000);
        QVERIFY((*journal)->maintain().ok());
        QVERIFY(files.steps == std::vector<std::string>{"sync folder"});
    }

    void rewrittenAtFourTimesASnapshot() {
        Machine machine;
        auto journal = machine.open(1'000);
        QVERIFY(applyOddEdits(**journal, 0, 1));
        std::uint64_t snapshot = (*journal)->sizeBytes();
        const Edit help = SetHelp{"requests", std::string(600, 'x')};
        int rewritings = 0;
        for (int i = 0; i < 40; ++i) {
            QVERIFY((*journal)->apply(help, kBeginMs).ok());
            const std::uint64_t before = (*journal)->sizeBytes();
            QCOMPARE(machine.memory.content(kPath).size(), before);
            machine.clock.advanceMs(1'000);
            QVERIFY((*journal)->maintain().ok());
            const bool isRewritten = (*journal)->sizeBytes() < before;
            QCOMPARE(isRewritten, before > std::max<std::uint64_t>(1'000, 4 * snapshot));
            snapshot = isRewritten ? (*journal)->sizeBytes() : snapshot;
            rewritings += isRewritten ? 1 : 0;
        }
        QVERIFY(rewritings > 5);
        const std::string print = printOf((*journal)->bench());
        journal->reset();
        QVERIFY(machine.printAfterRestart() == print);
    }

    void aFolderThatCannotBeReadIsAnError() {
        Machine machine;
        machine.files.faults.failOpen = true;
        const auto opened = machine.open();
        QCOMPARE(opened.error().code, base::Code::Io);
        QVERIFY(opened.error().context.starts_with("the instruments' folder cannot be written"));
    }

    /// Killed while it salvages: the damaged file is never lost, and salvaging again works.
    void salvageKilledAtEveryStep() {
        Machine machine;
        {
            auto journal = machine.open();
            QVERIFY(applyOddEdits(**journal, 0));
        }
        std::string damaged = machine.memory.content(kPath);
        damaged[600] ^= 1;
        std::string kept;
        for (std::size_t dieAt = 1; dieAt < 16; ++dieAt) {
            MemoryFileSystem memory;
            memory.put(kPath, damaged);
            {
                MortalFileSystem files(memory);
                files.dieAt = dieAt;
                static_cast<void>(Journal::salvage(files, kFolder));
            }
            QVERIFY(
                memory.content(kPath) == damaged || memory.content(kPath + ".damaged-1") == damaged
            );
            QVERIFY(Journal::salvage(memory, kFolder).ok());
            const std::string print = restarted(memory);
            QVERIFY(std::ranges::count(printsOfPrefixes(), print) > 0);
            QVERIFY(kept.empty() || print == kept);
            kept = print;
        }
    }
};

QTEST_GUILESS_MAIN(JournalFailureTest)
#include "journal_failure_test.moc"
