// Derivation: from the samples of one series to the points of a curve: the value as it is, or what
// happened between two neighbouring samples (rate per second, increase, delta). Only samples that
// are new since the last call are read. The line breaks at a stale marker, at a value that is not
// finite, and where scrapes are missing (more than 2.5 intervals between two samples); a rate needs
// two samples on the same side of a break. Rate and increase know resets: where a counter drops,
// the new value is what was counted since. Not a widget. One thread.
#pragma once

#include "core/store/series_view.h"
#include "ui/charts/curve.h"

namespace meterbench::ui {

enum class Function : std::uint8_t {
    Value,
    Rate,
    Increase,
    Delta,
    Quantile, ///< of a histogram's buckets, from their rates
};

/// What a series is shown as unless somebody asks otherwise: counters as rate, histograms as
/// quantiles.
[[nodiscard]] Function defaultFunction(const model::Family& family, std::string_view metricName);

/// Longest time between neighbours that still belong together.
[[nodiscard]] constexpr std::int64_t gapLimitMs(std::int64_t intervalMs) {
    return intervalMs * 5 / 2;
}

/// The usual time between samples (median of the newest block or two); 0 with fewer than two.
[[nodiscard]] std::int64_t typicalIntervalMs(const store::SeriesView& view);

class Derivation {
public:
    explicit Derivation(Function function)
        : m_function(function) {}

    /// Adds what is new to the curve, and takes away what the view no longer holds.
    void update(const store::SeriesView& view, std::int64_t intervalMs, Curve& curve);

private:
    void take(std::int64_t timestampMs, double value, std::int64_t limitMs, Curve& curve);
    void end(std::int64_t timestampMs, bool isStale, Curve& curve);
    [[nodiscard]] double between(std::int64_t timestampMs, double value) const;

    Function m_function;
    model::SeriesRef m_ref = 0;
    std::uint64_t m_version = 0;
    std::int64_t m_lastSeenMs = std::numeric_limits<std::int64_t>::min();
    std::int64_t m_lastMs = 0; ///< of the last sample with a number, when m_hasLast
    double m_lastValue = 0;
    bool m_hasLast = false;
};

} // namespace meterbench::ui
