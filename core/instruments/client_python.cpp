#include "core/base/number.h"
#include "core/exposition/number_text.h"
#include "core/instruments/client_words.h"
#include "core/instruments/quoted_text.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace meterbench::instruments {

namespace {

std::string number(double value) {
    return std::isfinite(value) ? exposition::formatPythonFloat(value)
                                : "float(\"" + base::formatNumber(value) + "\")";
}

const char* className(Type type) {
    switch (type) {
    case Type::Counter:
        return "Counter";
    case Type::Gauge:
        return "Gauge";
    case Type::Info:
        return "Info";
    case Type::Enum:
        return "Enum";
    case Type::Histogram:
        break;
    }
    return "Histogram";
}

std::string dictionary(const InfoPairs& pairs) {
    std::string out = "{";
    for (const auto& [name, value] : pairs) {
        out += (out.size() == 1 ? "" : ", ") + quotedText(name) + ": " + quotedText(value);
    }
    return out + "}";
}

std::string bucketList(const std::vector<double>& bounds) {
    std::string out = "[";
    for (const double bound : bounds) {
        out += (out.size() == 1 ? "" : ", ") + number(bound);
    }
    return out + "]";
}

/// The client has no histogram without bounds: one that lies above everything comes nearest.
std::string buckets(const Definition& definition) {
    return bucketList(
        definition.bounds.empty() ? std::vector{std::numeric_limits<double>::max()}
                                  : definition.bounds
    );
}

/// Its infos and enums have no unit; the names of the others end in it already.
std::string construction(const std::string& variable, const Definition& definition) {
    std::string out = variable + " = " + className(definition.type) + "(" +
                      quotedText(definition.name) + ", " + quotedText(definition.help) + ", " +
                      listOf(definition.labelNames, "[", "]");
    const bool hasUnit = definition.type != Type::Enum && definition.type != Type::Info;
    if (hasUnit && !definition.unit.empty()) {
        out += ", unit=" + quotedText(definition.unit);
    }
    if (definition.type == Type::Enum) {
        out += ", states=" + listOf(definition.states, "[", "]");
    } else if (definition.type == Type::Histogram) {
        out += ", buckets=" + buckets(definition);
    }
    return out + ", registry=registry)\n";
}

/// A client's histogram is filled by observing: as many times the bucket's bound.
std::string
observations(const std::string& target, const Definition& definition, const State& state) {
    std::string out;
    for (std::size_t i = 0; i < state.counts.size(); ++i) {
        if (state.counts[i] != 0) {
            out += "for _ in range(" + std::to_string(state.counts[i]) + "):\n    " + target +
                   ".observe(" + number(valueIn(definition, i)) + ")\n";
        }
    }
    return out.empty() ? target + "\n" : out; // naming a series makes it
}

std::string movement(const std::string& target, const Definition& definition, const State& state) {
    switch (definition.type) {
    case Type::Counter:
        return target + ".inc(" + number(state.value) + ")\n";
    case Type::Gauge:
        return target + ".set(" + number(state.value) + ")\n";
    case Type::Enum:
        return target + ".state(" + quotedText(definition.states[state.chosen]) + ")\n";
    case Type::Info:
        return target + ".info(" + dictionary(state.info) + ")\n";
    case Type::Histogram:
        break;
    }
    return observations(target, definition, state);
}

std::string codeOf(const Instrument& instrument, const std::string& variable) {
    std::string out = construction(variable, instrument.definition);
    for (const auto& [values, state] : instrument.series) {
        const std::string labels =
            values.empty() ? std::string() : ".labels(" + listOf(values, "", "") + ")";
        out += movement(variable + labels, instrument.definition, state);
    }
    return out;
}

} // namespace

std::string pythonCode(const Instruments& instruments) {
    std::set<std::string> classes;
    std::string body;
    VariableNames names;
    for (const Instrument* const one : instruments) {
        classes.insert(className(one->definition.type));
        body += codeOf(*one, names.make(*one));
    }
    std::string out = "# pip install prometheus_client\nfrom prometheus_client import "
                      "CollectorRegistry, generate_latest";
    for (const std::string& name : classes) {
        out += ", " + name;
    }
    out += "\n\nregistry = CollectorRegistry()\n";
    if (classes.contains(className(Type::Histogram))) {
        out += "# A histogram is filled at the bounds of its buckets: its sum is theirs.\n";
    }
    return out + body + "print(generate_latest(registry).decode(), end=\"\")\n";
}

} // namespace meterbench::instruments
