#include "core/base/text.h"
#include "core/instruments/name_advice.h"
#include "core/instruments/yaml.h"
#include "core/instruments/yaml_nodes.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace meterbench::instruments {

namespace {

using base::Code;
using base::Error;
using namespace yaml;

DriverKind kindAt(const YAML::Node& map) {
    const std::string word = textAt(map, "kind");
    for (int i = 0; i <= static_cast<int>(DriverKind::Cycle); ++i) {
        if (word == driverName(static_cast<DriverKind>(i))) {
            return static_cast<DriverKind>(i);
        }
    }
    fail(
        map["kind"] ? map["kind"] : map,
        "kind is constant, ramp, sine, random walk, poisson, replay or cycle"
    );
}

Driver readDriver(const YAML::Node& map) {
    checkKeys(
        map,
        "a driver",
        {"kind",
         "rate",
         "step",
         "from",
         "to",
         "period",
         "repeats",
         "seed",
         "speed",
         "paused",
         "recording",
         "seconds",
         "values"}
    );
    Driver driver;
    driver.kind = kindAt(map);
    driver.rate = numberAt(map, "rate", driver.rate);
    driver.step = numberAt(map, "step", driver.step);
    driver.from = numberAt(map, "from", driver.from);
    driver.to = numberAt(map, "to", driver.to);
    driver.periodSeconds = numberAt(map, "period", driver.periodSeconds);
    driver.repeats = boolAt(map, "repeats", driver.repeats);
    driver.seed = map["seed"] ? wholeOf(map["seed"], "seed") : driver.seed;
    driver.speed = numberAt(map, "speed", driver.speed);
    driver.isPaused = boolAt(map, "paused", driver.isPaused);
    driver.recording = {
        textAt(map, "recording"), numbersAt(map, "seconds"), numbersAt(map, "values")};
    return driver;
}

Type typeAt(const YAML::Node& map) {
    const std::string word = textAt(map, "type");
    for (const Type type : {Type::Counter, Type::Gauge, Type::Info, Type::Enum, Type::Histogram}) {
        if (word == typeName(type)) {
            return type;
        }
    }
    fail(map["type"] ? map["type"] : map, "type is counter, gauge, info, enum or histogram");
}

Definition readDefinition(const YAML::Node& map) {
    checkKeys(
        map, "a metric", {"name", "type", "help", "unit", "labels", "states", "bounds", "series"}
    );
    Definition definition;
    definition.type = typeAt(map);
    definition.name = familyOf(definition.type, textAt(map, "name"));
    definition.help = textAt(map, "help");
    definition.unit = textAt(map, "unit");
    definition.labelNames = textsAt(map, "labels");
    definition.states = textsAt(map, "states");
    definition.bounds = numbersAt(map, "bounds");
    return definition;
}

void checkSeriesKeys(const YAML::Node& map, Type type) {
    switch (type) {
    case Type::Info:
        return checkKeys(map, "an info's series", {"labels", "info"});
    case Type::Enum:
        return checkKeys(map, "an enum's series", {"labels", "state", "driver"});
    case Type::Histogram:
        return checkKeys(map, "a histogram's series", {"labels", "counts", "sum", "driver"});
    default:
        return checkKeys(map, "a series", {"labels", "value", "driver"});
    }
}

Place placeAt(const YAML::Node& map, const Definition& definition) {
    const auto check = [&definition](const YAML::Node& at, const std::string& name) {
        if (std::ranges::find(definition.labelNames, name) == definition.labelNames.end()) {
            fail(at, definition.name + " has no label " + name + " in its labels");
        }
    };
    Place place{definition.name, {}};
    for (const auto& [name, value] : pairsAt(map, "labels", check)) {
        place.labels.push_back({name, value});
    }
    return place;
}

LabelValues valuesOf(const Definition& definition, const Place& place) {
    LabelValues values;
    for (const std::string& name : definition.labelNames) {
        const auto label = std::ranges::find(place.labels, name, &model::Label::name);
        values.push_back(label == place.labels.end() ? std::string() : label->value);
    }
    return values;
}

/// Applies each edit to a bench of its own, so that what a bench would not take is told with its
/// place in the file.
class Reading {
public:
    explicit Reading(std::int64_t nowMs)
        : m_nowMs(nowMs) {}

    void metric(const YAML::Node& map) {
        const Definition definition = readDefinition(map);
        add(map["name"] ? map["name"] : map, Create{definition});
        const YAML::Node series = map["series"];
        if (series && !series.IsSequence()) {
            fail(series, "series is a list");
        }
        std::set<LabelValues> seen;
        for (std::size_t i = 0; series && i < series.size(); ++i) {
            one(series[i], definition, seen);
        }
    }

    [[nodiscard]] std::vector<Edit> takeEdits() { return std::move(m_edits); }

private:
    void add(const YAML::Node& at, Edit edit) {
        if (const auto done = m_bench.apply(edit, m_nowMs); !done) {
            fail(at, done.error().context);
        }
        m_edits.push_back(std::move(edit));
    }

    void one(const YAML::Node& map, const Definition& definition, std::set<LabelValues>& seen) {
        checkSeriesKeys(map, definition.type);
        const Place place = placeAt(map, definition);
        if (!seen.insert(valuesOf(definition, place)).second) {
            fail(map, fullName(definition.type, definition.name) + " has these labels twice");
        }
        state(map, definition, place);
        if (map["driver"]) {
            add(map["driver"], PutDriver{place, readDriver(map["driver"])});
        }
    }

    void state(const YAML::Node& map, const Definition& definition, const Place& place) {
        const auto add = [&](const char* key, Edit edit) {
            this->add(map[key] ? map[key] : map, std::move(edit));
        };
        switch (definition.type) {
        case Type::Counter:
            add("value", Increment{place, numberAt(map, "value", 0)});
            break;
        case Type::Gauge:
            add("value", SetValue{place, numberAt(map, "value", 0)});
            break;
        case Type::Info:
            add("info", SetInfo{place, pairsAt(map, "info")});
            break;
        case Type::Enum:
            add("state",
                map["state"] ? Edit(Choose{place, textAt(map, "state")}) : Edit(AddSeries{place}));
            break;
        case Type::Histogram:
            add("counts", histogram(map, definition, place));
            break;
        }
    }

    [[nodiscard]] PutState
    histogram(const YAML::Node& map, const Definition& definition, const Place& place) const {
        PutState put{definition.name, valuesOf(definition, place), {}, {}};
        put.state.counts = listAt(map, "counts", " of numbers", wholeOf);
        const std::size_t buckets = definition.bounds.size() + 1;
        if (map["counts"] && put.state.counts.size() != buckets) {
            fail(
                map["counts"],
                "counts are one for each bound and one for +Inf: " + std::to_string(buckets) +
                    ", not " + std::to_string(put.state.counts.size())
            );
        }
        put.state.counts.resize(buckets);
        put.state.value = numberAt(map, "sum", 0);
        put.state.createdMs = m_nowMs;
        return put;
    }

    std::int64_t m_nowMs;
    Bench m_bench;
    std::vector<Edit> m_edits;
};

/// Bytes that YAML does not know, which its reader would pass on or stop at.
std::optional<Error> strangeByte(std::string_view text) {
    std::size_t number = 1;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        for (std::size_t at = 0; at < line.size();) {
            const auto c = static_cast<unsigned char>(line[at]);
            const std::size_t size = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
            const bool isControl = (c < 0x20 && c != '\t' && c != '\r') || c == 0x7f;
            if (isControl || !base::isValidUtf8(line.substr(at, size))) {
                return Error{
                    Code::InvalidInput,
                    placed(number, base::columnOf(line, at)) +
                        (isControl ? "a control character, which is written as \\x and two digits"
                                     " in double quotes"
                                   : "the text is not valid UTF-8")};
            }
            at += size;
        }
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        ++number;
    }
    return std::nullopt;
}

} // namespace

base::Result<std::vector<Edit>> readYaml(std::string_view text, std::int64_t nowMs) {
    if (auto strange = strangeByte(text)) {
        return *std::move(strange);
    }
    try {
        const YAML::Node root = loadWhole(text);
        checkKeys(root, "the file", {"metrics"});
        const YAML::Node metrics = root["metrics"];
        if (!metrics || !metrics.IsSequence()) {
            fail(metrics ? metrics : root, "metrics is a list");
        }
        Reading reading(nowMs);
        for (std::size_t i = 0; i < metrics.size(); ++i) {
            reading.metric(metrics[i]);
        }
        return reading.takeEdits();
    } catch (const Wrong& wrong) {
        return wrong.error;
    } catch (const YAML::Exception& problem) {
        return Error{Code::InvalidInput, placed(problem.mark) + problem.msg};
    }
}

bool looksLikeYaml(std::string_view text) {
    constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
    constexpr std::string_view kKey = "metrics:";
    text.remove_prefix(text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0);
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        line.remove_prefix(std::min(line.find_first_not_of(" \t\r"), line.size()));
        if (!line.empty() && line.front() != '#' && line.front() != '%' &&
            !line.starts_with("---")) {
            // Not the metric "metrics:sum" of a recording rule.
            return line.starts_with(kKey) &&
                   (line.size() == kKey.size() ||
                    std::string_view(" \t\r").find(line[kKey.size()]) != std::string_view::npos);
        }
    }
    return false;
}

} // namespace meterbench::instruments
