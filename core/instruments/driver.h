// Driver: what moves a series by itself: its kind and numbers, as plain values. How it moves is in
// drive.h. Counters take Constant, Ramp (of the rate), Poisson and Replay; gauges all but Cycle;
// enums Cycle; histograms observe what Sine, RandomWalk, Ramp, Constant or Replay give, `rate`
// times a second. Infos are not driven. Times are seconds of the driver's own time: speed 2 goes
// through them twice as fast.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::instruments {

enum class DriverKind : std::uint8_t { Constant, Ramp, Sine, RandomWalk, Poisson, Replay, Cycle };

/// "constant", "ramp", "sine", "random walk", "poisson", "replay", "cycle".
[[nodiscard]] std::string_view driverName(DriverKind kind);

/// Values over time, read from a CSV (seconds or RFC 3339 times, value) or taken from a recorded
/// series. Times grow and begin with 0.
struct Recording {
    std::string name; ///< for people: the file's name, or the series
    std::vector<double> seconds;
    std::vector<double> values;

    friend bool operator==(const Recording&, const Recording&) = default;
};

struct Driver {
    DriverKind kind = DriverKind::Constant;
    double rate = 1;  ///< Constant: added a second (counter, gauge); Poisson: events a second;
                      ///< RandomWalk: steps a second; histogram: observations a second
    double step = 1;  ///< Poisson: added by an event; RandomWalk: the most that one step changes
    double from = 0;  ///< Ramp: at the begin; Sine, RandomWalk: the least; histogram Constant: the value
    double to = 1;    ///< Ramp: at the end; Sine, RandomWalk: the most
    double periodSeconds = 60; ///< Ramp: how long; Sine: a whole wave; Cycle: in one state
    bool repeats = true;       ///< Ramp, Replay: begin again at the end; else stay there
    std::uint64_t seed = 1;    ///< RandomWalk, Poisson: the same seed moves the same way
    Recording recording;       ///< Replay
    double speed = 1;          ///< > 0
    bool isPaused = false;

    friend bool operator==(const Driver&, const Driver&) = default;
};

} // namespace meterbench::instruments
