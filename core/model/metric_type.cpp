#include "core/model/metric_type.h"

#include <array>

namespace meterbench::model {

namespace {

constexpr std::array<std::string_view, 8> kNames{
    "unknown", "counter", "gauge", "histogram", "gaugehistogram", "summary", "info", "stateset"};

} // namespace

std::string_view metricTypeName(MetricType type) {
    return kNames[static_cast<std::size_t>(type)];
}

std::optional<MetricType> parseMetricType(std::string_view word) {
    if (word == "untyped") {
        return MetricType::Unknown;
    }
    for (std::size_t i = 0; i < kNames.size(); ++i) {
        if (kNames[i] == word) {
            return static_cast<MetricType>(i);
        }
    }
    return std::nullopt;
}

} // namespace meterbench::model
