#include "core/base/number.h"
#include "core/instruments/name_advice.h"
#include "core/instruments/quoted_text.h"
#include "core/instruments/yaml.h"

namespace meterbench::instruments {

namespace {

/// YAML looks 1024 characters far for the colon, unless it is told that a key comes.
constexpr std::size_t kLongestKey = 1'000;

std::string flowList(const std::vector<std::string>& words) {
    std::string out = "[";
    for (const std::string& word : words) {
        out += (out.size() == 1 ? "" : ", ") + quotedText(word);
    }
    return out + "]";
}

std::string numberText(double number) {
    return base::formatNumber(number);
}

std::string numberText(std::uint64_t number) {
    return std::to_string(number);
}

template <class Numbers>
std::string flowNumbers(const Numbers& numbers) {
    std::string out = "[";
    for (const auto number : numbers) {
        out += out.size() == 1 ? "" : ", ";
        out += numberText(number);
    }
    return out + "]";
}

std::string flowPairs(const InfoPairs& pairs) {
    std::string out = "{";
    for (const auto& [name, value] : pairs) {
        out += out.size() == 1 ? "" : ", ";
        out += name.size() > kLongestKey ? "? " : "";
        out += quotedText(name) + ": " + quotedText(value);
    }
    return out + "}";
}

void writeDriver(std::string& out, const Driver& driver) {
    const auto line = [&out](const char* key, const std::string& value) {
        out.append("          ").append(key).append(": ").append(value).append("\n");
    };
    out += "        driver:\n";
    line("kind", quotedText(driverName(driver.kind)));
    line("rate", numberText(driver.rate));
    line("step", numberText(driver.step));
    line("from", numberText(driver.from));
    line("to", numberText(driver.to));
    line("period", numberText(driver.periodSeconds));
    line("repeats", driver.repeats ? "true" : "false");
    line("seed", numberText(driver.seed));
    line("speed", numberText(driver.speed));
    line("paused", driver.isPaused ? "true" : "false");
    if (driver.kind == DriverKind::Replay) {
        line("recording", quotedText(driver.recording.name));
        line("seconds", flowNumbers(driver.recording.seconds));
        line("values", flowNumbers(driver.recording.values));
    }
}

void writeSeries(
    std::string& out, const Instrument& instrument, const LabelValues& values, const State& state
) {
    const Definition& definition = instrument.definition;
    InfoPairs labels;
    for (std::size_t i = 0; i < values.size(); ++i) {
        labels[definition.labelNames[i]] = values[i];
    }
    out += "      - labels: " + flowPairs(labels) + "\n";
    switch (definition.type) {
    case Type::Info:
        out += "        info: " + flowPairs(state.info) + "\n";
        break;
    case Type::Enum:
        out += "        state: " + quotedText(definition.states[state.chosen]) + "\n";
        break;
    case Type::Histogram:
        out += "        counts: " + flowNumbers(state.counts) + "\n";
        out += "        sum: " + numberText(state.value) + "\n";
        break;
    default:
        out += "        value: " + numberText(state.value) + "\n";
    }
    const auto driver = instrument.drivers.find(values);
    if (driver != instrument.drivers.end()) {
        writeDriver(out, driver->second);
    }
}

} // namespace

std::string writeYaml(const Bench& bench) {
    std::string out = "# Metrics made with Meterbench.\nmetrics:\n";
    for (const Instrument& instrument : bench.instruments()) {
        const Definition& definition = instrument.definition;
        out += "  - name: " + quotedText(fullName(definition.type, definition.name)) + "\n";
        out += "    type: " + std::string(typeName(definition.type)) + "\n";
        out += "    help: " + quotedText(definition.help) + "\n";
        if (!definition.unit.empty()) {
            out += "    unit: " + quotedText(definition.unit) + "\n";
        }
        if (!definition.labelNames.empty()) {
            out += "    labels: " + flowList(definition.labelNames) + "\n";
        }
        if (definition.type == Type::Enum) {
            out += "    states: " + flowList(definition.states) + "\n";
        }
        if (definition.type == Type::Histogram) {
            out += "    bounds: " + flowNumbers(definition.bounds) + "\n";
        }
        if (!instrument.series.empty()) {
            out += "    series:\n";
        }
        for (const auto& [values, state] : instrument.series) {
            writeSeries(out, instrument, values, state);
        }
    }
    return bench.instruments().empty() ? "# Metrics made with Meterbench.\nmetrics: []\n" : out;
}

} // namespace meterbench::instruments
