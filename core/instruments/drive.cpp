#include "core/instruments/drive.h"

#include "core/base/number.h"
#include "core/instruments/name_advice.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace meterbench::instruments {

namespace {

constexpr double kMostSecondsAtOnce = 10;
constexpr double kMostObservations = 1'000; ///< in one tick
constexpr std::size_t kMostRecorded = 1'000'000;

base::Error wrong(std::string text) {
    return {base::Code::InvalidInput, std::move(text)};
}

bool suits(Type type, DriverKind kind) {
    switch (type) {
    case Type::Counter:
        return kind == DriverKind::Constant || kind == DriverKind::Ramp ||
               kind == DriverKind::Poisson || kind == DriverKind::Replay;
    case Type::Gauge:
        return kind != DriverKind::Cycle;
    case Type::Enum:
        return kind == DriverKind::Cycle;
    case Type::Histogram:
        return kind != DriverKind::Cycle && kind != DriverKind::Poisson;
    case Type::Info:
        break;
    }
    return false;
}

base::Status checkRecording(const Recording& recording) {
    if (recording.seconds.empty() || recording.seconds.size() != recording.values.size()) {
        return wrong("a recording needs as many times as values, and at least one");
    }
    if (recording.seconds.size() > kMostRecorded) {
        return wrong("a recording holds at most " + std::to_string(kMostRecorded) + " values");
    }
    double before = 0;
    for (const double seconds : recording.seconds) {
        if (!std::isfinite(seconds) || seconds < before) {
            return wrong("the times of a recording must not go back");
        }
        before = seconds;
    }
    return {};
}

Place placeOf(const Definition& definition, const LabelValues& values) {
    Place place{definition.name, {}};
    for (std::size_t i = 0; i < values.size(); ++i) {
        place.labels.push_back({definition.labelNames[i], values[i]});
    }
    return place;
}

/// Within 0 and `length`, beginning again at the end where it repeats.
double timeWithin(double seconds, double length, bool repeats) {
    return !repeats ? std::min(seconds, length) : length > 0 ? std::fmod(seconds, length) : 0;
}

/// The last value at or before a time.
double recordedAt(const Recording& recording, double seconds) {
    const auto next = std::ranges::upper_bound(recording.seconds, seconds);
    const auto index = static_cast<std::size_t>(next - recording.seconds.begin());
    return recording.values[index == 0 ? 0 : index - 1];
}

/// What a counter with these readings has grown by up to a time: a reading that is lower begins
/// again from 0.
double grownUntil(const Recording& recording, double seconds) {
    double grown = 0;
    for (std::size_t i = 1; i < recording.seconds.size() && recording.seconds[i] <= seconds; ++i) {
        const double step = recording.values[i] - recording.values[i - 1];
        grown += step >= 0 ? step : std::max(0.0, recording.values[i]);
    }
    return grown;
}

} // namespace

std::string_view driverName(DriverKind kind) {
    constexpr std::array<std::string_view, 7> names{
        "constant", "ramp", "sine", "random walk", "poisson", "replay", "cycle"};
    return names[static_cast<std::size_t>(kind)];
}

base::Status checkDriver(const Definition& definition, const Driver& driver) {
    if (!suits(definition.type, driver.kind)) {
        return wrong(
            "a " + std::string(typeName(definition.type)) + " cannot be driven by " +
            std::string(driverName(driver.kind))
        );
    }
    for (const auto& [name, value] :
         {std::pair("rate", driver.rate),
          std::pair("step", driver.step),
          std::pair("from", driver.from),
          std::pair("to", driver.to)}) {
        if (!std::isfinite(value)) {
            return wrong(std::string(name) + " must be a finite number");
        }
    }
    if (!(driver.speed > 0) || !std::isfinite(driver.speed)) {
        return wrong("speed must be more than 0");
    }
    if (!(driver.periodSeconds > 0) || !std::isfinite(driver.periodSeconds)) {
        return wrong("the period must be longer than 0 s");
    }
    const bool grows = definition.type == Type::Counter;
    const bool usesRate = driver.kind != DriverKind::Ramp && driver.kind != DriverKind::Sine &&
                          driver.kind != DriverKind::Replay && driver.kind != DriverKind::Cycle;
    const bool needsRate = usesRate && (definition.type != Type::Gauge ||
                                        driver.kind != DriverKind::Constant);
    if ((needsRate || definition.type == Type::Histogram) && driver.rate < 0) {
        return wrong("the rate must be 0 or more a second");
    }
    if (grows && driver.kind == DriverKind::Poisson && driver.step < 0) {
        return wrong("a counter can only grow: the step must be 0 or more");
    }
    if (grows && driver.kind == DriverKind::Ramp && (driver.from < 0 || driver.to < 0)) {
        return wrong("a counter can only grow: the rates of a ramp must be 0 or more");
    }
    const bool hasBand = driver.kind == DriverKind::Sine || driver.kind == DriverKind::RandomWalk;
    if (hasBand && driver.to < driver.from) {
        return wrong("the most must not be less than the least");
    }
    return driver.kind == DriverKind::Replay ? checkRecording(driver.recording) : base::Status();
}

/// Where a gauge stands at a time, and what a histogram observes.
double Drives::levelOf(Running& running, double seconds) {
    const Driver& driver = running.driver;
    switch (driver.kind) {
    case DriverKind::Ramp:
        return driver.from + (driver.to - driver.from) *
                                 timeWithin(seconds, driver.periodSeconds, driver.repeats) /
                                 driver.periodSeconds;
    case DriverKind::Sine:
        return (driver.from + driver.to) / 2 +
               (driver.to - driver.from) / 2 *
                   std::sin(2 * std::numbers::pi * seconds / driver.periodSeconds);
    case DriverKind::RandomWalk: {
        std::uniform_real_distribution<double> step(-driver.step, driver.step);
        double next = running.walked + step(running.random);
        next = next < driver.from ? 2 * driver.from - next : next; // thrown back at its bounds
        next = next > driver.to ? 2 * driver.to - next : next;
        running.walked = std::clamp(next, driver.from, driver.to);
        return running.walked;
    }
    case DriverKind::Replay:
        return recordedAt(
            driver.recording,
            timeWithin(seconds, driver.recording.seconds.back(), driver.repeats)
        );
    default:
        return driver.from;
    }
}

/// What a counter (and a gauge with a constant rate) has gained since the driver began.
double Drives::amountOf(const Running& running) {
    const Driver& driver = running.driver;
    const double seconds = running.seconds;
    if (driver.kind == DriverKind::Constant) {
        return driver.rate * seconds;
    }
    if (driver.kind == DriverKind::Ramp) {
        const double period = driver.periodSeconds;
        const double whole = driver.repeats ? std::floor(seconds / period) : 0;
        const double within = driver.repeats ? seconds - whole * period : std::min(seconds, period);
        const double slope = (driver.to - driver.from) / period;
        const double rest = driver.repeats ? 0 : std::max(0.0, seconds - period) * driver.to;
        return whole * (driver.from + driver.to) / 2 * period + driver.from * within +
               slope * within * within / 2 + rest;
    }
    const double length = driver.recording.seconds.back();
    const double whole = driver.repeats && length > 0 ? std::floor(seconds / length) : 0;
    const double once = whole > 0 ? grownUntil(driver.recording, length) : 0;
    return whole * once + grownUntil(driver.recording, seconds - whole * length);
}

void Drives::move(
    Running& running,
    const Definition& definition,
    const LabelValues& values,
    double current,
    double passed,
    std::vector<Edit>& edits
) {
    const Driver& driver = running.driver;
    const auto place = [&] { return placeOf(definition, values); };
    const bool isHistogram = definition.type == Type::Histogram;
    if (driver.kind == DriverKind::Cycle) {
        const auto turn = static_cast<std::uint64_t>(running.seconds / driver.periodSeconds);
        const std::size_t state = turn % definition.states.size();
        if (static_cast<double>(turn) != running.emitted || passed == 0) {
            running.emitted = static_cast<double>(turn);
            edits.emplace_back(Choose{place(), definition.states[state]});
        }
        return;
    }
    if (driver.kind == DriverKind::Poisson) {
        std::poisson_distribution<std::uint64_t> events(
            std::max(driver.rate * passed * driver.speed, 1e-12)
        );
        const std::uint64_t happened = events(running.random);
        if (happened > 0) {
            edits.emplace_back(
                Increment{place(), driver.step * static_cast<double>(happened)}
            );
        }
        return;
    }
    const bool isLevel = definition.type == Type::Gauge && driver.kind != DriverKind::Constant;
    if (isHistogram || (isLevel && driver.kind == DriverKind::RandomWalk)) {
        const double wanted = std::floor(driver.rate * running.seconds);
        const double steps = std::min(wanted - running.emitted, kMostObservations);
        running.emitted = wanted;
        double level = 0;
        for (double i = 0; i < steps; ++i) {
            level = levelOf(running, running.seconds);
            if (isHistogram) {
                edits.emplace_back(Observe{place(), level});
            }
        }
        if (!isHistogram && steps > 0) {
            edits.emplace_back(SetValue{place(), level});
        }
        return;
    }
    if (isLevel) {
        const double level = levelOf(running, running.seconds);
        if (level != current) {
            edits.emplace_back(SetValue{place(), level});
        }
        return;
    }
    // Counters count whole things; what is less than one waits.
    const double amount = amountOf(running);
    const double whole = definition.type == Type::Counter && driver.kind != DriverKind::Replay
                             ? std::floor(amount + 1e-9)
                             : amount;
    if (whole != running.emitted) {
        edits.emplace_back(Increment{place(), whole - running.emitted});
        running.emitted = whole;
    }
}

std::vector<Edit> Drives::tick(const Bench& bench, std::int64_t nowMs) {
    std::vector<Edit> edits;
    const bool wasAsked = m_nextMs != 0 && nowMs < m_nextMs && m_nextMs - nowMs <= kTickMs;
    if (wasAsked) {
        return edits;
    }
    ++m_tick;
    bool moves = false;
    for (const Instrument& instrument : bench.instruments()) {
        for (const auto& [values, driver] : instrument.drivers) {
            const auto series = instrument.series.find(values);
            const double current = series == instrument.series.end() ? 0 : series->second.value;
            Running& running = m_running[{instrument.definition.name, values}];
            const bool isNew = running.seenTick == 0;
            Driver shown = running.driver;
            shown.isPaused = driver.isPaused;
            shown.speed = driver.speed;
            if (isNew || shown != driver) { // begun, or changed in more than pause and speed
                running = {};
                running.random.seed(driver.seed);
                running.walked = std::clamp(current, driver.from, std::max(driver.from, driver.to));
                running.lastMs = nowMs;
            }
            running.driver = driver;
            running.seenTick = m_tick;
            const double passedMs = std::clamp(
                static_cast<double>(nowMs - running.lastMs), 0.0, kMostSecondsAtOnce * 1'000
            );
            running.lastMs = nowMs;
            if (driver.isPaused) {
                continue;
            }
            moves = true;
            running.milliseconds += passedMs * driver.speed;
            running.seconds = running.milliseconds / 1'000;
            move(running, instrument.definition, values, current, passedMs / 1'000, edits);
        }
    }
    std::erase_if(m_running, [this](const auto& one) { return one.second.seenTick != m_tick; });
    m_nextMs = moves ? nowMs + kTickMs : 0;
    return edits;
}

} // namespace meterbench::instruments
