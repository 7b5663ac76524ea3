// The metric types of both text formats, and the family a series belongs to.
// Source: OpenMetrics 1.0 "Metric Types"; text format 0.0.4 ("untyped" is Unknown here).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace meterbench::model {

enum class MetricType : std::uint8_t {
    Unknown,
    Counter,
    Gauge,
    Histogram,
    GaugeHistogram,
    Summary,
    Info,
    StateSet,
};

/// The OpenMetrics word: "counter", "unknown" …; Prometheus's API uses the same.
[[nodiscard]] std::string_view metricTypeName(MetricType type);
/// Accepts both formats' words ("untyped" too).
[[nodiscard]] std::optional<MetricType> parseMetricType(std::string_view word);

/// What an exposition says about a family of series.
struct Family {
    std::string name; ///< as in its TYPE line: OpenMetrics counters without _total
    MetricType type = MetricType::Unknown;
    std::string help;
    std::string unit;

    friend bool operator==(const Family&, const Family&) = default;
};

} // namespace meterbench::model
