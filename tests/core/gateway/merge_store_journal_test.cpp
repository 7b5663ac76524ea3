// The journal of merged pushes: what was answered with 2xx is there after a restart, whatever
// happened between; what was refused is not. The file is cut at every byte and every byte flipped.
#include "tests/core/gateway/merge_store_fixture.h"

#include <QTemporaryDir>
#include <QTest>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <functional>

using namespace meterbench;
using namespace meterbench::tests;
using gateway::Policy;
using gateway::Selection;

namespace {

using Step = std::function<bool(Gateway&)>;

Step pushing(std::string path, std::string body) {
    return [path = std::move(path), body = std::move(body)](Gateway& machine) {
        machine.clock.advanceMs(100);
        return machine.push(path, body).status == 202;
    };
}

Step erasing(Selection selection) {
    return [selection = std::move(selection)](Gateway& machine) {
        return machine.store->erase(selection, machine.clock.nowMs()).ok();
    };
}

/// All kinds of records: new texts, known ones under the same and another path, each way to lose
/// series, putting back, rules, pushers that re-send totals, infos.
std::vector<Step> steps() {
    const std::string a = "# HELP c of\n# TYPE c counter\nc{x=\"\\\"\\n\"} ";
    const std::string info = "# TYPE build_info gauge\nbuild_info{v=\"";
    const std::string h = "# TYPE h histogram\nh_bucket{le=\"0.5\"} 1\nh_bucket{le=\"+Inf\"} 2\n"
                          "h_sum NaN\nh_count 2\n# TYPE s summary\ns{quantile=\"0.5\"} 4\n"
                          "s_sum -1e-310\ns_count 1\n";
    Selection byGroup;
    byGroup.group.emplace().push_back({"job", "b"});
    Selection bySelector;
    bySelector.selector = "{x=~\".+\",job=\"a\"}";
    return {
        pushing("/job/a", a + "1\n"),
        pushing("/job/a", a + "0.1\n"),
        pushing("/job/a/", a + "0.2\n"),
        pushing("/job/b", a + "7\n"),
        pushing("/job/b", h),
        pushing("/job/b", h),
        pushing("", info + "1\"} 1\n"),
        pushing("", info + "2\"} 1\n"),
        pushing("", info + "2\"} 1\n"),
        [](Gateway& machine) {
            return machine.store
                ->setRules({{{"g", Policy::Max}}, {{"h", 300}, {"s", 10'000}}, {"py"}}, 5)
                .ok();
        },
        pushing("/job/py", a + "5\n"),
        pushing("/job/py", a + "6\ng{z=\"1\"} 1\n"),
        pushing("/job/py", a + "8\ng{z=\"1\"} 2\n"),
        erasing(byGroup),
        pushing("/job/b", h),
        pushing("/job/a", "g{z=\"2\"} -Inf\n"),
        [](Gateway& machine) {
            machine.clock.advanceMs(500);
            const auto expired = machine.store->counts().expired;
            static_cast<void>(machine.store->expire(machine.clock.nowMs()));
            return machine.store->counts().expired == expired + 1;
        },
        [](Gateway& machine) {
            Selection all;
            all.selector = "{job=~\"a|b\"}";
            const auto removed = machine.store->erase(all, 0);
            return removed.ok() && machine.store->putBack(**removed, 0).ok();
        },
        erasing(bySelector),
        pushing("/job/a", a + "4\n"),
        [](Gateway& machine) { return machine.store->wipe(0).ok(); },
        pushing("/job/py", a + "9\ng{z=\"1\"} 2\n"),
        pushing("/job/py", a + "10\ng{z=\"1\"} 2\n"),
    };
}

/// The series with all that is known of them, so that states that only look alike differ.
std::string printOf(const Gateway& machine) {
    std::string print = machine.text();
    for (const gateway::FamilyRow& row : machine.store->families()) {
        print += row.name + ' ' + std::to_string(row.pushedMs) + ' ' +
                 std::to_string(row.expiresMs) + ' ' +
                 std::to_string(static_cast<int>(row.policy)) + '\n';
    }
    for (const gateway::GroupRow& row : machine.store->groups()) {
        print += std::to_string(row.pushes) + ' ' + std::to_string(row.series) + ' ' +
                 std::to_string(row.families) + ' ' + std::to_string(row.pushedMs) + '\n';
    }
    return print;
}

struct Run {
    std::vector<std::string> prints; ///< after 0, 1, 2 … steps
    std::vector<std::string> texts;
    std::vector<std::size_t> sizes; ///< of the file then
    std::string file;
};

Run runAll() {
    Gateway machine;
    Run run;
    const auto note = [&] {
        run.prints.push_back(printOf(machine));
        run.texts.push_back(machine.text());
        run.file = machine.memory.content(kJournal);
        run.sizes.push_back(run.file.size());
    };
    note();
    for (const Step& step : steps()) {
        if (!step(machine)) {
            run.prints.emplace_back("a step of the fixture was refused");
            return run;
        }
        note();
    }
    return run;
}

} // namespace

class MergeStoreJournalTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void everyStepSurvivesAKill() {
        const Run run = runAll();
        QCOMPARE(run.prints.size(), steps().size() + 1);
        Gateway machine;
        std::size_t done = 0;
        for (const Step& step : steps()) {
            QVERIFY(step(machine));
            machine.open();
            QCOMPARE(machine.error, std::string());
            QVERIFY2(printOf(machine) == run.prints[++done], std::to_string(done).c_str());
        }
    }

    /// A snapshot instead of records, at every step.
    void everyStepSurvivesARewriting() {
        const Run run = runAll();
        const std::string path = "/grow/" + std::string(2'000, 'x');
        Gateway machine;
        machine.options.rewriteAboveBytes = 0;
        machine.open();
        std::size_t done = 0;
        for (const Step& step : steps()) {
            QVERIFY(step(machine));
            ++done;
            const std::int64_t before = machine.clock.nowMs();
            machine.clock.advanceMs(1'000'000);
            const std::uint64_t size = machine.memory.content(kJournal).size();
            for (int i = 0; i < 60 && machine.memory.content(kJournal).size() >= size; ++i) {
                QVERIFY(machine.push(path, "").status == 202); // records of no consequence
                machine.clock.advanceMs(1'000);
                QVERIFY(machine.store->maintain().ok());
            }
            machine.clock.advanceMs(before - machine.clock.nowMs());
            machine.open();
            QCOMPARE(machine.error, std::string());
            QVERIFY2(printOf(machine) == run.prints[done], std::to_string(done).c_str());
        }
    }

    void aFileCutAtAnyByteHasWhatStandsBeforeTheCut() {
        const Run run = runAll();
        for (std::size_t size = run.sizes[1]; size < run.file.size(); ++size) {
            Gateway machine;
            machine.store.reset();
            machine.memory.put(kJournal, run.file.substr(0, size));
            machine.open();
            QCOMPARE(machine.error, std::string());
            std::size_t step = 1;
            while (step + 1 < run.sizes.size() && run.sizes[step + 1] <= size) {
                ++step;
            }
            // A step of two records can be cut between them.
            const bool isHalf = size > run.sizes[step] && printOf(machine) != run.prints[step];
            QVERIFY2(
                printOf(machine) == run.prints[step] || (isHalf && step == 17),
                std::to_string(size).c_str()
            );
            QCOMPARE(machine.push("/job/next", "n 1\n").status, 202);
            const std::string text = machine.text();
            QCOMPARE(machine.textAfterRestart(), text);
        }
    }

    void aFlippedByteNeverGivesWhatWasNotHeld() {
        const Run run = runAll();
        std::size_t refused = 0;
        for (std::size_t at = 0; at < run.file.size(); ++at) {
            Gateway machine;
            machine.store.reset();
            std::string bytes = run.file;
            bytes[at] = static_cast<char>(bytes[at] ^ 0x20);
            machine.memory.put(kJournal, bytes);
            machine.open();
            if (!machine.store) {
                ++refused;
                QVERIFY(machine.memory.content(kJournal) == bytes);
                continue;
            }
            const std::string print = printOf(machine);
            QVERIFY2(
                std::ranges::find(run.prints, print) != run.prints.end(), machine.error.c_str()
            );
        }
        QVERIFY(refused > run.file.size() * 9 / 10);
    }

    void damageCanBeSalvaged() {
        const Run run = runAll();
        Gateway machine;
        machine.store.reset();
        std::string bytes = run.file;
        bytes[run.sizes[8] + 20] ^= 1;
        machine.memory.put(kJournal, bytes);
        machine.open();
        QVERIFY(!machine.store);
        const auto words = gateway::MergeStore::salvage(machine.files, kFolder);
        QVERIFY(words.ok());
        QVERIFY2(words->ends_with("pushes.journal.damaged-1"), words->c_str());
        machine.open();
        QCOMPARE(machine.error, std::string());
        QVERIFY(printOf(machine) == run.prints[8]);
    }

    void aFailedWriteIsAnsweredAndNothingIsMerged_data() {
        QTest::addColumn<int>("shortBytes");
        QTest::newRow("nothing was written") << 0;
        QTest::newRow("a part was written") << 21;
    }

    void aFailedWriteIsAnsweredAndNothingIsMerged() {
        QFETCH(int, shortBytes);
        const Run run = runAll();
        Gateway machine;
        std::size_t done = 0;
        for (const Step& step : steps()) {
            const std::int64_t now = machine.clock.nowMs();
            if (done != 16 && done != 17) { // an expiry waits; of the next the second half fails
                machine.files.faults.failWrite = 0;
                machine.files.faults.shortBytes = static_cast<std::uint64_t>(shortBytes);
                QVERIFY2(!step(machine), std::to_string(done).c_str());
                QVERIFY2(machine.text() == run.texts[done], std::to_string(done).c_str());
                machine.clock.advanceMs(now - machine.clock.nowMs());
            }
            QVERIFY2(step(machine), std::to_string(done).c_str());
            ++done;
            QVERIFY2(machine.text() == run.texts[done], std::to_string(done).c_str());
        }
        QVERIFY(machine.textAfterRestart() == run.texts.back());
    }

    void nothingExpiresThatIsNotWrittenDown() {
        Gateway machine;
        const std::int64_t begin = machine.clock.nowMs();
        QVERIFY(machine.store->setRules({{}, {{"*", 10}}, {}}, 0).ok());
        QCOMPARE(machine.push("/job/a", "c 1\n").status, 202);
        const std::string text = machine.text();
        machine.files.faults.failWrite = 0;
        QCOMPARE(machine.store->expire(begin + 10), begin + 1'010);
        QCOMPARE(machine.text(), text);
        QCOMPARE(machine.store->counts().expired, std::uint64_t{0});
        QCOMPARE(machine.store->expire(begin + 1'010), std::int64_t{0});
        QCOMPARE(machine.store->counts().expired, std::uint64_t{1});
        QCOMPARE(machine.textAfterRestart(), std::string());
    }

    void theAnswerToAFailedWriteSaysWhy() {
        Gateway machine;
        QCOMPARE(machine.push("/job/a", "c 1\n").status, 202);
        machine.files.faults.capacityBytes = 10;
        const auto verdict = machine.push("/job/a", "c 1\n");
        QCOMPARE(verdict.status, 503);
        QVERIFY(verdict.refusal.has_value());
        QVERIFY(verdict.body.find("No space left on device") != std::string::npos);
        machine.files.faults.capacityBytes = Faults::kNever;
        QCOMPARE(machine.push("/job/a", "c 1\n").status, 202);
        QCOMPARE(machine.text(), std::string("# TYPE c untyped\nc{job=\"a\"} 2\n"));
    }

    /// Real files, a real process and a real KILL in a storm of pushes.
    void aKilledProcessHasLostNothing() {
        const QTemporaryDir folder;
        gateway::MergeStoreOptions options;
        options.folder = folder.filePath(QStringLiteral("state")).toStdString();
        options.rewriteAboveBytes = 1'000;
        base::PosixFileSystem files;
        const FakeClock clock;
        KeptLines sink;
        int answers[2] = {};
        QCOMPARE(::pipe(answers), 0);
        const pid_t child = ::fork();
        QVERIFY(child >= 0);
        if (child == 0) {
            const auto store = gateway::MergeStore::open(options, files, clock, sink, {});
            bool done = store.ok();
            while (done) {
                const gateway::Delivery delivery{
                    gateway::PushMethod::Post, "/job/a", "", "# TYPE n counter\nn 1\n", ""};
                done =
                    (*store)->take(delivery, 0).status == 202 && ::write(answers[1], "+", 1) == 1;
            }
            ::_exit(1);
        }
        ::close(answers[1]);
        double answered = 0;
        char answer = 0;
        while (answered < 500 && ::read(answers[0], &answer, 1) == 1) {
            ++answered;
        }
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        while (::read(answers[0], &answer, 1) == 1) {
            ++answered;
        }
        ::close(answers[0]);
        QVERIFY(answered >= 500);
        const auto store = gateway::MergeStore::open(options, files, clock, sink, {});
        QVERIFY2(store.ok(), store ? "" : store.error().context.c_str());
        gateway::Selection selection;
        selection.family = "n";
        const double counted = (*store)->series(selection, 1)[0].value;
        QVERIFY(counted == answered || counted == answered + 1); // the one under way
    }
};

QTEST_GUILESS_MAIN(MergeStoreJournalTest)
#include "merge_store_journal_test.moc"
