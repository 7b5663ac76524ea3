// The desk: commands reach the bench and the store and are told as done or not; what the view
// shows, and when it is another one; pushes and their marks; a journal that cannot be written.
#include "core/http/gzip.h"
#include "tests/core/address/desk_fixture.h"

#include <QTest>

#include <algorithm>

using namespace meterbench;
using namespace meterbench::tests;
using address::BenchForm;
using address::Outcome;
using exposition::Media;

namespace {

address::Watch all() {
    address::Watch watched;
    watched.bench = true;
    watched.gateway = true;
    return watched;
}

gateway::Selection family(const char* name) {
    gateway::Selection selection;
    selection.family = name;
    return selection;
}

/// A machine's two clocks do not tick at the same moment.
class UnevenClock final : public base::Clock {
public:
    [[nodiscard]] std::int64_t nowMs() const override { return m_nowMs; }

    [[nodiscard]] std::int64_t steadyNs() const override { return m_steadyNs; }

    void advance(std::int64_t ms, std::int64_t ns) {
        m_nowMs += ms;
        m_steadyNs += ns;
    }

private:
    std::int64_t m_nowMs = 1'700'000'000'000;
    std::int64_t m_steadyNs = 5'000'000'000;
};

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

class DeskTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    // commands

    void anEditIsDoneAndUndoneAndDoneAgain() {
        Machine machine;
        machine.open().watch(all());
        QVERIFY(machine.run(edit({gauge("level"), set("level", 3)}, "Make level")).ok);
        QVERIFY(has(machine.text(), "\nlevel 3.0\n"));
        QCOMPARE(machine.view()->bench->undoWords, std::string("Make level"));
        QVERIFY(machine.run(address::UndoBench{}).ok);
        QCOMPARE(machine.text(), std::string());
        QCOMPARE(machine.view()->bench->undoWords, std::string());
        QCOMPARE(machine.view()->bench->redoWords, std::string("Make level"));
        QVERIFY(machine.run(address::RedoBench{}).ok);
        QVERIFY(has(machine.text(), "\nlevel 3.0\n"));
    }

    void oneBadEditOfSeveralLeavesNothing() {
        Machine machine;
        machine.open();
        const Outcome outcome = machine.run(edit({gauge("level"), set("nowhere", 1)}, "Two"));
        QVERIFY(!outcome.ok);
        QVERIFY2(has(outcome.message, "nowhere"), outcome.message.c_str());
        QCOMPARE(machine.text(), std::string());
        QVERIFY(!machine.run(address::UndoBench{}).ok);
    }

    void failuresAreSaid_data() {
        QTest::addColumn<address::Command>("command");
        QTest::addColumn<std::string>("message");
        const auto row = [](const char* name, address::Command command, const char* message) {
            QTest::newRow(name) << std::move(command) << std::string(message);
        };
        row("nothing to undo", address::UndoBench{}, "there is nothing to undo");
        row("nothing to do again", address::RedoBench{}, "there is nothing to do again");
        row("nothing to put back", address::PutBackPushes{}, "there is nothing to put back");
        row("copying what is not there",
            address::CopyAs{"nowhere", address::CopyForm::Go},
            "there is no metric nowhere");
        row("a body that breaks off",
            address::ImportBench{"# TYPE a gauge\na 1\nb{c=\"1} 2\n", "page.txt"},
            "page.txt: line 3");
        row("YAML with a wrong type",
            address::ImportBench{"metrics:\n  - name: a\n    type: guage\n", "bench.yml"},
            "bench.yml: line 3");
    }

    void failuresAreSaid() {
        QFETCH(address::Command, command);
        QFETCH(std::string, message);
        Machine machine;
        machine.open();
        const Outcome outcome = machine.run(command);
        QVERIFY(!outcome.ok);
        QVERIFY2(outcome.message.starts_with(message), outcome.message.c_str());
        QCOMPARE(outcome.text, std::string());
        QCOMPARE(machine.text(), std::string());
    }

    void outcomesCarryTheirNumbersAndAreBounded() {
        Machine machine;
        machine.open();
        for (std::uint64_t number = 1; number <= 103; ++number) {
            machine.desk->run(number, address::UndoBench{});
        }
        const auto view = machine.view();
        QCOMPARE(view->outcomes.size(), std::size_t(100));
        QCOMPARE(view->outcomes.front().command, std::uint64_t(4));
        QCOMPARE(view->outcomes.back().command, std::uint64_t(103));
    }

    void importsAreOneStep_data() {
        QTest::addColumn<std::string>("text");
        QTest::newRow("an exposition") << std::string("# TYPE a gauge\na 1\n# TYPE b gauge\nb 2\n");
        QTest::newRow("OpenMetrics")
            << std::string("# TYPE a gauge\na 1\n# TYPE b gauge\nb 2\n# EOF\n");
    }

    void importsAreOneStep() {
        QFETCH(std::string, text);
        Machine machine;
        machine.open().watch(all());
        QVERIFY(machine.run(address::ImportBench{text, "page.txt"}).ok);
        QVERIFY(has(machine.text(), "a 1.0\n") && has(machine.text(), "b 2.0\n"));
        QCOMPARE(machine.view()->bench->undoWords, std::string("import page.txt"));
        QVERIFY(machine.run(address::UndoBench{}).ok);
        QCOMPARE(machine.text(), std::string());
    }

    void whatIsExportedCanBeImported_data() {
        QTest::addColumn<int>("form");
        QTest::newRow("YAML") << static_cast<int>(BenchForm::Yaml);
        QTest::newRow("text") << static_cast<int>(BenchForm::Text);
        QTest::newRow("OpenMetrics") << static_cast<int>(BenchForm::OpenMetrics);
    }

    void whatIsExportedCanBeImported() {
        QFETCH(int, form);
        Machine machine;
        machine.open();
        machine.run(edit({gauge("level"), set("level", 7)}, "Make level"));
        const Outcome exported = machine.run(address::ExportBench{static_cast<BenchForm>(form)});
        QVERIFY(exported.ok);
        Machine other;
        other.open();
        QVERIFY(other.run(address::ImportBench{exported.text, "bench"}).ok);
        QVERIFY2(has(other.text(), "level 7.0\n"), other.text().c_str());
        const bool hasEnd = exported.text.ends_with("# EOF\n");
        QCOMPARE(hasEnd, form == static_cast<int>(BenchForm::OpenMetrics));
    }

    void copiesSayWhereTheAddressIs() {
        Machine machine;
        machine.open();
        machine.run(edit({gauge("level"), gauge("depth")}, "Make two"));
        const Outcome one = machine.run(address::CopyAs{"level", address::CopyForm::Curl});
        QVERIFY2(has(one.text, "http://127.0.0.1:9091/create_metric"), one.text.c_str());
        QVERIFY(has(one.text, "curl") && !has(one.text, "depth"));
        const Outcome python = machine.run(address::CopyAs{"", address::CopyForm::Python});
        QVERIFY(has(python.text, "prometheus_client"));
        QVERIFY(has(python.text, "level") && has(python.text, "depth"));
        const Outcome go = machine.run(address::CopyAs{"level", address::CopyForm::Go});
        QVERIFY(has(go.text, "package main"));
    }

    // pushes that are taken away

    void whatIsErasedCanBePutBack_data() {
        QTest::addColumn<bool>("isPushgateway");
        QTest::addColumn<bool>("wipes");
        QTest::newRow("a family, merged") << false << false;
        QTest::newRow("everything, merged") << false << true;
        QTest::newRow("a family of groups") << true << false;
        QTest::newRow("everything of groups") << true << true;
    }

    void whatIsErasedCanBePutBack() {
        QFETCH(bool, isPushgateway);
        QFETCH(bool, wipes);
        Machine machine(isPushgateway ? address::Mode::Pushgateway : address::Mode::Aggregation);
        machine.open().watch(all());
        machine.push("/job/a", "x 1\ny 2\n");
        const std::string before = machine.text();
        const Outcome erased = wipes ? machine.run(address::WipePushes{})
                                     : machine.run(address::ErasePushes{family("x"), "Delete x"});
        QVERIFY(erased.ok);
        QVERIFY(!has(machine.text(), "x{"));
        QCOMPARE(has(machine.text(), "y{"), !wipes);
        QCOMPARE(
            machine.view()->gateway->undoWords, std::string(wipes ? "Wipe all pushes" : "Delete x")
        );
        QVERIFY(machine.run(address::PutBackPushes{}).ok);
        QCOMPARE(machine.text(), before);
        QCOMPARE(machine.view()->gateway->undoWords, std::string());
        const Outcome again = machine.run(address::PutBackPushes{});
        QCOMPARE(again.message, std::string("there is nothing to put back"));
        QCOMPARE(machine.text(), before);
        machine.open(); // the journal tells the same story
        QCOMPARE(machine.text(), before);
    }

    void anEraseOfNothingKeepsTheWayBack() {
        Machine machine;
        machine.open().watch(all());
        machine.push("/job/a", "x 1\n");
        machine.run(address::ErasePushes{family("x"), "Delete x"});
        const Outcome nothing =
            machine.run(address::ErasePushes{family("nowhere"), "Delete nowhere"});
        QVERIFY(!nothing.ok);
        QVERIFY(!nothing.message.empty());
        QCOMPARE(machine.view()->gateway->undoWords, std::string("Delete x"));
        QVERIFY(machine.run(address::PutBackPushes{}).ok);
        QVERIFY(has(machine.text(), "x{job=\"a\"} 1\n"));
    }

    void aPlaceThatWasTakenIsNotPutBack() {
        Machine machine;
        machine.open().watch(all());
        machine.push("/job/a", "x 1\n");
        machine.run(address::ErasePushes{family("x"), "Delete x"});
        machine.run(edit({gauge("x")}, "Make x"));
        const Outcome refused = machine.run(address::PutBackPushes{});
        QVERIFY(!refused.ok);
        QVERIFY2(has(refused.message, "x"), refused.message.c_str());
        machine.run(address::UndoBench{});
        QVERIFY(machine.run(address::PutBackPushes{}).ok); // it was not thrown away
        QVERIFY(has(machine.text(), "x{job=\"a\"} 1\n"));
    }

    void rulesAreSetAndShown() {
        Machine machine;
        machine.open().watch(all());
        gateway::StoreRules rules;
        rules.expiries.push_back({"x*", 60'000});
        QVERIFY(machine.run(address::SetPushRules{rules}).ok);
        QCOMPARE(machine.view()->gateway->rules.expiries.size(), std::size_t(1));
        machine.push("/job/a", "x 1\ny 2\n");
        QCOMPARE(machine.desk->tick(), std::int64_t(1'000)); // to sync what was written
        machine.clock.advanceMs(60'001);
        static_cast<void>(machine.desk->tick());
        QVERIFY(!has(machine.text(), "x{"));
        QVERIFY(has(machine.text(), "y{"));
        QCOMPARE(machine.view()->counts.expired, std::uint64_t(1));
    }

    // names

    void aNameBelongsToOneOwner() {
        Machine machine;
        machine.open();
        machine.run(edit({gauge("made")}, "Make made"));
        machine.push("/job/a", "pushed 1\n");
        for (int life = 0; life < 2; ++life) { // and after a restart
            const http::Answer answer = machine.push("/job/a", "made 1\n");
            QCOMPARE(answer.status, 400);
            QVERIFY2(has(answer.body, "made"), answer.body.c_str());
            QVERIFY(!machine.run(edit({gauge("pushed")}, "Make pushed")).ok);
            QVERIFY(machine.desk->isTaken("pushed") && !machine.desk->isTaken("made"));
            machine.open();
        }
    }

    // pushes

    void aPushIsMarked() {
        Machine machine;
        machine.open().watch(all());
        const std::string packed = http::gzip("x 1\ny{a=\"b\"} 2\ny{a=\"c\"} 3\n");
        Asking asking("PUT", "/metrics/job/a", packed);
        asking.with("content-encoding", "gzip");
        const http::Answer answer = machine.desk->push(asking.request(), "/job/a");
        QCOMPARE(answer.status, 202);
        QCOMPARE(answer.body, std::string());
        QCOMPARE(answer.contentType, std::string());
        const auto view = machine.view();
        QCOMPARE(view->refusedPushes, 0U);
        QCOMPARE(view->gateway->pushes.size(), std::size_t(1));
        const address::PushMark& mark = *view->gateway->pushes.front();
        QCOMPARE(mark.timeMs, machine.clock.nowMs());
        QCOMPARE(mark.pusher, std::string("127.0.0.1:50123"));
        QCOMPARE(mark.method, std::string("PUT"));
        QCOMPARE(mark.path, std::string("/metrics/job/a"));
        QCOMPARE(mark.bodyBytes, std::uint64_t(packed.size()));
        QCOMPARE(mark.families, 2U);
        QCOMPARE(mark.series, 3U);
        QVERIFY(mark.status == 202 && mark.refusal.empty() && mark.body == nullptr);
    }

    void aRefusedPushKeepsItsBodyAndPlace() {
        Machine machine;
        machine.open().watch(all());
        const std::string body = "x 1\ny{a=\"b} 2\n";
        const http::Answer answer = machine.push("/job/a", body);
        QCOMPARE(answer.status, 400);
        QCOMPARE(headerOf(answer, "X-Content-Type-Options"), std::string("nosniff"));
        QVERIFY(has(answer.contentType, "text/plain"));
        const auto view = machine.view();
        QCOMPARE(view->refusedPushes, 1U);
        const address::PushMark& mark = *view->gateway->pushes.front();
        QCOMPARE(mark.status, 400);
        QCOMPARE(mark.line, 2U);
        QVERIFY(has(answer.body, mark.refusal));
        QCOMPARE(*mark.body, body);
        QCOMPARE(machine.text(), std::string());
    }

    void bodiesThatCannotBeUnpacked_data() {
        QTest::addColumn<std::string>("coding");
        QTest::addColumn<std::string>("body");
        QTest::addColumn<int>("status");
        const std::string large = http::gzip(std::string(1'000'001, '#'));
        QTest::newRow("no gzip") << std::string("gzip") << std::string("x 1\n") << 400;
        QTest::newRow("unpacked larger than allowed") << std::string("gzip") << large << 413;
        QTest::newRow("an unknown coding") << std::string("br") << std::string("x 1\n") << 415;
    }

    void bodiesThatCannotBeUnpacked() {
        QFETCH(std::string, coding);
        QFETCH(std::string, body);
        QFETCH(int, status);
        Machine machine;
        machine.open().watch(all());
        Asking asking("POST", "/metrics", body);
        asking.with("Content-Encoding", coding);
        const http::Answer answer = machine.desk->push(asking.request(), "");
        QCOMPARE(answer.status, status);
        QVERIFY(!answer.body.empty());
        QVERIFY(!machine.view()->gateway->pushes.front()->refusal.empty());
        QCOMPARE(machine.text(), std::string());
    }

    void marksAreBounded() {
        Machine machine;
        machine.open().watch(all());
        machine.push("", "broken");
        machine.push("", "#" + std::string(100'000, 'x'));
        QCOMPARE(machine.view()->refusedPushes, 2U);
        QCOMPARE(machine.view()->gateway->pushes.back()->body->size(), std::size_t(64 * 1024));
        for (int i = 0; i < 499; ++i) {
            machine.push("", "x 1\n");
        }
        const auto view = machine.view();
        QCOMPARE(view->gateway->pushes.size(), std::size_t(500));
        QCOMPARE(view->gateway->pushes.front()->id, std::uint64_t(2));
        QCOMPARE(view->gateway->pushes.back()->id, std::uint64_t(501));
        QCOMPARE(view->refusedPushes, 1U);
    }

    // the view

    void theViewIsTheSameWhileNothingHappens() {
        Machine machine;
        machine.open().watch(all());
        const auto first = machine.view();
        machine.clock.advanceMs(10'000);
        QCOMPARE(machine.view(), first);
        machine.push("/job/a", "x 1\n");
        const auto second = machine.view();
        QVERIFY(second != first && second->generation > first->generation);
        QCOMPARE(second->timeMs, machine.clock.nowMs());
        QCOMPARE(machine.view(), second);
        QVERIFY(machine.desk->view("http://127.0.0.1:9092", {}) != second);
        const auto broken = machine.desk->view("http://127.0.0.1:9092", "in use");
        QCOMPARE(broken->problem, std::string("in use"));
        QCOMPARE(broken->url, std::string("http://127.0.0.1:9092"));
    }

    void changesMakeAnotherView_data() {
        QTest::addColumn<address::Command>("command");
        QTest::newRow("an edit") << edit({gauge("level")}, "Make level");
        QTest::newRow("a command that fails") << address::Command(address::UndoBench{});
        QTest::newRow("rules") << address::Command(address::SetPushRules{});
    }

    void changesMakeAnotherView() {
        QFETCH(address::Command, command);
        Machine machine;
        machine.open();
        const auto before = machine.view();
        machine.desk->run(1, command);
        QVERIFY(machine.view() != before);
    }

    void aRefusedPushMakesAnotherView() {
        Machine machine;
        machine.open();
        const auto before = machine.view();
        machine.push("", "broken");
        QVERIFY(machine.view() != before);
    }

    void onlyWhatIsWatchedIsThere() {
        Machine machine;
        machine.open();
        machine.run(edit({gauge("level")}, "Make level"));
        machine.push("/job/a", "x 1\ny 2\n");
        QVERIFY(!machine.view()->bench && !machine.view()->gateway);
        QCOMPARE(machine.view()->instrumentCount, 1U);
        QCOMPARE(machine.view()->counts.series, std::uint64_t(2));
        address::Watch watched;
        watched.bench = true;
        machine.desk->watch(watched);
        QVERIFY(machine.view()->bench && !machine.view()->gateway);
        watched.bench = false;
        watched.selection = family("y");
        machine.desk->watch(watched);
        QVERIFY(!machine.view()->bench && machine.view()->gateway);
        QCOMPARE(machine.view()->gateway->series.size(), std::size_t(1));
        QCOMPARE(machine.view()->gateway->series.front().name, std::string("y"));
        QCOMPARE(machine.view()->gateway->series.front().value, 2.0);
        watched.selection = {};
        watched.gateway = true;
        machine.desk->watch(watched);
        QVERIFY(machine.view()->gateway->series.empty());
        QCOMPARE(machine.view()->gateway->families.size(), std::size_t(2));
        QCOMPARE(machine.view()->gateway->groups.size(), std::size_t(1));
    }

    void instrumentsThatDidNotChangeAreTheSameObjects() {
        Machine machine;
        machine.open().watch(all());
        machine.run(edit({gauge("a"), gauge("b"), gauge("c")}, "Make three"));
        const auto before = machine.view()->bench;
        machine.run(edit({set("b", 2)}, "Set b"));
        const auto after = machine.view()->bench;
        QVERIFY(after->instruments[0] == before->instruments[0]);
        QVERIFY(after->instruments[1] != before->instruments[1]);
        QVERIFY(after->instruments[2] == before->instruments[2]);
        QVERIFY(has(*after->text, "b 2.0\n") && has(*after->openMetrics, "b 2.0\n"));
        machine.push("/job/a", "x 1\n");
        QCOMPARE(machine.view()->bench->text, after->text);
        machine.run(edit({instruments::Remove{"a"}}, "Remove a"));
        const auto shorter = machine.view()->bench;
        QCOMPARE(shorter->instruments.size(), std::size_t(2));
        QCOMPARE(shorter->instruments[0]->definition.name, std::string("b"));
        QCOMPARE(shorter->instruments[1]->definition.name, std::string("c"));
    }

    // the exposition

    void instrumentsComeFirstAndOneEndIsEnough() {
        Machine machine;
        machine.open();
        machine.run(edit({gauge("z")}, "Make z"));
        machine.push("/job/a", "a 1\n");
        const std::string text = machine.desk->expose(Media::Text);
        QVERIFY(text.find("z 0.0\n") < text.find("a{job=\"a\"} 1\n"));
        QCOMPARE(
            text, machine.desk->exposeBench(Media::Text) + machine.desk->exposePushes(Media::Text)
        );
        const std::string open = machine.desk->expose(Media::OpenMetrics);
        QVERIFY(open.ends_with("# EOF\n"));
        QCOMPARE(open.find("# EOF"), open.rfind("# EOF"));
        QVERIFY(has(open, "z 0.0\n") && has(open, "a{job=\"a\"} 1"));
        QCOMPARE(
            machine.desk->expose(Media::Protobuf),
            machine.desk->exposeBench(Media::Protobuf) + machine.desk->exposePushes(Media::Protobuf)
        );
        QVERIFY(!machine.desk->exposeBench(Media::Protobuf).empty());
    }

    // journals

    void aRestartLosesNothing() {
        Machine machine;
        machine.open();
        machine.run(edit({gauge("level"), set("level", 3)}, "Make level"));
        machine.push("/job/a", "x 1\n");
        const std::string before = machine.text();
        machine.open();
        QVERIFY(has(before, "level 3.0\n") && has(before, "x{job=\"a\"} 1\n"));
        QCOMPARE(machine.text(), before);
    }

    void aJournalThatCannotBeWrittenIsSaid() {
        Machine machine;
        machine.open();
        machine.push("/job/a", "x 1\n");
        machine.files.faults.capacityBytes = 0;
        const http::Answer answer = machine.push("/job/a", "x 1\n");
        QCOMPARE(answer.status, 503);
        QVERIFY2(has(answer.body, "No space left on device"), answer.body.c_str());
        QVERIFY(has(machine.text(), "x{job=\"a\"} 1\n"));
        const Outcome outcome = machine.run(edit({gauge("level")}, "Make level"));
        QVERIFY(!outcome.ok);
        QVERIFY2(has(outcome.message, "No space left on device"), outcome.message.c_str());
        QVERIFY(!has(machine.text(), "level"));
    }

    void aDiskThatDoesNotSyncIsAProblemUntilItDoes() {
        Machine machine;
        machine.open();
        machine.push("/job/a", "x 1\n");
        machine.files.faults.failSync = true;
        machine.clock.advanceMs(1'000);
        static_cast<void>(machine.desk->tick());
        const auto broken = machine.view();
        QVERIFY2(has(broken->problem, "cannot sync"), broken->problem.c_str());
        QCOMPARE(machine.sink.lines.size(), std::size_t(1));
        machine.clock.advanceMs(1'000);
        static_cast<void>(machine.desk->tick());
        QCOMPARE(machine.sink.lines.size(), std::size_t(1)); // said once
        machine.files.faults.failSync = false;
        machine.clock.advanceMs(1'000);
        static_cast<void>(machine.desk->tick());
        QCOMPARE(machine.view()->problem, std::string());
        QCOMPARE(machine.sink.lines.back(), std::string("the journals can be written again"));
        QCOMPARE(machine.desk->tick(), std::int64_t(-1)); // all is on the disk
    }

    /// The wall clock says that a second is over, the steady one that it nearly is: nothing is
    /// tried, so nothing is well again.
    void whatWasNotTriedIsNoNews() {
        Machine machine;
        UnevenClock clock;
        auto opened = address::Desk::open(machine.options, {clock, machine.files, machine.sink});
        QVERIFY(opened.ok());
        address::Desk& desk = **opened;
        static_cast<void>(desk.push(Asking("POST", "/metrics", "x 1\n").request(), ""));
        machine.files.faults.failSync = true;
        clock.advance(1'000, 1'000'000'000);
        static_cast<void>(desk.tick());
        clock.advance(1'000, 999'500'000);
        static_cast<void>(desk.tick());
        QVERIFY(has(desk.view({}, {})->problem, "cannot sync"));
        QCOMPARE(machine.sink.lines.size(), std::size_t(1));
    }

    // time

    void theNextTurnIsWhenTheFirstThingIsDue() {
        Machine machine;
        machine.options.rules.expiries.push_back({"*", 3'050});
        machine.open();
        QCOMPARE(machine.desk->tick(), std::int64_t(-1));
        machine.push("", "x 1\n");
        machine.clock.advanceMs(1'000);
        QCOMPARE(machine.desk->tick(), std::int64_t(2'050)); // on the disk; only the expiry is left
        machine.run(edit({gauge("level"), instruments::PutDriver{{"level", {}}, {}}}, "Drive"));
        QCOMPARE(machine.desk->tick(), instruments::Drives::kTickMs);
        machine.clock.advanceMs(2'000);
        QCOMPARE(machine.desk->tick(), std::int64_t(50)); // of the expiry again
    }

    void whatIsDrivenMoves() {
        Machine machine;
        machine.open();
        instruments::Driver driver;
        driver.rate = 10;
        machine.run(edit({gauge("level"), instruments::PutDriver{{"level", {}}, driver}}, "Drive"));
        static_cast<void>(machine.desk->tick());
        machine.clock.advanceMs(1'000);
        const std::int64_t waitMs = machine.desk->tick();
        QVERIFY2(has(machine.text(), "level 10.0\n"), machine.text().c_str());
        QCOMPARE(waitMs, instruments::Drives::kTickMs);
    }
};

QTEST_GUILESS_MAIN(DeskTest)
#include "desk_test.moc"
