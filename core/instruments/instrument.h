// Instrument: a metric that a person or a script makes and moves: its definition and its series.
// Plain values; the rules are in bench.h. Source: OpenMetrics 1.0 "Metric Types".
#pragma once

#include "core/instruments/driver.h"
#include "core/model/metric_type.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::instruments {

enum class Type : std::uint8_t { Counter, Gauge, Info, Enum, Histogram };

/// "counter", "gauge", "info", "enum", "histogram".
[[nodiscard]] std::string_view typeName(Type type);
[[nodiscard]] model::MetricType metricType(Type type);

struct Definition {
    Type type = Type::Gauge;
    std::string name; ///< of the family: without _total and _info
    std::string help;
    std::string unit;
    std::vector<std::string> labelNames; ///< in the order in which they were given
    std::vector<std::string> states;     ///< Enum: at least one, no two alike
    std::vector<double> bounds;          ///< Histogram: growing, finite; +Inf is added

    friend bool operator==(const Definition&, const Definition&) = default;
};

using InfoPairs = std::map<std::string, std::string>;
/// One for each label name of the definition, in their order.
using LabelValues = std::vector<std::string>;

/// What one set of label values has come to. Only what the type uses is filled.
struct State {
    double value = 0;                  ///< Counter, Gauge; Histogram: the sum
    std::size_t chosen = 0;            ///< Enum: index of the state
    InfoPairs info;                    ///< Info
    std::vector<std::uint64_t> counts; ///< Histogram: of each bucket alone, the last is +Inf's
    std::int64_t createdMs = 0;        ///< Counter, Histogram: when it began to count

    friend bool operator==(const State&, const State&) = default;
};

struct Instrument {
    Definition definition;
    std::map<LabelValues, State> series;
    std::map<LabelValues, Driver> drivers = {}; ///< of some of the series

    friend bool operator==(const Instrument&, const Instrument&) = default;
};

} // namespace meterbench::instruments
