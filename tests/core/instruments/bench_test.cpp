// The rules of the bench, and undo: any edits can be taken back one by one and done again.
#include "core/instruments/history.h"

#include <QtTest>

#include <cmath>
#include <random>

using namespace meterbench;
using namespace meterbench::instruments;

namespace {

Definition make(Type type, std::string name, std::vector<std::string> labels = {}) {
    Definition definition;
    definition.type = type;
    definition.name = std::move(name);
    definition.labelNames = std::move(labels);
    if (type == Type::Enum) {
        definition.states = {"up", "down"};
    }
    if (type == Type::Histogram) {
        definition.bounds = {1, 5};
    }
    return definition;
}

/// One of each type: requests{customer,zone}, depth, build, mode, size.
Bench fullBench() {
    Bench bench;
    for (const Definition& definition :
         {make(Type::Counter, "requests_total", {"customer", "zone"}),
          make(Type::Gauge, "depth"),
          make(Type::Info, "build", {"dc"}),
          make(Type::Enum, "mode"),
          make(Type::Histogram, "size")}) {
        const auto done = bench.apply(Create{definition}, 1'000);
        Q_ASSERT(done.ok());
    }
    return bench;
}

} // namespace

class BenchTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void refusals_data() {
        QTest::addColumn<int>("edit");
        QTest::addColumn<QByteArray>("says");
        m_edits.clear();
        const auto row = [this](const char* title, Edit edit, const char* says) {
            QTest::newRow(title) << static_cast<int>(m_edits.size()) << QByteArray(says);
            m_edits.push_back(std::move(edit));
        };
        const Place requests{"requests", {{"customer", "acme"}}};
        row("a counter that shrinks", Increment{requests, -1}, "can only grow");
        row("a counter by NaN", Increment{requests, NAN}, "can only grow");
        row("a counter by infinity", Increment{requests, INFINITY}, "can only grow");
        row("setting a counter", SetValue{requests, 5}, "is a counter, not a gauge");
        row("a label that it does not have",
            Increment{{"requests", {{"x", "1"}}}, 1},
            "requests_total has no label x; its labels are customer, zone");
        row("a label where there are none",
            SetValue{{"depth", {{"x", "1"}}}, 1},
            "depth has no label x; it has no labels");
        row("a label twice",
            Increment{{"requests", {{"zone", "1"}, {"zone", "2"}}}, 1},
            "given twice");
        row("a label that is not UTF-8", Increment{{"requests", {{"zone", "\xff"}}}, 1}, "UTF-8");
        row("a metric that is not there", Increment{{"other", {}}, 1}, "there is no metric other");
        row("a state that is not there",
            Choose{{"mode", {}}, "boot"},
            "mode has no state \"boot\"; its states are up, down");
        const Instrument oneBucket{make(Type::Histogram, "new"), {{{}, State{0, 0, {}, {1}, 0}}}};
        row("an instrument with a state that does not fit",
            PutInstrument{oneBucket, 0},
            "the state does not fit new");
        row("NaN in a histogram", Observe{{"size", {}}, NAN}, "belongs to no bucket");
        row("an info key like a label", SetInfo{{"build", {}}, {{"dc", "x"}}}, "there is a label dc"
        );
        row("an info key with a dash", SetInfo{{"build", {}}, {{"a-b", "x"}}}, "a_b would be right"
        );
        row("a series that is not there", RemoveSeries{requests}, "no series with these labels");
        row("removing what is not there", Remove{"other"}, "there is no metric other");
        row("a name that is taken",
            Create{make(Type::Gauge, "requests")},
            "the name requests belongs to the counter requests_total already");
        row("a name that another one exposes", Create{make(Type::Counter, "size_sum")}, "_sum");
        row("an enum without states",
            Create{[] {
                Definition none = make(Type::Enum, "fresh");
                none.states.clear();
                return none;
            }()},
            "at least one state");
        row("a state twice",
            Create{[] {
                Definition twice = make(Type::Enum, "fresh");
                twice.states = {"a", "b", "a"};
                return twice;
            }()},
            "the state \"a\" is there twice");
        row("an enum with a label of its name",
            Create{make(Type::Enum, "fresh", {"fresh"})},
            "own name");
        row("bounds that do not grow",
            Create{[] {
                Definition back = make(Type::Histogram, "fresh");
                back.bounds = {1, 1};
                return back;
            }()},
            "bounds grow");
        row("states of a gauge",
            Create{[] {
                Definition odd = make(Type::Gauge, "fresh");
                odd.states = {"a"};
                return odd;
            }()},
            "only an enum has states");
        row("a label twice in a definition",
            Create{make(Type::Gauge, "fresh", {"a", "a"})},
            "there is a label a already");
        row("a state that does not fit", PutState{"requests", {"only one"}, {}}, "does not fit");
        row("a chosen state that is not there",
            PutState{
                "mode",
                {},
                [] {
                    State state;
                    state.chosen = 2;
                    return state;
                }()},
            "does not fit");
    }

    void refusals() {
        QFETCH(int, edit);
        QFETCH(QByteArray, says);
        Bench bench = fullBench();
        const auto before = bench.instruments();
        const std::uint64_t generation = bench.generation();
        const auto done = bench.apply(m_edits[static_cast<std::size_t>(edit)], 2'000);
        QVERIFY(!done.ok());
        QVERIFY2(
            done.error().context.find(says.toStdString()) != std::string::npos,
            done.error().context.c_str()
        );
        QVERIFY(bench.instruments() == before); // whole or not at all
        QCOMPARE(bench.generation(), generation);
    }

    void missingLabelsAreEmptyAndEveryNameIsKnown() {
        Bench bench = fullBench();
        for (const char* name : {"requests", "requests_total", "requests_created"}) {
            QVERIFY(bench.apply(Increment{{name, {{"zone", "eu"}}}, 2}, 2'000).ok());
        }
        const Instrument* const requests = bench.find("requests");
        QVERIFY(requests != nullptr);
        QCOMPARE(requests->series.size(), std::size_t{1});
        QCOMPARE(requests->series.begin()->first, (LabelValues{"", "eu"}));
        QCOMPARE(requests->series.begin()->second.value, 6.0);
        QCOMPARE(requests->series.begin()->second.createdMs, std::int64_t{2'000});
    }

    void observationsFallIntoTheirBuckets() {
        Bench bench = fullBench();
        for (const double value : {0.5, 1.0, 1.5, 5.0, 7.0, 100.0}) {
            QVERIFY(bench.apply(Observe{{"size", {}}, value}, 2'000).ok());
        }
        const State& size = bench.find("size_bucket")->series.begin()->second;
        QCOMPARE(size.counts, (std::vector<std::uint64_t>{2, 2, 2}));
        QCOMPARE(size.value, 115.0);
    }

    void anInfoMayChangeItsKeys() {
        Bench bench = fullBench();
        const Place build{"build_info", {{"dc", "eu"}}};
        QVERIFY(bench.apply(SetInfo{build, {{"version", "1"}, {"os", "x"}}}, 1).ok());
        QVERIFY(bench.apply(SetInfo{build, {{"commit", "abc"}}}, 1).ok());
        QCOMPARE(bench.find("build")->series.at({"eu"}).info, (InfoPairs{{"commit", "abc"}}));
    }

    void everythingCanBeUndoneAndDoneAgain() {
        std::mt19937 random(7);
        const auto pick = [&random](std::size_t count) { return random() % count; };
        Bench bench;
        History history(bench);
        std::vector<std::vector<Instrument>> past{bench.instruments()};
        const std::vector<std::string> names{"requests", "depth", "build", "mode", "size"};
        std::size_t refused = 0;
        while (past.size() < 800) {
            const std::string& name = names[pick(names.size())];
            const Place place{
                name,
                pick(2) == 0 ? std::vector<model::Label>{}
                             : std::vector<model::Label>{{"zone", std::to_string(pick(3))}}};
            const auto type = static_cast<Type>(pick(5));
            const std::vector<std::string> labels =
                pick(2) == 0 ? std::vector<std::string>{} : std::vector<std::string>{"zone"};
            const std::vector<Edit> edits{
                Create{make(type, name, labels)},
                Create{make(type, name, labels)},
                pick(8) == 0 ? Edit(Remove{name}) : Edit(AddSeries{place}),
                SetHelp{name, std::to_string(pick(9))},
                RemoveSeries{place},
                Increment{place, static_cast<double>(pick(100)) / 7},
                SetValue{place, static_cast<double>(pick(100)) / 3},
                Choose{place, pick(2) == 0 ? "up" : "down"},
                SetInfo{place, {{"v", std::to_string(pick(5))}}},
                Observe{place, static_cast<double>(pick(10))}};
            const auto time = static_cast<std::int64_t>(past.size());
            if (history.apply(edits[pick(edits.size())], "step", time)) {
                past.push_back(bench.instruments());
            } else {
                ++refused;
            }
        }
        QVERIFY(refused > 100); // the walk also ran into the rules
        const auto checkNames = [&bench] {
            for (const Instrument& instrument : bench.instruments()) {
                for (const std::string& name : namesOf(instrument.definition)) {
                    QCOMPARE(bench.find(name), &instrument);
                }
            }
        };
        for (std::size_t at = past.size() - 1; at > 0; --at) {
            QVERIFY(history.undo(9'999));
            QVERIFY(bench.instruments() == past[at - 1]);
            checkNames();
        }
        QVERIFY(!history.undo(9'999));
        for (std::size_t at = 1; at < past.size(); ++at) {
            QVERIFY(history.redo(9'999));
            // What is made again begins to count anew: times of creation differ.
            QCOMPARE(bench.instruments().size(), past[at].size());
        }
        QVERIFY(!history.redo(9'999));
    }

    void aNewStepEndsWhatCouldBeDoneAgain() {
        Bench bench = fullBench();
        History history(bench);
        QVERIFY(history.apply(SetValue{{"depth", {}}, 1}, "Set depth to 1", 1));
        QVERIFY(history.apply(SetValue{{"depth", {}}, 2}, "Set depth to 2", 1));
        QVERIFY(history.undo(1));
        QCOMPARE(history.undoWords(), std::string("Set depth to 1"));
        QCOMPARE(history.redoWords(), std::string("Set depth to 2"));
        QVERIFY(history.apply(SetValue{{"depth", {}}, 3}, "Set depth to 3", 1));
        QVERIFY(!history.redo(1));
        QCOMPARE(bench.find("depth")->series.begin()->second.value, 3.0);
    }

    void whatOthersTookAwayCannotBeUndone() {
        Bench bench = fullBench();
        History history(bench);
        QVERIFY(history.apply(SetValue{{"depth", {}}, 1}, "Set depth to 1", 1));
        QVERIFY(bench.apply(Remove{"depth"}, 1).ok());
        const base::Status undone = history.undo(1);
        QVERIFY(!undone);
        QCOMPARE(undone.error().context, std::string("Set depth to 1: there is no metric depth"));
        QCOMPARE(history.undoWords(), std::string());
    }

private:
    std::vector<Edit> m_edits;
};

QTEST_GUILESS_MAIN(BenchTest)
#include "bench_test.moc"
