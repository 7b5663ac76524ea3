// What Lint keeps of the family under way, and the rules that need more than one line: which names
// belong together, order, repeated series, values that a type forbids, the parts of a histogram.
// Not for other folders. Source: OpenMetrics 1.0 "Data Model" and "Metric types"; text format 0.0.4
// "Grouping and sorting", "Histograms and summaries".
#pragma once

#include "core/exposition/lint_line.h"
#include "core/model/metric_type.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace meterbench::exposition {

/// The buckets or quantiles, count and sum of one label set (in OpenMetrics: and one time).
struct LintPoint {
    Place at;
    std::optional<double> lastThreshold;
    double lastBucket = 0;
    bool negativeThreshold = false;
    std::optional<double> count;
    bool hasSum = false;
    bool negativeSum = false;
};

struct LintFamily {
    std::string name;
    Place at;
    std::optional<model::MetricType> type; ///< nothing as long as no TYPE line came
    std::optional<std::string> help;
    std::optional<std::string> unit;
    Place unitAt;
    bool badType = false; ///< the TYPE line names no type: any suffix may be meant
    bool broken = false;  ///< a line could not be read: nothing is said about what is missing
    std::size_t samples = 0;
    std::optional<std::string> group;
    std::optional<double> groupTime;
    std::set<std::string> groups;
    std::set<std::string> series;
    std::map<std::string, LintPoint> points;
    std::map<std::string, Place> labelNames; ///< with the place of the first

    [[nodiscard]] model::MetricType effectiveType() const {
        return type.value_or(model::MetricType::Unknown);
    }
};

/// "_total", "_created" … of a type in a format, "" included where samples may carry the plain
/// name.
[[nodiscard]] std::vector<std::string_view> sampleSuffixes(model::MetricType type, Format format);

/// The values, labels and exemplar that the family's type allows; `suffix` is what the sample's
/// name adds to the family's.
void checkSample(
    const LintFamily& family,
    std::string_view suffix,
    const LintSample& sample,
    Format format,
    LintReport& report
);

/// Remembers bucket, quantile, count or sum, and reports what is out of order.
void addToPoint(
    LintFamily& family,
    std::string_view suffix,
    const LintSample& sample,
    Format format,
    LintReport& report
);
/// When the family is complete.
void checkPoints(const LintFamily& family, Format format, LintReport& report);

/// Groups, times and repeated series.
void checkOrder(
    LintFamily& family,
    std::string_view suffix,
    const LintSample& sample,
    Format format,
    LintReport& report
);

/// promlint's rules.
void checkStyle(const LintFamily& family, Format format, LintReport& report);

/// The label set that a sample's metric has: without le, quantile or the state.
[[nodiscard]] std::string
groupKey(const LintFamily& family, std::string_view suffix, const LintSample& sample);

} // namespace meterbench::exposition
