#include "core/instruments/client_code.h"

#include "core/base/number.h"
#include "core/base/text.h"
#include "core/instruments/exposition.h"
#include "core/instruments/name_advice.h"

#include <cmath>
#include <set>
#include <span>
#include <vector>

namespace meterbench::instruments {

namespace {

using Instruments = std::vector<const Instrument*>;

/// In single quotes nothing means anything to a shell but the quote itself.
std::string shellQuoted(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
        out += c == '\'' ? std::string_view("'\\''") : std::string_view(&c, 1);
    }
    return out + "'";
}

/// JSON's escapes are good ones in Python and Go, too.
std::string quoted(std::string_view text) {
    return "\"" + base::jsonEscaped(text) + "\"";
}

std::string listOf(const std::vector<std::string>& words, const char* open, const char* close) {
    std::string out = open;
    for (std::size_t i = 0; i < words.size(); ++i) {
        out += (i == 0 ? "" : ", ") + quoted(words[i]);
    }
    return out + close;
}

/// A name that is one in both languages: "jobs_total" → jobs_total, "a:b" → a_b.
std::string identifier(const Instrument& instrument) {
    std::string name = "metric_" + fullName(instrument.definition.type, instrument.definition.name);
    for (char& c : name) {
        const bool isGood = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                            (c >= '0' && c <= '9') || c == '_';
        c = isGood ? c : '_';
    }
    return name;
}

std::string addressOf(std::string_view url) {
    return url.empty() ? "http://127.0.0.1:9091" : std::string(url);
}

// ---- curl

std::string jsonNumber(double value) {
    return std::isfinite(value) ? base::formatNumber(value)
                                : "\"" + base::formatNumber(value) + "\""; // a gauge takes text
}

std::string jsonValue(const Definition& definition, const State& state) {
    if (definition.type == Type::Enum) {
        return quoted(definition.states[state.chosen]);
    }
    if (definition.type != Type::Info) {
        return jsonNumber(state.value);
    }
    std::string out = "{";
    for (const auto& [name, value] : state.info) {
        out += (out.size() == 1 ? "" : ",") + quoted(name) + ":" + quoted(value);
    }
    return out + "}";
}

std::string jsonItem(const Definition& definition, const LabelValues& values, const State& state) {
    const int type = static_cast<int>(definition.type) + 1;
    std::string json = "{\"metric_type\":" + std::to_string(type) +
                       ",\"metric_name\":" + quoted(definition.name) +
                       ",\"metric_info\":" + quoted(definition.help) +
                       ",\"value\":" + jsonValue(definition, state) + ",\"labels\":{";
    for (std::size_t i = 0; i < values.size(); ++i) {
        json += (i == 0 ? "" : ",") + quoted(definition.labelNames[i]) + ":" + quoted(values[i]);
    }
    json += "}";
    if (definition.type == Type::Enum) {
        json += ",\"states\":" + listOf(definition.states, "[", "]");
    }
    return json + "}";
}

std::string curlOf(const Instrument& instrument, const std::string& url) {
    if (instrument.definition.type == Type::Histogram) {
        return "printf %s " + shellQuoted(expose(instrument, exposition::Format::Text)) +
               " | curl --data-binary @- " + shellQuoted(url + "/metrics/job/meterbench") + "\n";
    }
    std::string out;
    for (const auto& [values, state] : instrument.series) {
        out += "curl -H 'Content-Type: application/json' -d " +
               shellQuoted(jsonItem(instrument.definition, values, state)) + " " +
               shellQuoted(url + "/create_metric") + "\n";
    }
    return out;
}

// ---- Python

std::string pythonNumber(double value) {
    return std::isfinite(value) ? base::formatNumber(value)
                                : "float(\"" + base::formatNumber(value) + "\")";
}

const char* pythonClass(Type type) {
    constexpr const char* names[]{"Counter", "Gauge", "Info", "Enum", "Histogram"};
    return names[static_cast<std::size_t>(type)];
}

void appendPythonState(std::string& out, const Definition& definition, const State& state) {
    switch (definition.type) {
    case Type::Counter:
        out += ".inc(" + pythonNumber(state.value) + ")";
        break;
    case Type::Gauge:
        out += ".set(" + pythonNumber(state.value) + ")";
        break;
    case Type::Enum:
        out += ".state(" + quoted(definition.states[state.chosen]) + ")";
        break;
    case Type::Info:
        out += ".info({";
        for (const auto& [name, value] : state.info) {
            out += (out.ends_with('{') ? "" : ", ") + quoted(name) + ": " + quoted(value);
        }
        out += "})";
        break;
    case Type::Histogram:
        break;
    }
}

/// A client's histogram is filled by observing: as many times the bucket's bound.
std::string pythonObservations(
    const std::string& target, const Definition& definition, const State& state
) {
    std::string out;
    for (std::size_t i = 0; i < state.counts.size(); ++i) {
        if (state.counts[i] != 0) {
            const double bound = i < definition.bounds.size()   ? definition.bounds[i]
                                 : definition.bounds.empty() ? 0
                                                             : definition.bounds.back() + 1;
            out += "for _ in range(" + std::to_string(state.counts[i]) + "):\n    " + target +
                   ".observe(" + pythonNumber(bound) + ")\n";
        }
    }
    return out;
}

std::string pythonOf(const Instrument& instrument) {
    const Definition& definition = instrument.definition;
    const std::string name = identifier(instrument);
    std::string out = name + " = " + pythonClass(definition.type) + "(" +
                      quoted(definition.name) + ", " + quoted(definition.help) + ", " +
                      listOf(definition.labelNames, "[", "]");
    if (definition.type == Type::Enum) {
        out += ", states=" + listOf(definition.states, "[", "]");
    } else if (definition.type == Type::Histogram) {
        out += ", buckets=[";
        for (const double bound : definition.bounds) {
            out += (out.ends_with('[') ? "" : ", ") + pythonNumber(bound);
        }
        out += definition.bounds.empty() ? "float(\"+Inf\")]" : "]";
    }
    out += ", registry=registry)\n";
    for (const auto& [values, state] : instrument.series) {
        std::string target = name;
        if (!values.empty()) {
            target += ".labels(" + listOf(values, "", "") + ")";
        }
        if (definition.type == Type::Histogram) {
            out += pythonObservations(target, definition, state);
        } else {
            appendPythonState(target, definition, state);
            out += target + "\n";
        }
    }
    return out;
}

std::string pythonOf(const Instruments& instruments) {
    std::set<std::string> classes;
    for (const Instrument* const one : instruments) {
        classes.insert(pythonClass(one->definition.type));
    }
    std::string out = "# pip install prometheus_client\nfrom prometheus_client import "
                      "CollectorRegistry, generate_latest";
    for (const std::string& name : classes) {
        out += ", " + name;
    }
    out += "\n\nregistry = CollectorRegistry()\n";
    for (const Instrument* const one : instruments) {
        out += pythonOf(*one);
    }
    return out + "print(generate_latest(registry).decode(), end=\"\")\n";
}

// ---- Go

std::string goNumber(double value) {
    if (std::isnan(value)) {
        return "math.NaN()";
    }
    return std::isinf(value) ? (value > 0 ? "math.Inf(1)" : "math.Inf(-1)")
                             : base::formatNumber(value);
}

std::string goSet(const std::string& name, const std::vector<std::string>& values, const std::string& to) {
    return "\t" + name + ".WithLabelValues(" + listOf(values, "", "") + ")." + to + "\n";
}

/// client_golang has no Info and no Enum: both are gauges there.
std::string goOf(const Instrument& instrument) {
    const Definition& definition = instrument.definition;
    const std::string name = identifier(instrument);
    std::vector<std::string> labels = definition.labelNames;
    const bool isInfo = definition.type == Type::Info;
    std::set<std::string> infoNames;
    for (const auto& [values, state] : instrument.series) {
        for (const auto& [key, value] : state.info) {
            infoNames.insert(key);
        }
    }
    labels.insert(labels.end(), infoNames.begin(), infoNames.end());
    if (definition.type == Type::Enum) {
        labels.push_back(definition.name);
    }
    const char* const kind = definition.type == Type::Counter     ? "Counter"
                             : definition.type == Type::Histogram ? "Histogram"
                                                                  : "Gauge";
    std::string out = "\t" + name + " := prometheus.New" + kind + "Vec(prometheus." + kind +
                      "Opts{Name: " + quoted(fullName(definition.type, definition.name)) +
                      ", Help: " + quoted(definition.help);
    if (definition.type == Type::Histogram) {
        out += ", Buckets: []float64{";
        for (const double bound : definition.bounds) {
            out += (out.ends_with('{') ? "" : ", ") + goNumber(bound);
        }
        out += "}";
    }
    out += "}, []string" + listOf(labels, "{", "}") + ")\n\tregistry.MustRegister(" + name + ")\n";
    for (const auto& [values, state] : instrument.series) {
        std::vector<std::string> all = values;
        for (const std::string& key : infoNames) {
            const auto pair = state.info.find(key);
            all.push_back(pair == state.info.end() ? std::string() : pair->second);
        }
        if (definition.type == Type::Counter) {
            out += goSet(name, all, "Add(" + goNumber(state.value) + ")");
        } else if (definition.type == Type::Gauge || isInfo) {
            out += goSet(name, all, "Set(" + (isInfo ? std::string("1") : goNumber(state.value)) + ")");
        } else if (definition.type == Type::Enum) {
            for (std::size_t i = 0; i < definition.states.size(); ++i) {
                all.push_back(definition.states[i]);
                out += goSet(name, all, i == state.chosen ? "Set(1)" : "Set(0)");
                all.pop_back();
            }
        } else {
            for (std::size_t i = 0; i < state.counts.size(); ++i) {
                const double bound = i < definition.bounds.size()   ? definition.bounds[i]
                                     : definition.bounds.empty() ? 0
                                                                 : definition.bounds.back() + 1;
                if (state.counts[i] != 0) {
                    out += "\tfor i := 0; i < " + std::to_string(state.counts[i]) + "; i++ {\n\t" +
                           goSet(name, all, "Observe(" + goNumber(bound) + ")") + "\t}\n";
                }
            }
        }
    }
    return out;
}

std::string goOf(const Instruments& instruments, const std::string& url) {
    std::string body;
    for (const Instrument* const one : instruments) {
        body += goOf(*one);
    }
    const bool usesMath = body.find("math.") != std::string::npos;
    return "package main\n\nimport (\n\t\"log\"\n" + std::string(usesMath ? "\t\"math\"\n" : "") +
           "\n\t\"github.com/prometheus/client_golang/prometheus\"\n"
           "\t\"github.com/prometheus/client_golang/prometheus/push\"\n)\n\nfunc main() {\n"
           "\tregistry := prometheus.NewRegistry()\n" +
           body + "\tif err := push.New(" + quoted(url) +
           ", \"meterbench\").Gatherer(registry).Add(); err != nil {\n\t\tlog.Fatal(err)\n\t}\n}\n";
}

std::string codeOf(const Instruments& instruments, ClientForm form, std::string_view url) {
    const std::string address = addressOf(url);
    if (form == ClientForm::Python) {
        return pythonOf(instruments);
    }
    if (form == ClientForm::Go) {
        return goOf(instruments, address);
    }
    std::string out;
    for (const Instrument* const one : instruments) {
        out += curlOf(*one, address);
    }
    return out;
}

} // namespace

std::string clientCode(const Instrument& instrument, ClientForm form, std::string_view url) {
    return codeOf({&instrument}, form, url);
}

std::string clientCode(const Bench& bench, ClientForm form, std::string_view url) {
    Instruments all;
    for (const Instrument& instrument : bench.instruments()) {
        all.push_back(&instrument);
    }
    return codeOf(all, form, url);
}

} // namespace meterbench::instruments
