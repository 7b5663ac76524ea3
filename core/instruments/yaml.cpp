#include "core/instruments/yaml.h"

#include "core/base/number.h"
#include "core/base/text.h"
#include "core/instruments/name_advice.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>

namespace meterbench::instruments {

namespace {

using base::Code;
using base::Error;

constexpr std::array<const char*, 5> kTypes{"counter", "gauge", "info", "enum", "histogram"};

// ---- writing

std::string quoted(std::string_view text) {
    return "\"" + base::jsonEscaped(text) + "\"";
}

std::string flowList(const std::vector<std::string>& words) {
    std::string out = "[";
    for (const std::string& word : words) {
        out += (out.size() == 1 ? "" : ", ") + quoted(word);
    }
    return out + "]";
}

template <class Numbers>
std::string flowNumbers(const Numbers& numbers) {
    std::string out = "[";
    for (const auto number : numbers) {
        out += (out.size() == 1 ? "" : ", ") + base::formatNumber(static_cast<double>(number));
    }
    return out + "]";
}

std::string flowPairs(const InfoPairs& pairs) {
    std::string out = "{";
    for (const auto& [name, value] : pairs) {
        out += (out.size() == 1 ? "" : ", ") + quoted(name) + ": " + quoted(value);
    }
    return out + "}";
}

void writeDriver(std::string& out, const Driver& driver) {
    const auto line = [&out](const char* key, const std::string& value) {
        out.append("          ").append(key).append(": ").append(value).append("\n");
    };
    out += "        driver:\n";
    line("kind", quoted(driverName(driver.kind)));
    line("rate", base::formatNumber(driver.rate));
    line("step", base::formatNumber(driver.step));
    line("from", base::formatNumber(driver.from));
    line("to", base::formatNumber(driver.to));
    line("period", base::formatNumber(driver.periodSeconds));
    line("repeats", driver.repeats ? "true" : "false");
    line("speed", base::formatNumber(driver.speed));
    line("paused", driver.isPaused ? "true" : "false");
    if (driver.kind == DriverKind::Replay) {
        line("recording", quoted(driver.recording.name));
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
        out += "        state: " + quoted(definition.states[state.chosen]) + "\n";
        break;
    case Type::Histogram:
        out += "        counts: " + flowNumbers(state.counts) + "\n";
        out += "        sum: " + base::formatNumber(state.value) + "\n";
        break;
    default:
        out += "        value: " + base::formatNumber(state.value) + "\n";
    }
    const auto driver = instrument.drivers.find(values);
    if (driver != instrument.drivers.end()) {
        writeDriver(out, driver->second);
    }
}

// ---- reading

struct Wrong {
    Error error;
};

[[noreturn]] void fail(const YAML::Node& at, const std::string& text) {
    const YAML::Mark mark = at.Mark();
    throw Wrong{
        {Code::InvalidInput,
         "line " + std::to_string(mark.line + 1) + ", column " + std::to_string(mark.column + 1) +
             ": " + text}};
}

void checkKeys(const YAML::Node& map, const char* what, std::initializer_list<std::string_view> known) {
    if (!map.IsMap()) {
        fail(map, std::string(what) + " is a map of keys and values");
    }
    std::set<std::string> seen;
    for (const auto& entry : map) {
        const std::string key = entry.first.Scalar();
        if (std::ranges::find(known, key) == known.end()) {
            const std::vector<std::string_view> words(known);
            const std::string_view nearest = base::nearestWord(key, words);
            std::string text = "\"" + key + "\" is no key of " + what;
            text += nearest.empty() ? "" : "; did you mean " + std::string(nearest) + "?";
            fail(entry.first, text);
        }
        if (!seen.insert(key).second) {
            fail(entry.first, "\"" + key + "\" stands here twice");
        }
    }
}

std::string textOf(const YAML::Node& node, const char* key) {
    if (!node.IsScalar()) {
        fail(node, std::string(key) + " is a text");
    }
    return node.Scalar();
}

std::string textAt(const YAML::Node& map, const char* key) {
    const YAML::Node node = map[key];
    return node ? textOf(node, key) : std::string();
}

double numberOf(const YAML::Node& node, const char* key) {
    const auto number = node.IsScalar() ? base::parseNumber(node.Scalar()) : std::nullopt;
    if (!number) {
        fail(node, std::string(key) + " is a number");
    }
    return *number;
}

double numberAt(const YAML::Node& map, const char* key, double fallback) {
    const YAML::Node node = map[key];
    return node ? numberOf(node, key) : fallback;
}

bool boolAt(const YAML::Node& map, const char* key, bool fallback) {
    const YAML::Node node = map[key];
    if (!node) {
        return fallback;
    }
    const std::string word = textOf(node, key);
    if (word != "true" && word != "false") {
        fail(node, std::string(key) + " is true or false");
    }
    return word == "true";
}

std::vector<std::string> textsAt(const YAML::Node& map, const char* key) {
    std::vector<std::string> out;
    const YAML::Node node = map[key];
    if (node && !node.IsSequence()) {
        fail(node, std::string(key) + " is a list of texts");
    }
    for (std::size_t i = 0; node && i < node.size(); ++i) {
        out.push_back(textOf(node[i], key));
    }
    return out;
}

std::vector<double> numbersAt(const YAML::Node& map, const char* key) {
    std::vector<double> out;
    const YAML::Node node = map[key];
    if (node && !node.IsSequence()) {
        fail(node, std::string(key) + " is a list of numbers");
    }
    for (std::size_t i = 0; node && i < node.size(); ++i) {
        out.push_back(numberOf(node[i], key));
    }
    return out;
}

InfoPairs pairsAt(const YAML::Node& map, const char* key) {
    InfoPairs out;
    const YAML::Node node = map[key];
    if (node && !node.IsMap()) {
        fail(node, std::string(key) + " is a map of names and texts");
    }
    if (node) {
        for (const auto& entry : node) {
            out[entry.first.Scalar()] = textOf(entry.second, key);
        }
    }
    return out;
}

Driver readDriver(const YAML::Node& map) {
    checkKeys(
        map,
        "a driver",
        {"kind", "rate", "step", "from", "to", "period", "repeats", "speed", "paused",
         "recording", "seconds", "values"}
    );
    Driver driver;
    const std::string kind = textAt(map, "kind");
    bool isKnown = false;
    for (int i = 0; i <= static_cast<int>(DriverKind::Cycle); ++i) {
        if (kind == driverName(static_cast<DriverKind>(i))) {
            driver.kind = static_cast<DriverKind>(i);
            isKnown = true;
        }
    }
    if (!isKnown) {
        fail(
            map["kind"] ? map["kind"] : map,
            "kind is constant, ramp, sine, random walk, poisson, replay or cycle"
        );
    }
    driver.rate = numberAt(map, "rate", driver.rate);
    driver.step = numberAt(map, "step", driver.step);
    driver.from = numberAt(map, "from", driver.from);
    driver.to = numberAt(map, "to", driver.to);
    driver.periodSeconds = numberAt(map, "period", driver.periodSeconds);
    driver.repeats = boolAt(map, "repeats", driver.repeats);
    driver.speed = numberAt(map, "speed", driver.speed);
    driver.isPaused = boolAt(map, "paused", driver.isPaused);
    driver.recording = {
        textAt(map, "recording"), numbersAt(map, "seconds"), numbersAt(map, "values")};
    return driver;
}

Definition readDefinition(const YAML::Node& map) {
    checkKeys(
        map,
        "a metric",
        {"name", "type", "help", "unit", "labels", "states", "bounds", "series"}
    );
    Definition definition;
    const std::string type = textAt(map, "type");
    const auto word = std::ranges::find(kTypes, type);
    if (word == kTypes.end()) {
        fail(
            map["type"] ? map["type"] : map, "type is counter, gauge, info, enum or histogram"
        );
    }
    definition.type = static_cast<Type>(word - kTypes.begin());
    definition.name = familyOf(definition.type, textAt(map, "name"));
    definition.help = textAt(map, "help");
    definition.unit = textAt(map, "unit");
    definition.labelNames = textsAt(map, "labels");
    definition.states = textsAt(map, "states");
    definition.bounds = numbersAt(map, "bounds");
    return definition;
}

void readState(
    const YAML::Node& map,
    const Definition& definition,
    const Place& place,
    std::int64_t nowMs,
    std::vector<Edit>& edits
) {
    switch (definition.type) {
    case Type::Counter:
        edits.emplace_back(Increment{place, numberAt(map, "value", 0)});
        return;
    case Type::Gauge:
        edits.emplace_back(SetValue{place, numberAt(map, "value", 0)});
        return;
    case Type::Info:
        edits.emplace_back(SetInfo{place, pairsAt(map, "info")});
        return;
    case Type::Enum:
        if (map["state"]) {
            edits.emplace_back(Choose{place, textAt(map, "state")});
        } else {
            edits.emplace_back(AddSeries{place});
        }
        return;
    case Type::Histogram:
        break;
    }
    PutState put;
    put.name = definition.name;
    for (const std::string& name : definition.labelNames) {
        const auto label = std::ranges::find(place.labels, name, &model::Label::name);
        put.labelValues.push_back(label == place.labels.end() ? std::string() : label->value);
    }
    for (const double count : numbersAt(map, "counts")) {
        if (!(count >= 0)) {
            fail(map["counts"], "counts are 0 or more");
        }
        put.state.counts.push_back(static_cast<std::uint64_t>(count));
    }
    put.state.counts.resize(std::max(put.state.counts.size(), definition.bounds.size() + 1));
    put.state.value = numberAt(map, "sum", 0);
    put.state.createdMs = nowMs;
    edits.emplace_back(std::move(put));
}

void readMetric(const YAML::Node& map, std::int64_t nowMs, std::vector<Edit>& edits) {
    const Definition definition = readDefinition(map);
    edits.emplace_back(Create{definition});
    const YAML::Node series = map["series"];
    if (series && !series.IsSequence()) {
        fail(series, "series is a list");
    }
    for (std::size_t i = 0; series && i < series.size(); ++i) {
        checkKeys(
            series[i],
            "a series",
            {"labels", "value", "info", "state", "counts", "sum", "driver"}
        );
        Place place{definition.name, {}};
        for (const auto& [name, value] : pairsAt(series[i], "labels")) {
            if (std::ranges::find(definition.labelNames, name) == definition.labelNames.end()) {
                fail(series[i], definition.name + " has no label " + name + " in its labels");
            }
            place.labels.push_back({name, value});
        }
        readState(series[i], definition, place, nowMs, edits);
        if (series[i]["driver"]) {
            edits.emplace_back(PutDriver{place, readDriver(series[i]["driver"])});
        }
    }
}

} // namespace

std::string writeYaml(const Bench& bench) {
    std::string out = "# Metrics made with Meterbench.\nmetrics:\n";
    for (const Instrument& instrument : bench.instruments()) {
        const Definition& definition = instrument.definition;
        out += "  - name: " + quoted(fullName(definition.type, definition.name)) + "\n";
        out += "    type: " + std::string(kTypes[static_cast<std::size_t>(definition.type)]) + "\n";
        out += "    help: " + quoted(definition.help) + "\n";
        if (!definition.unit.empty()) {
            out += "    unit: " + quoted(definition.unit) + "\n";
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

base::Result<std::vector<Edit>> readYaml(std::string_view text, std::int64_t nowMs) {
    try {
        const YAML::Node root = YAML::Load(std::string(text));
        checkKeys(root, "the file", {"metrics"});
        const YAML::Node metrics = root["metrics"];
        if (!metrics || !metrics.IsSequence()) {
            fail(metrics ? metrics : root, "metrics is a list");
        }
        std::vector<Edit> edits;
        for (std::size_t i = 0; i < metrics.size(); ++i) {
            readMetric(metrics[i], nowMs, edits);
        }
        return edits;
    } catch (const Wrong& wrong) {
        return wrong.error;
    } catch (const YAML::Exception& problem) {
        return Error{
            Code::InvalidInput,
            "line " + std::to_string(problem.mark.line + 1) + ", column " +
                std::to_string(problem.mark.column + 1) + ": " + problem.msg};
    }
}

bool looksLikeYaml(std::string_view text) {
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        const std::size_t first = line.find_first_not_of(" \t\r");
        if (first != std::string_view::npos && line[first] != '#') {
            return line.substr(first).starts_with("metrics:");
        }
    }
    return false;
}

} // namespace meterbench::instruments
