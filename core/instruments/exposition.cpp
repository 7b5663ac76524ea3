#include "core/instruments/exposition.h"

#include "core/exposition/number_text.h"
#include "core/instruments/name_advice.h"

namespace meterbench::instruments {

namespace {

using exposition::Format;
using exposition::Writer;
using model::LabelView;

class Exposing {
public:
    Exposing(Writer& writer, Format format, const Definition& definition)
        : m_writer(writer)
        , m_format(format)
        , m_definition(definition) {
        // A unit of an info or a state set is a mistake to OpenMetrics.
        const bool hasUnit = definition.type != Type::Info && definition.type != Type::Enum;
        m_writer.family(
            {definition.name,
             metricType(definition.type),
             definition.help,
             hasUnit ? definition.unit : std::string()}
        );
    }

    void series(const LabelValues& values, const State& state) {
        m_labels.clear();
        for (std::size_t i = 0; i < values.size(); ++i) {
            m_labels.push_back({m_definition.labelNames[i], values[i]});
        }
        switch (m_definition.type) {
        case Type::Counter:
            m_writer.sample(m_definition.name + "_total", m_labels, state.value);
            created(state);
            break;
        case Type::Gauge:
            m_writer.sample(m_definition.name, m_labels, state.value);
            break;
        case Type::Info:
            info(state);
            break;
        case Type::Enum:
            states(state);
            break;
        case Type::Histogram:
            histogram(state);
            break;
        }
    }

private:
    void created(const State& state) {
        if (m_format == Format::OpenMetrics) {
            m_writer.sample(
                m_definition.name + "_created",
                m_labels,
                static_cast<double>(state.createdMs) / 1'000
            );
        }
    }

    void info(const State& state) {
        for (const auto& [name, value] : state.info) {
            m_labels.push_back({name, value});
        }
        m_writer.sample(m_definition.name + "_info", m_labels, 1);
    }

    void states(const State& state) {
        m_labels.push_back({m_definition.name, {}});
        for (std::size_t i = 0; i < m_definition.states.size(); ++i) {
            m_labels.back().value = m_definition.states[i];
            m_writer.sample(m_definition.name, m_labels, i == state.chosen ? 1 : 0);
        }
    }

    void histogram(const State& state) {
        std::uint64_t below = 0;
        m_labels.push_back({"le", {}});
        for (std::size_t i = 0; i < state.counts.size(); ++i) {
            below += state.counts[i];
            const std::string bound =
                i < m_definition.bounds.size()
                    ? exposition::formatPythonClientFloat(m_definition.bounds[i])
                    : "+Inf";
            m_labels.back().value = bound;
            m_writer.sample(m_definition.name + "_bucket", m_labels, static_cast<double>(below));
        }
        m_labels.pop_back();
        m_writer.sample(m_definition.name + "_sum", m_labels, state.value);
        m_writer.sample(m_definition.name + "_count", m_labels, static_cast<double>(below));
        created(state);
    }

    Writer& m_writer;
    Format m_format;
    const Definition& m_definition;
    std::vector<LabelView> m_labels;
};

void exposeOne(Writer& writer, const Instrument& instrument, Format format) {
    Exposing exposing(writer, format, instrument.definition);
    for (const auto& [values, state] : instrument.series) {
        exposing.series(values, state);
    }
}

} // namespace

std::string expose(const Bench& bench, Format format) {
    Writer writer(format, exposition::Numbers::PythonClient);
    for (const Instrument& instrument : bench.instruments()) {
        exposeOne(writer, instrument, format);
    }
    return writer.finish();
}

std::string expose(const Instrument& instrument, Format format) {
    Writer writer(format, exposition::Numbers::PythonClient);
    exposeOne(writer, instrument, format);
    return writer.finish();
}

} // namespace meterbench::instruments
