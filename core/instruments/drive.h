// Drives: the running drivers of a bench: what each has come to, and the edits that are due now. It
// keeps its own time for each driver, so pausing stops it and speed stretches it. Amounts follow
// from the whole time, not from the ticks: 10 a second are 10 after a second, however often it is
// asked. After a long sleep of the machine a driver goes on from where it was (at most ten seconds
// at once). One thread. checkDriver: InvalidInput, naming the field.
#pragma once

#include "core/instruments/bench.h"

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace meterbench::instruments {

/// Can a series of this definition be driven so?
[[nodiscard]] base::Status checkDriver(const Definition& definition, const Driver& driver);

class Drives {
public:
    /// The edits that are due, in the order of the bench; none when it was asked a moment ago.
    [[nodiscard]] std::vector<Edit> tick(const Bench& bench, std::int64_t nowMs);

    /// When to ask again, in ms since 1970; 0: nothing is driven.
    [[nodiscard]] std::int64_t nextMs() const { return m_nextMs; }

    static constexpr std::int64_t kTickMs = 100;

private:
    using Key = std::pair<std::string, LabelValues>;

    struct Running {
        Driver driver;
        std::int64_t lastMs = 0;
        double milliseconds = 0; ///< of its own time: whole ones add up without error
        double seconds = 0;      ///< the same
        double emitted = 0; ///< amounts or steps so far
        double walked = 0;  ///< RandomWalk: where it stands
        std::mt19937_64 random;
        std::uint64_t seenTick = 0;
    };

    void move(
        Running& running,
        const Definition& definition,
        const LabelValues& values,
        double current,
        double passed,
        std::vector<Edit>& edits
    );
    [[nodiscard]] static double levelOf(Running& running, double seconds);
    [[nodiscard]] static double amountOf(const Running& running);

    std::map<Key, Running> m_running;
    std::int64_t m_nextMs = 0;
    std::uint64_t m_tick = 0;
};

} // namespace meterbench::instruments
