// Values of a target's last scrape, set against the scrape before it: per series the value, the
// change and the rate, per family the one figure that says most (rate of a counter, p99 of a
// histogram, range of gauges). Layouts of the two scrapes may differ: then series are matched by
// their SeriesRef. Borrowed for the call: holds the batches it was given. Gui thread.
#pragma once

#include "core/pipeline/snapshot.h"

#include <QString>

#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

namespace meterbench::ui {

/// Where a series stands in a scrape.
struct SeriesPlace {
    std::uint32_t batch = 0;
    std::uint32_t position = 0;
    model::SeriesRef ref = 0;
};

class ScrapeValues {
public:
    ScrapeValues() = default;
    explicit ScrapeValues(const pipeline::TargetState& target);

    /// kAbsent when the last scrape had none.
    [[nodiscard]] double value(const SeriesPlace& place) const;
    [[nodiscard]] std::optional<double> former(const SeriesPlace& place) const;
    /// Per second, resets counted from zero; nothing without a former value.
    [[nodiscard]] std::optional<double> rate(const SeriesPlace& place) const;
    [[nodiscard]] std::string_view label(const SeriesPlace& place, std::string_view name) const;
    [[nodiscard]] model::Labels labels(const SeriesPlace& place) const;
    [[nodiscard]] std::int64_t timestampMs() const;

    [[nodiscard]] const std::vector<model::BatchPtr>& batches() const { return m_batches; }

private:
    std::vector<model::BatchPtr> m_batches;
    std::vector<model::BatchPtr> m_formerSame; // per batch: the former one of the same layout
    std::unordered_map<model::SeriesRef, double> m_formerByRef;
    std::int64_t m_formerMs = 0;
};

/// What a family's row shows.
struct FamilyFigure {
    QString text;               ///< "2,184 /s", "p99 182 ms", "v2.14.1"
    double number = 0;          ///< for a small curve; NaN: none
    bool isOverAllTime = false; ///< a quantile without observations between the two scrapes
};

[[nodiscard]] FamilyFigure familyFigure(
    const ScrapeValues& values, const model::Family& family, std::span<const SeriesPlace> series
);
/// The quantile from cumulative buckets (upper bound, count), as Prometheus's histogram_quantile
/// interpolates; nothing without observations.
[[nodiscard]] std::optional<double>
quantileOf(double quantile, std::vector<std::pair<double, double>> buckets);
/// A series' value in its unit: "184 MB"; counts of buckets without one.
[[nodiscard]] QString
seriesValueText(double value, const model::Family& family, std::string_view metricName);
/// "+12 since the former scrape" in short: "+12", "−3 kB", "=" when it stayed; empty when unknown.
[[nodiscard]] QString seriesChangeText(
    double value,
    std::optional<double> former,
    const model::Family& family,
    std::string_view metricName
);

} // namespace meterbench::ui
