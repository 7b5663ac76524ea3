// The bench as protobuf: metrics.proto of client_model.
#include "core/base/bytes.h"
#include "core/instruments/exposition.h"
#include "core/instruments/name_advice.h"

#include <bit>

namespace meterbench::instruments {

namespace {

void appendBytes(std::string& out, unsigned field, std::string_view bytes) {
    out.push_back(static_cast<char>(field << 3U | 2U));
    base::appendString(out, bytes);
}

void appendDouble(std::string& out, unsigned field, double value) {
    out.push_back(static_cast<char>(field << 3U | 1U));
    base::appendU64(out, std::bit_cast<std::uint64_t>(value));
}

void appendUnsigned(std::string& out, unsigned field, std::uint64_t value) {
    out.push_back(static_cast<char>(field << 3U));
    base::appendVarint(out, value);
}

void appendPair(std::string& metric, std::string_view name, std::string_view value) {
    std::string pair;
    appendBytes(pair, 1, name);
    appendBytes(pair, 2, value);
    appendBytes(metric, 1, pair);
}

/// Fields of Metric: gauge 2, counter 3, histogram 7.
void appendNumber(std::string& metric, unsigned field, double value) {
    std::string part;
    appendDouble(part, 1, value);
    appendBytes(metric, field, part);
}

void appendHistogram(std::string& metric, const Definition& definition, const State& state) {
    std::string buckets;
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < state.counts.size(); ++i) {
        below += state.counts[i];
        if (i < definition.bounds.size()) {
            std::string bucket;
            appendUnsigned(bucket, 1, below);
            appendDouble(bucket, 2, definition.bounds[i]);
            appendBytes(buckets, 3, bucket);
        }
    }
    std::string part;
    appendUnsigned(part, 1, below);
    appendDouble(part, 2, state.value);
    appendBytes(metric, 7, part + buckets);
}

void appendSeries(
    std::string& family, const Definition& definition, const LabelValues& values, const State& state
) {
    std::string labels;
    for (std::size_t i = 0; i < values.size(); ++i) {
        appendPair(labels, definition.labelNames[i], values[i]);
    }
    std::string metric = labels;
    switch (definition.type) {
    case Type::Counter:
        appendNumber(metric, 3, state.value);
        break;
    case Type::Gauge:
        appendNumber(metric, 2, state.value);
        break;
    case Type::Info:
        for (const auto& [name, value] : state.info) {
            appendPair(metric, name, value);
        }
        appendNumber(metric, 2, 1);
        break;
    case Type::Histogram:
        appendHistogram(metric, definition, state);
        break;
    case Type::Enum:
        for (std::size_t i = 0; i < definition.states.size(); ++i) {
            metric = labels;
            appendPair(metric, definition.name, definition.states[i]);
            appendNumber(metric, 2, i == state.chosen ? 1 : 0);
            if (i + 1 < definition.states.size()) {
                appendBytes(family, 4, metric);
            }
        }
        break;
    }
    appendBytes(family, 4, metric);
}

} // namespace

void appendProtobuf(const Bench& bench, std::string& out) {
    for (const Instrument& instrument : bench.instruments()) {
        const Definition& definition = instrument.definition;
        std::string family;
        appendBytes(family, 1, fullName(definition.type, definition.name));
        appendBytes(family, 2, definition.help);
        appendUnsigned(
            family,
            3,
            definition.type == Type::Counter     ? 0
            : definition.type == Type::Histogram ? 4
                                                 : 1
        );
        for (const auto& [values, state] : instrument.series) {
            appendSeries(family, definition, values, state);
        }
        base::appendString(out, family);
    }
}

} // namespace meterbench::instruments
