// What the journal's tests share: edits of every kind with odd values, a bench as text that two
// benches share only when they are alike to the last bit, opening and looking.
#pragma once

#include "core/instruments/edit_codec.h"
#include "core/instruments/journal.h"
#include "tests/support/failing_file.h"
#include "tests/support/fake_clock.h"

#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace meterbench::tests {

inline const std::string kFolder = "instruments";
inline const std::string kPath = kFolder + "/instruments.journal";
inline constexpr std::int64_t kBeginMs = 1'700'000'000'000;

class KeptLines final : public base::LogSink {
public:
    void write(base::LogLevel, std::string_view, std::string_view message) override {
        lines.emplace_back(message);
    }

    std::vector<std::string> lines;
};

inline instruments::Definition
makeDefinition(instruments::Type type, std::string name, std::vector<std::string> labels = {}) {
    instruments::Definition definition;
    definition.type = type;
    definition.name = std::move(name);
    definition.labelNames = std::move(labels);
    if (type == instruments::Type::Enum) {
        definition.states = {"", "läuft", "stopped\n"};
    }
    if (type == instruments::Type::Histogram) {
        definition.bounds = {-0.0, std::numeric_limits<double>::denorm_min(), 1e300};
    }
    return definition;
}

/// Each can be applied behind those before it; all kinds.
inline std::vector<instruments::Edit> oddEdits() {
    using namespace instruments;
    const double inf = std::numeric_limits<double>::infinity();
    const Place requests{"requests_total", {{"zone", "日本\n\"\\"}}};
    const Place mode{"mode", {{"host", std::string("a\0b", 3)}}};
    Definition unit = makeDefinition(Type::Gauge, "wait_seconds");
    unit.unit = "seconds";
    unit.help = "How long, äöü.\nA second line.";
    Instrument moved{makeDefinition(Type::Counter, "moved", {"a"}), {}, {}};
    moved.series[{""}] = State{1e-310, 0, {}, {}, -1};
    moved.series[{"x"}] = State{3, 0, {}, {}, kBeginMs};
    State counted{-inf, 0, {}, {1, 0, ~std::uint64_t{0}, 7}, 5};
    Driver walk;
    walk.kind = DriverKind::RandomWalk;
    walk.from = -3;
    walk.isPaused = true;
    Driver replay;
    replay.kind = DriverKind::Replay;
    replay.recording = {"räder.csv", {0, 1.5, 1e9}, {1, 0.5, 1e300}};
    replay.repeats = false;
    Driver cycle;
    cycle.kind = DriverKind::Cycle;
    cycle.periodSeconds = 0.125;
    cycle.seed = ~std::uint64_t{0};
    return {
        Create{makeDefinition(Type::Counter, "requests_total", {"customer", "zone"})},
        Create{unit},
        Create{makeDefinition(Type::Info, "build", {"dc"})},
        Create{makeDefinition(Type::Enum, "mode", {"host"})},
        Create{makeDefinition(Type::Histogram, "size")},
        AddSeries{{"requests", {}}},
        Increment{requests, 0.1},
        Increment{requests, 0.2},
        SetValue{{"wait_seconds", {}}, std::numeric_limits<double>::quiet_NaN()},
        SetHelp{"requests", ""},
        Choose{mode, "stopped\n"},
        Choose{mode, "läuft"},
        SetInfo{{"build_info", {{"dc", "eu"}}}, {{"version", ""}, {"who", "Zoë"}}},
        SetInfo{{"build_info", {}}, {}},
        Observe{{"size", {}}, inf},
        Observe{{"size", {}}, -inf},
        PutState{"size", {}, counted},
        PutInstrument{moved, 1},
        Remove{"wait_seconds"},
        Create{unit},
        SetValue{{"wait_seconds", {}}, -inf},
        SetValue{{"wait_seconds", {}}, -0.0},
        RemoveSeries{{"requests", {}}},
        Increment{requests, 1e-17},
        PutDriver{{"wait_seconds", {}}, walk},
        RemoveDriver{{"wait_seconds", {}}},
        PutDriver{requests, replay},
        PutDriver{{"mode", {{"host", "driven"}}}, cycle},
    };
}

inline std::int64_t timeOf(std::size_t edit) {
    return kBeginMs + static_cast<std::int64_t>(edit) * 1'001;
}

/// Alike for benches that are alike to the last bit, NaN's bits among them.
inline std::string printOf(const instruments::Bench& bench) {
    std::string print;
    std::size_t at = 0;
    for (const instruments::Instrument& instrument : bench.instruments()) {
        instruments::appendPutInstrument(print, instrument, at++, 0);
    }
    return print;
}

/// Of a bench with the first 0, 1, 2 … of the odd edits.
inline std::vector<std::string> printsOfPrefixes() {
    instruments::Bench bench;
    std::vector<std::string> prints{printOf(bench)};
    const auto edits = oddEdits();
    for (std::size_t i = 0; i < edits.size(); ++i) {
        const bool done = bench.apply(edits[i], timeOf(i)).ok();
        prints.push_back(done ? printOf(bench) : "an edit of the fixture was refused");
    }
    return prints;
}

/// A machine: files, a clock, what was said.
struct Machine {
    MemoryFileSystem memory;
    FailingFileSystem files{memory};
    FakeClock clock;
    KeptLines sink;

    using Opened = base::Result<std::unique_ptr<instruments::Journal>>;

    Opened open(std::uint64_t rewriteAboveBytes = 1 << 20) {
        return instruments::Journal::open(files, clock, {kFolder, rewriteAboveBytes}, sink);
    }

    /// What stands in the files, for a program that starts; or the error's words.
    std::string printAfterRestart() {
        const Opened journal = open();
        return journal ? printOf((*journal)->bench()) : "error: " + journal.error().context;
    }
};

/// Applies the odd edits from `first` up to before `end`; false: one was refused.
inline bool
applyOddEdits(instruments::Journal& journal, std::size_t first, std::size_t end = ~std::size_t{0}) {
    const auto edits = oddEdits();
    bool done = true;
    for (std::size_t i = first; i < std::min(end, edits.size()); ++i) {
        done = done && journal.apply(edits[i], timeOf(i)).ok();
    }
    return done;
}

} // namespace meterbench::tests
