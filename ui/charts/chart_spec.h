// ChartSpec: what a chart shows, as its owner asked for it: series, function, grouping; and what
// that reads like: the expression beside the title, the names in the legend (only labels that
// differ). Not the data: see CurveSet. Not a widget.
#pragma once

#include "core/store/series_view.h"
#include "ui/charts/derive.h"

#include <QString>

#include <span>
#include <string>
#include <vector>

namespace meterbench::ui {

/// More curves than this in one chart cannot be told apart.
inline constexpr std::size_t kMostCurves = 50;

struct ChartSpec {
    QString title;                        ///< empty: made from the metric's name
    std::vector<model::SeriesRef> series; ///< in the order in which they deserve to be seen
    Function function = Function::Value;
    bool isSummed = false; ///< false: each series by itself
    std::string sumLabel;  ///< when summed: one curve per value of it; empty: one for all
    std::vector<double> quantiles{0.99, 0.5};

    friend bool operator==(const ChartSpec&, const ChartSpec&) = default;
};

[[nodiscard]] std::string_view functionWord(Function function);
/// The name under which people look for it: of the family for histograms and summaries, else of the
/// series itself.
[[nodiscard]] std::string metricNameOf(const store::SeriesView& view);
/// `sum by (customer) (rate(http_requests_total))`, `quantile(0.99 | 0.5,
/// http_request_duration_seconds)`.
[[nodiscard]] QString
expressionOf(const ChartSpec& spec, std::span<const store::SeriesView* const> views);
/// For each series the labels in which it differs from the others: `customer="acme"`; its name when
/// it has none.
[[nodiscard]] std::vector<QString> differingNames(std::span<const model::Labels* const> series);
/// Labels that take more than one value among the series, for the grouping menu; without le and the
/// name.
[[nodiscard]] std::vector<std::string>
groupingLabels(std::span<const store::SeriesView* const> views);
/// `http_requests_total` → "Http requests"; units and _total left away.
[[nodiscard]] QString titleOf(std::string_view metricName);

} // namespace meterbench::ui
