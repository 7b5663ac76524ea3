// Combination: one curve made of several: their sum, or a quantile of a histogram whose buckets
// they are. Members come from targets that are scraped at different moments, so between its samples
// a member counts with its last value, until it breaks or is older than 2.5 intervals. Only what
// can still change is made again: points behind the slowest living member stay. Also the quantile
// itself. Not a widget. One thread. Source of the quantile: Prometheus documentation, query
// functions, histogram_quantile().
#pragma once

#include "ui/charts/curve.h"

#include <span>

namespace meterbench::ui {

/// Observations at or below an upper bound, counted from the smallest.
struct Bucket {
    double upperBound = 0;
    double count = 0;
};

/// As histogram_quantile: linear inside a bucket, the first one begins at 0 when its bound is above
/// it, the answer for the last is the bound before. Buckets in any order, same bounds are added.
/// NaN without observations, with fewer than two buckets or without a last one of +Inf; -Inf and
/// +Inf for a quantile below 0 and above 1.
[[nodiscard]] double histogramQuantile(double quantile, std::vector<Bucket> buckets);

struct Member {
    const Curve* curve = nullptr;
    double upperBound = 0; ///< of a bucket; unused for sums
};

class Combination {
public:
    static Combination sum() { return Combination(kBreak); }

    static Combination quantile(double quantile) { return Combination(quantile); }

    /// Members must be the same ones in the same order from call to call; call reset() when they
    /// are others.
    void update(std::span<const Member> members, std::int64_t intervalMs, Curve& curve);

    void reset() { m_settledMs = kNothing; }

private:
    static constexpr std::int64_t kNothing = std::numeric_limits<std::int64_t>::min();

    explicit Combination(double quantile)
        : m_quantile(quantile) {}

    [[nodiscard]] double
    combined(std::span<const Member> members, std::span<const double> values) const;

    double m_quantile;
    std::int64_t m_settledMs = kNothing; ///< points up to here stay
};

} // namespace meterbench::ui
