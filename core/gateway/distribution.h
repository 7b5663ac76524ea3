// Distribution: the value of a histogram or a summary: its points (bound and cumulative count, or
// quantile and value), sum and count. merge() brings two together: Strict over the union of bounds,
// where each side counts at a bound it does not know what it counts at the next lower one it knows,
// which stays monotone in any order of pushes; Compatible adds equal bounds only. A plain value.
#pragma once

#include "core/gateway/policy.h"

#include <cstddef>
#include <vector>

namespace meterbench::gateway {

struct Point {
    double bound = 0; ///< le or quantile
    double value = 0; ///< cumulative count, or the quantile's value

    friend bool operator==(const Point&, const Point&) = default;
};

struct Distribution {
    std::vector<Point> points; ///< by bound; a histogram's last is +Inf
    double sum = 0;
    double count = 0;
    bool hasSum = false;
    bool hasCount = false;

    /// Empties it and keeps the memory.
    void clear();
};

/// How many bounds the two have together; both are sorted.
[[nodiscard]] std::size_t
boundsTogether(const std::vector<Point>& a, const std::vector<Point>& b);

/// Adds a histogram to another.
void mergeHistogram(Distribution& into, const Distribution& from, Profile profile);
/// Adds sum and count. Quantiles of two pushes cannot be brought together: they are dropped.
void mergeSummary(Distribution& into, const Distribution& from);

} // namespace meterbench::gateway
