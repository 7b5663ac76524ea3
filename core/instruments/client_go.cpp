#include "core/base/number.h"
#include "core/instruments/client_words.h"
#include "core/instruments/name_advice.h"
#include "core/instruments/quoted_text.h"

#include <cmath>

namespace meterbench::instruments {

namespace {

/// The statements of a program for client_golang, which has no Info and no Enum: both are gauges
/// there.
class Statements {
public:
    void add(const Instrument& instrument) {
        m_variable = m_names.make(instrument);
        define(instrument);
        for (const auto& [values, state] : instrument.series) {
            series(instrument.definition, values, state);
        }
    }

    [[nodiscard]] const std::string& text() const { return m_text; }

    /// Go refuses an import that is not used.
    [[nodiscard]] bool usesMath() const { return m_usesMath; }

private:
    std::string number(double value) {
        const bool isMinusZero = value == 0 && std::signbit(value);
        if (std::isfinite(value) && !isMinusZero) {
            return base::formatNumber(value);
        }
        m_usesMath = true;
        return isMinusZero         ? "math.Copysign(0, -1)"
               : std::isnan(value) ? "math.NaN()"
               : value > 0         ? "math.Inf(1)"
                                   : "math.Inf(-1)";
    }

    void define(const Instrument& instrument) {
        const Definition& definition = instrument.definition;
        const std::string kind = definition.type == Type::Counter     ? "Counter"
                                 : definition.type == Type::Histogram ? "Histogram"
                                                                      : "Gauge";
        m_text += "\t" + m_variable + " := prometheus.New" + kind + "Vec(prometheus." + kind +
                  "Opts{Name: " + quotedText(fullName(definition.type, definition.name)) +
                  ", Help: " + quotedText(definition.help);
        if (definition.type == Type::Histogram) {
            m_text += ", Buckets: " + buckets(definition.bounds);
        }
        m_text += "}, []string" + listOf(labelsOf(instrument), "{", "}") +
                  ")\n\tregistry.MustRegister(" + m_variable + ")\n";
    }

    std::string buckets(const std::vector<double>& bounds) {
        std::string out = "[]float64{";
        for (const double bound : bounds) {
            out += (out.ends_with('{') ? "" : ", ") + number(bound);
        }
        // None would be the client's own ones; +Inf it takes away itself.
        return out + (bounds.empty() ? number(HUGE_VAL) : "") + "}";
    }

    /// Those of the definition, what its infos say, the label of an enum's states.
    std::vector<std::string> labelsOf(const Instrument& instrument) {
        std::set<std::string> keys;
        for (const auto& [values, state] : instrument.series) {
            for (const auto& [key, value] : state.info) {
                keys.insert(key);
            }
        }
        m_infoKeys.assign(keys.begin(), keys.end());
        std::vector<std::string> labels = instrument.definition.labelNames;
        labels.insert(labels.end(), m_infoKeys.begin(), m_infoKeys.end());
        if (instrument.definition.type == Type::Enum) {
            labels.push_back(instrument.definition.name);
        }
        return labels;
    }

    void series(const Definition& definition, std::vector<std::string> values, const State& state) {
        switch (definition.type) {
        case Type::Counter:
            return statement(values, ".Add(" + number(state.value) + ")");
        case Type::Gauge:
            return statement(values, ".Set(" + number(state.value) + ")");
        case Type::Info:
            for (const std::string& key : m_infoKeys) {
                const auto pair = state.info.find(key);
                values.push_back(pair == state.info.end() ? std::string() : pair->second);
            }
            return statement(values, ".Set(1)");
        case Type::Enum:
            for (std::size_t i = 0; i < definition.states.size(); ++i) {
                values.push_back(definition.states[i]);
                statement(values, i == state.chosen ? ".Set(1)" : ".Set(0)");
                values.pop_back();
            }
            return;
        case Type::Histogram:
            return observations(definition, values, state);
        }
    }

    /// A client's histogram is filled by observing: as many times the bucket's bound.
    void observations(
        const Definition& definition, const std::vector<std::string>& values, const State& state
    ) {
        statement(values, ""); // naming a series makes it
        for (std::size_t i = 0; i < state.counts.size(); ++i) {
            if (state.counts[i] != 0) {
                m_text += "\tfor i := 0; i < " + std::to_string(state.counts[i]) + "; i++ {\n\t";
                statement(values, ".Observe(" + number(valueIn(definition, i)) + ")");
                m_text += "\t}\n";
            }
        }
    }

    void statement(const std::vector<std::string>& values, const std::string& call) {
        m_text +=
            "\t" + m_variable + ".WithLabelValues(" + listOf(values, "", "") + ")" + call + "\n";
    }

    VariableNames m_names;
    std::string m_variable;
    std::vector<std::string> m_infoKeys;
    std::string m_text;
    bool m_usesMath = false;
};

} // namespace

std::string goCode(const Instruments& instruments, const std::string& url) {
    Statements statements;
    for (const Instrument* const one : instruments) {
        statements.add(*one);
    }
    return "package main\n\nimport (\n\t\"log\"\n" +
           std::string(statements.usesMath() ? "\t\"math\"\n" : "") +
           "\n\t\"github.com/prometheus/client_golang/prometheus\"\n"
           "\t\"github.com/prometheus/client_golang/prometheus/push\"\n)\n\nfunc main() {\n"
           "\tregistry := prometheus.NewRegistry()\n" +
           statements.text() + "\tif err := push.New(" + quotedText(url) +
           ", \"meterbench\").Gatherer(registry).Add(); err != nil {\n\t\tlog.Fatal(err)\n\t}\n}\n";
}

} // namespace meterbench::instruments
