// The histograms of a family of an exposition: from buckets that each count what is at or below
// their bound to counts of each bucket alone, over the bounds of all series. Any thread. Errors:
// InvalidInput with line. Source: OpenMetrics 1.0 "Histogram".
#pragma once

#include "core/base/result.h"
#include "core/instruments/exposed_families.h"
#include "core/instruments/instrument.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace meterbench::instruments {

struct ExposedHistogram {
    std::uint32_t line = 0; ///< the first of its series
    State state;
};

struct ExposedHistograms {
    std::vector<double> bounds; ///< without +Inf
    std::map<LabelValues, ExposedHistogram> series;
};

[[nodiscard]] base::Result<ExposedHistograms> readHistograms(
    const ExposedFamily& family, const std::vector<std::string>& labelNames, std::int64_t nowMs
);

} // namespace meterbench::instruments
