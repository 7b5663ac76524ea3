// The families of an exposition in the order of their first line, each with the lines that are its
// own: what has to be known before an instrument can be made of one. Times and exemplars are left
// out, as are the times of creation, which prometheus_client writes in the text format as gauges
// (x_created beside a counter x). Any thread. Errors: InvalidInput with line, and with the column
// where the syntax is wrong.
#pragma once

#include "core/base/result.h"
#include "core/instruments/instrument.h"
#include "core/model/labels.h"
#include "core/model/metric_type.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::instruments {

struct ExposedLine {
    std::uint32_t line = 0;
    std::string suffix;               ///< "_total", "_bucket" …; empty: the family's name itself
    std::vector<model::Label> labels; ///< by name, no name twice
    double value = 0;
};

struct ExposedFamily {
    std::uint32_t line = 0; ///< the first
    std::string name;
    model::MetricType type = model::MetricType::Unknown;
    std::string help;
    std::string unit;
    std::vector<ExposedLine> lines; ///< none: it is only announced
};

/// Text 0.0.4, or OpenMetrics where it ends with # EOF.
[[nodiscard]] base::Result<std::vector<ExposedFamily>> readFamilies(std::string_view text);

/// Null: it has no such label.
[[nodiscard]] const std::string* labelOf(const ExposedLine& line, std::string_view name);
/// In the order of the names; a label that is left out is an empty one.
[[nodiscard]] LabelValues
valuesOf(const ExposedLine& line, const std::vector<std::string>& labelNames);

/// "line 7: …".
[[nodiscard]] base::Error wrongLine(std::uint32_t line, std::string_view text);
[[nodiscard]] base::Error twice(const ExposedFamily& family, const ExposedLine& line);

} // namespace meterbench::instruments
