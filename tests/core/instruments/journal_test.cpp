// The journal: what was answered is there after a restart; cuts and flips are told apart.
#include "core/base/bytes.h"
#include "core/base/hash.h"
#include "core/instruments/history.h"
#include "tests/core/instruments/journal_fixture.h"

#include <QTemporaryDir>
#include <QTest>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

using namespace meterbench;
using namespace meterbench::instruments;
using namespace meterbench::tests;

namespace {

std::string errorOf(const Machine::Opened& opened) {
    return opened ? std::string() : opened.error().context;
}

/// The file with all odd edits; the first one is the snapshot, the others are records.
std::string fullFile() {
    Machine machine;
    auto journal = machine.open();
    return journal && applyOddEdits(**journal, 0) ? machine.memory.content(kPath) : std::string();
}

/// Where its records begin, and its end.
std::vector<std::size_t> placesOf(const std::string& file) {
    std::vector<std::size_t> places{journal::kHeaderBytes};
    static_cast<void>(journal::scanJournal("MBINSTR", file, [&places](std::string_view payload) {
        places.push_back(places.back() + journal::kRecordHeaderBytes + payload.size());
        return base::Status();
    }));
    return places;
}

} // namespace

class JournalTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void everyEditSurvivesAKill() {
        Machine machine;
        const auto prints = printsOfPrefixes();
        QCOMPARE(prints.size(), oddEdits().size() + 1);
        QVERIFY(std::ranges::find(prints, "an edit of the fixture was refused") == prints.end());
        for (std::size_t i = 0; i < oddEdits().size(); ++i) {
            auto journal = machine.open();
            QVERIFY2(journal.ok(), errorOf(journal).c_str());
            QVERIFY(printOf((*journal)->bench()) == prints[i]);
            machine.files.counts = {};
            QVERIFY(applyOddEdits(**journal, i, i + 1));
            QCOMPARE(machine.files.counts.writes, std::uint64_t{1});
            // The files as they are at this moment, without any farewell.
            Machine after;
            after.memory.put(kPath, machine.memory.content(kPath));
            QVERIFY(after.printAfterRestart() == prints[i + 1]);
            QVERIFY(after.sink.lines.empty());
        }
    }

    void whatIsRefusedIsNotWritten() {
        Machine machine;
        auto journal = machine.open();
        QVERIFY(applyOddEdits(**journal, 0, 5));
        const std::string before = machine.memory.content(kPath);
        const auto refused = (*journal)->apply(Increment{{"requests", {}}, -1}, kBeginMs);
        QCOMPARE(refused.error().code, base::Code::InvalidInput);
        QVERIFY(machine.memory.content(kPath) == before);
    }

    void undoIsWrittenToo() {
        Machine machine;
        {
            auto journal = machine.open();
            History history([&journal](std::span<const Edit> edits, std::int64_t nowMs) {
                return (*journal)->applyAll(edits, nowMs);
            });
            QVERIFY(history.apply(oddEdits()[0], "Create", kBeginMs).ok());
            QVERIFY(history.apply(oddEdits()[5], "Add", kBeginMs).ok());
            QVERIFY(history.undo(kBeginMs).ok());
        }
        QVERIFY(machine.printAfterRestart() == printsOfPrefixes()[1]);
    }

    void nothingIsMadeBeforeTheFirstEdit() {
        Machine machine;
        {
            auto journal = machine.open();
            QVERIFY((*journal)->maintain().ok());
            QVERIFY((*journal)->bench().instruments().empty());
        }
        QCOMPARE(machine.files.counts.writes, std::uint64_t{0});
    }

    void aSecondOneIsRefused() {
        Machine machine;
        auto journal = machine.open();
        const auto second = machine.open();
        QCOMPARE(second.error().code, base::Code::Limit);
        QVERIFY2(
            errorOf(second).starts_with("the instruments' folder is in use"),
            errorOf(second).c_str()
        );
        QCOMPARE(Journal::salvage(machine.files, kFolder).error().code, base::Code::Limit);
        journal->reset();
        QVERIFY(machine.open().ok());
    }

    /// Behind the snapshot a cut costs the record that it is in, and says so; before, it is damage.
    void everyCut() {
        const std::string file = fullFile();
        const auto places = placesOf(file);
        const auto prints = printsOfPrefixes();
        QCOMPARE(places.size(), prints.size());
        for (std::size_t size = 0; size < file.size(); ++size) {
            Machine machine;
            machine.memory.put(kPath, file.substr(0, size));
            const auto whole = static_cast<std::size_t>(
                std::ranges::upper_bound(places, size) - places.begin() - 1
            );
            const std::string print = machine.printAfterRestart();
            if (size < places[1]) {
                QVERIFY2(print.starts_with("error: "), QByteArray::number(int(size)));
                QVERIFY(machine.memory.content(kPath) == file.substr(0, size));
                continue;
            }
            QVERIFY2(print == prints[whole], QByteArray::number(int(size)));
            const bool isBetween = places[whole] == size;
            QCOMPARE(machine.sink.lines.size(), isBetween ? 0U : 1U);
            // What comes next stands where the cut record stood, and nothing is said any more.
            QVERIFY(applyOddEdits(**machine.open(), whole));
            machine.sink.lines.clear();
            QVERIFY(machine.printAfterRestart() == prints.back());
            QVERIFY(machine.sink.lines.empty());
        }
    }

    /// A shorter record in the cut one's place must not leave the rest of it behind.
    void theCutIsGone() {
        Machine machine;
        const Edit create = Create{makeDefinition(Type::Gauge, "g")};
        const Edit help = SetHelp{"g", std::string(300, 'x')};
        {
            auto journal = machine.open();
            QVERIFY((*journal)->apply(create, kBeginMs).ok());
            QVERIFY((*journal)->apply(help, kBeginMs).ok());
        }
        const std::string file = machine.memory.content(kPath);
        machine.memory.put(kPath, file.substr(0, file.size() - 1));
        std::string print;
        {
            auto journal = machine.open();
            QVERIFY((*journal)->apply(SetValue{{"g", {}}, 1}, kBeginMs).ok());
            print = printOf((*journal)->bench());
        }
        machine.sink.lines.clear();
        QVERIFY(machine.printAfterRestart() == print);
        QVERIFY(machine.sink.lines.empty());
    }

    /// A snapshot was on the disk before the file had its name: zeros in it are damage.
    void zerosInASnapshotAreDamage() {
        Machine machine;
        {
            auto journal = machine.open(0);
            for (const char* const name : {"a", "b", "c"}) {
                Definition definition = makeDefinition(Type::Gauge, name);
                definition.help = std::string(400, 'x');
                QVERIFY((*journal)->apply(Create{definition}, kBeginMs).ok());
                QVERIFY((*journal)->apply(SetHelp{name, definition.help}, kBeginMs).ok());
            }
            machine.clock.advanceMs(1'000);
            QVERIFY((*journal)->maintain().ok());
        }
        std::string bytes = machine.memory.content(kPath);
        QVERIFY(bytes.size() > 1'200 && bytes.size() < 1'536); // it is the snapshot alone
        std::fill(bytes.begin() + 1'024, bytes.end(), '\0');
        machine.memory.put(kPath, bytes);
        QVERIFY(machine.printAfterRestart().starts_with("error: "));
    }

    void aCutIsToldWithItsPlace() {
        const std::string file = fullFile();
        const std::size_t last = *(placesOf(file).end() - 2);
        Machine machine;
        machine.memory.put(kPath, file.substr(0, last + 10));
        QVERIFY(machine.open().ok());
        QCOMPARE(
            QString::fromStdString(machine.sink.lines.at(0)),
            QStringLiteral("the end of instruments/instruments.journal was cut by a crash: the "
                           "last 10 bytes, from offset %1 on, are no whole record and were "
                           "dropped; kept are 27 records before it (6 metrics with 8 series)")
                .arg(last)
        );
    }

    void everyFlipIsAnError() {
        const std::string file = fullFile();
        const auto places = placesOf(file);
        for (std::size_t bit = 0; bit < file.size() * 8; ++bit) {
            std::string bytes = file;
            bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
            Machine machine;
            machine.memory.put(kPath, bytes);
            const auto opened = machine.open();
            QVERIFY2(!opened.ok(), QByteArray::number(int(bit)));
            const auto record = std::ranges::upper_bound(places, bit / 8) - places.begin() - 1;
            const std::size_t place = record < 0 ? 0 : places[static_cast<std::size_t>(record)];
            const std::string words = " from offset " + std::to_string(place) + " of ";
            QVERIFY2(errorOf(opened).find(words) != std::string::npos, errorOf(opened).c_str());
            QVERIFY(machine.memory.content(kPath) == bytes);
        }
    }

    /// A file that has grown may read as zeros where the disk did not come to it.
    void zerosAtTheEndAreACut() {
        const std::string file = fullFile();
        const auto prints = printsOfPrefixes();
        for (const std::size_t zeros : {1U, 15U, 16U, 17U, 5'000U}) {
            Machine machine;
            machine.memory.put(kPath, file + std::string(zeros, '\0'));
            QVERIFY(machine.printAfterRestart() == prints.back());
            QCOMPARE(machine.sink.lines.size(), std::size_t{1});
        }
        const auto places = placesOf(file);
        const std::size_t sector = 1'024;
        QVERIFY(file.size() > sector);
        std::string bytes = file;
        std::fill(bytes.begin() + sector, bytes.end(), '\0');
        const auto kept =
            static_cast<std::size_t>(std::ranges::upper_bound(places, sector) - places.begin() - 1);
        Machine machine;
        machine.memory.put(kPath, bytes);
        QVERIFY(machine.printAfterRestart() == prints[kept]);
        QCOMPARE(machine.sink.lines.size(), std::size_t{1});
    }

    void aRecordAtAnotherPlaceIsDamage() {
        const std::string file = fullFile();
        const auto places = placesOf(file);
        const std::string twice = file.substr(places[7], places[8] - places[7]);
        Machine machine;
        machine.memory.put(kPath, file + twice);
        QVERIFY(machine.printAfterRestart().starts_with("error: "));
    }

    void aNewerVersionIsSaid() {
        std::string header = journal::headerOf("MBINSTR", 1, 0).substr(0, 24);
        header[7] = 2;
        base::appendU64(header, base::hash64(header));
        Machine machine;
        machine.memory.put(kPath, header);
        const auto opened = machine.open();
        QCOMPARE(opened.error().code, base::Code::Unsupported);
        QVERIFY(errorOf(opened).find("of version 2") != std::string::npos);
        QCOMPARE(Journal::salvage(machine.files, kFolder).error().code, base::Code::Unsupported);
        QVERIFY(machine.memory.content(kPath) == header);
    }

    void anEditThatTheBenchRefusesIsDamage() {
        std::string file = journal::headerOf("MBINSTR", 3, 0);
        std::string payload;
        appendEdit(payload, Increment{{"nobody", {}}, 1}, 0);
        QVERIFY(journal::appendRecord(file, 3, file.size(), payload).ok());
        Machine machine;
        machine.memory.put(kPath, file);
        const auto opened = machine.open();
        QCOMPARE(opened.error().code, base::Code::Corrupt);
        QVERIFY(errorOf(opened).find("there is no metric nobody") != std::string::npos);
    }

    void anEditOfALaterVersionIsAnError() {
        std::string file = journal::headerOf("MBINSTR", 3, 0);
        QVERIFY(journal::appendRecord(file, 3, file.size(), "\x7f" + std::string(20, 'x')).ok());
        Machine machine;
        machine.memory.put(kPath, file);
        const auto opened = machine.open();
        QCOMPARE(opened.error().code, base::Code::Unsupported);
        QVERIFY(errorOf(opened).find("edits of kind 127 are not known") != std::string::npos);
    }

    void theRemainsOfARewritingAreRemoved() {
        Machine machine;
        machine.memory.put(kPath, fullFile());
        machine.memory.put(kPath + ".new", "half of a snap");
        QVERIFY(machine.printAfterRestart() == printsOfPrefixes().back());
        QVERIFY(!machine.memory.readAll(kPath + ".new").ok());
    }

    void salvageKeepsWhatStoodBefore() {
        const std::string file = fullFile();
        const auto places = placesOf(file);
        const auto prints = printsOfPrefixes();
        for (const std::size_t record : {0U, 1U, 9U}) {
            Machine machine;
            std::string bytes = file;
            bytes[places[record] + 20] ^= 1;
            machine.memory.put(kPath, bytes);
            machine.memory.put(kPath + ".damaged-1", "of last year");
            const auto words = Journal::salvage(machine.files, kFolder);
            QVERIFY(words.ok());
            QVERIFY2(
                words->find("from offset " + std::to_string(places[record])) != std::string::npos,
                words->c_str()
            );
            QVERIFY(words->ends_with("the damaged file is instruments.journal.damaged-2"));
            QVERIFY(machine.memory.content(kPath + ".damaged-1") == "of last year");
            QVERIFY(machine.memory.content(kPath + ".damaged-2") == bytes);
            QVERIFY(machine.printAfterRestart() == prints[record]);
            QCOMPARE(*Journal::salvage(machine.files, kFolder), std::string());
        }
    }

    /// Real files, a real process and a real KILL, at any moment between two edits or within one.
    void aKilledProcessHasLostNothing() {
        const QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("state")).toStdString();
        base::PosixFileSystem files;
        const FakeClock clock;
        KeptLines sink;
        int answers[2] = {};
        QCOMPARE(::pipe(answers), 0);
        const pid_t child = ::fork();
        QVERIFY(child >= 0);
        if (child == 0) {
            const auto journal = Journal::open(files, clock, {path, 1'000}, sink);
            bool done =
                journal && (*journal)->apply(Create{makeDefinition(Type::Counter, "n")}, 0).ok();
            while (done) {
                done = (*journal)->apply(Increment{{"n", {}}, 1}, 0).ok() &&
                       ::write(answers[1], "+", 1) == 1;
            }
            ::_exit(1);
        }
        ::close(answers[1]);
        double answered = 0;
        char answer = 0;
        while (answered < 500 && ::read(answers[0], &answer, 1) == 1) {
            ++answered;
        }
        const auto second = Journal::open(files, clock, {path}, sink);
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        while (::read(answers[0], &answer, 1) == 1) {
            ++answered;
        }
        ::close(answers[0]);
        QVERIFY(answered >= 500);
        QCOMPARE(second.error().code, base::Code::Limit);
        const auto journal = Journal::open(files, clock, {path}, sink);
        QVERIFY2(journal.ok(), errorOf(journal).c_str());
        const double counted = (*journal)->bench().find("n")->series.begin()->second.value;
        QVERIFY(counted == answered || counted == answered + 1); // the one under way
    }

    void tenThousandSeriesComeBack() {
        Machine machine;
        std::string print;
        {
            auto journal = machine.open(1'000);
            for (int i = 0; i < 5'000; ++i) {
                const std::string name = "m" + std::to_string(i);
                const Edit create = Create{makeDefinition(Type::Counter, name, {"id"})};
                QVERIFY((*journal)->apply(create, kBeginMs).ok());
                for (const char* const id : {"a", "b"}) {
                    QVERIFY((*journal)->apply(Increment{{name, {{"id", id}}}, 0.5}, i).ok());
                }
            }
            print = printOf((*journal)->bench());
            QVERIFY(machine.printAfterRestart().starts_with("error: ")); // it is in use
        }
        QVERIFY(machine.printAfterRestart() == print);
        {
            auto journal = machine.open(1'000);
            machine.clock.advanceMs(1'000);
            QVERIFY((*journal)->maintain().ok());
        }
        QVERIFY(machine.printAfterRestart() == print); // from the snapshot
    }
};

QTEST_GUILESS_MAIN(JournalTest)
#include "journal_test.moc"
