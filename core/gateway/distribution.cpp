#include "core/gateway/distribution.h"

#include <algorithm>
#include <limits>

namespace meterbench::gateway {

namespace {

bool haveSameBounds(const std::vector<Point>& a, const std::vector<Point>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Point& x, const Point& y) {
        return x.bound == y.bound;
    });
}

/// Both are sorted. carry: a side that lacks a bound counts there as at its next lower one.
std::vector<Point> unionOf(const std::vector<Point>& a, const std::vector<Point>& b, bool carry) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    std::vector<Point> out;
    out.reserve(a.size() + b.size());
    double countA = 0;
    double countB = 0;
    for (std::size_t i = 0, j = 0; i < a.size() || j < b.size();) {
        const double boundA = i < a.size() ? a[i].bound : kInfinity;
        const double boundB = j < b.size() ? b[j].bound : kInfinity;
        const double bound = std::min(boundA, boundB);
        countA = i < a.size() && boundA == bound ? a[i++].value : carry ? countA : 0;
        countB = j < b.size() && boundB == bound ? b[j++].value : carry ? countB : 0;
        out.push_back({bound, countA + countB});
    }
    return out;
}

void addTotals(Distribution& into, const Distribution& from) {
    into.sum += from.sum;
    into.count += from.count;
    into.hasSum |= from.hasSum;
    into.hasCount |= from.hasCount;
}

} // namespace

void Distribution::clear() {
    points.clear();
    sum = 0;
    count = 0;
    hasSum = false;
    hasCount = false;
}

std::size_t boundsTogether(const std::vector<Point>& a, const std::vector<Point>& b) {
    std::size_t count = 0;
    for (std::size_t i = 0, j = 0; i < a.size() || j < b.size(); ++count) {
        const bool takesA = j == b.size() || (i < a.size() && a[i].bound <= b[j].bound);
        const bool takesB = i == a.size() || (j < b.size() && b[j].bound <= a[i].bound);
        i += takesA ? 1 : 0;
        j += takesB ? 1 : 0;
    }
    return count;
}

void mergeHistogram(Distribution& into, const Distribution& from, Profile profile) {
    if (haveSameBounds(into.points, from.points)) {
        for (std::size_t i = 0; i < from.points.size(); ++i) {
            into.points[i].value += from.points[i].value;
        }
    } else {
        into.points = unionOf(into.points, from.points, profile == Profile::Strict);
    }
    addTotals(into, from);
}

void mergeSummary(Distribution& into, const Distribution& from) {
    into.points.clear();
    addTotals(into, from);
}

} // namespace meterbench::gateway
