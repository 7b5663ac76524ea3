// PushReader: the parts of histograms and summaries, and what such a thing must be as a whole.
#include "core/base/number.h"
#include "core/exposition/number_text.h"
#include "core/gateway/push_reader.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace meterbench::gateway {

using model::MetricType;

PushReader::Problem
PushReader::readBound(const model::LabelView& label, const Place& place, const char* at) {
    if (place.part != Part::Bucket && place.part != Part::Quantile) {
        return refuse(at, "label " + quoted(label.name) + " does not belong to _sum and _count");
    }
    const auto bound = base::parseNumber(label.value);
    if (!bound || std::isnan(*bound)) {
        return refuse(
            at,
            "expected float as value for '" + std::string(label.name) + "' label, got " +
                quoted(label.value)
        );
    }
    m_bound = *bound;
    m_hasBound = true;
    return std::nullopt;
}

/// Counts are counts in both profiles: a negative one would wrap around in the older gateway.
PushReader::Problem PushReader::checkNumber(Part part, const exposition::Sample& sample) const {
    const bool isCount = part == Part::Bucket || part == Part::Count;
    if (isCount && !(sample.value >= 0 && std::isfinite(sample.value))) {
        return refuse(
            sample.valueText.data(),
            "a count cannot be " + std::string(sample.valueText) + ": it is 0 or more"
        );
    }
    return std::nullopt;
}

std::uint32_t PushReader::newDistribution() {
    const std::uint32_t index = m_push->distributionCount++;
    if (index == m_push->distributions.size()) {
        m_push->distributions.emplace_back();
    }
    m_push->distributions[index].clear();
    return index;
}

PushReader::Problem
PushReader::addPart(PushSeries& series, Part part, const exposition::Sample& sample) {
    Distribution& value = m_push->distributions[series.distribution];
    const bool truncates = !isStrict() && part != Part::Sum && part != Part::Quantile;
    const double number = truncates ? std::trunc(sample.value) : sample.value;
    if (sample.timestampMs) {
        series.timestampMs = *sample.timestampMs;
    }
    if (part == Part::Bucket || part == Part::Quantile) {
        value.points.push_back({m_bound, number});
        return std::nullopt;
    }
    bool& has = part == Part::Sum ? value.hasSum : value.hasCount;
    if (has) {
        return duplicate(series, sample.series.data());
    }
    has = true;
    (part == Part::Sum ? value.sum : value.count) = number;
    return std::nullopt;
}

bool PushReader::refillPart(Distribution& into, const PushSample& sample, double value) const {
    const bool isCount = sample.part == Part::Bucket || sample.part == Part::Count;
    if (isCount && !(value >= 0 && std::isfinite(value))) {
        return false;
    }
    const bool truncates = !isStrict() && isCount;
    const double number = truncates ? std::trunc(value) : value;
    if (sample.part == Part::Bucket || sample.part == Part::Quantile) {
        into.points.push_back({sample.bound, number});
    } else if (sample.part == Part::Sum) {
        into.hasSum = true;
        into.sum = number;
    } else {
        into.hasCount = true;
        into.count = number;
    }
    return true;
}

/// A refusal would make its words from the body of the first reading: only whether it is one is
/// asked here.
bool PushReader::refinish(const PushSeries& series) {
    const std::string_view body = std::exchange(m_body, {});
    PushSeries plain = series;
    plain.at = m_body.data();
    const bool isGood = !finishDistribution(plain);
    m_body = body;
    return isGood;
}

PushReader::Problem PushReader::finishDistribution(const PushSeries& series) {
    Distribution& value = m_push->distributions[series.distribution];
    const auto byBound = [](const Point& a, const Point& b) { return a.bound < b.bound; };
    if (!std::is_sorted(value.points.begin(), value.points.end(), byBound)) {
        std::stable_sort(value.points.begin(), value.points.end(), byBound);
    }
    const auto twice = std::adjacent_find(
        value.points.begin(),
        value.points.end(),
        [](const Point& a, const Point& b) { return a.bound == b.bound; }
    );
    if (twice != value.points.end()) {
        return duplicate(series, series.at);
    }
    const bool isHistogram = m_push->families[series.family].type == MetricType::Histogram;
    return isHistogram ? finishHistogram(series, value) : Problem();
}

PushReader::Problem PushReader::finishHistogram(const PushSeries& series, Distribution& value) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    const std::string name = quoted(m_push->families[series.family].name);
    if (value.points.empty() || value.points.back().bound != kInfinity) {
        if (!value.hasCount) {
            return refuse(
                series.at, "histogram " + name + " has neither a bucket le=\"+Inf\" nor a _count"
            );
        }
        value.points.push_back({kInfinity, value.count});
    }
    if (!value.hasCount) {
        value.hasCount = true;
        value.count = value.points.back().value;
    }
    if (!isStrict()) {
        value.hasSum = true;
        return std::nullopt;
    }
    const auto falls = std::adjacent_find(
        value.points.begin(),
        value.points.end(),
        [](const Point& a, const Point& b) { return a.value > b.value; }
    );
    if (falls != value.points.end()) {
        return refuse(
            series.at, "the buckets of histogram " + name + " must not fall: they are cumulative"
        );
    }
    if (value.points.back().value != value.count) {
        return refuse(
            series.at, "histogram " + name + ": _count and the bucket le=\"+Inf\" must be equal"
        );
    }
    return std::nullopt;
}

} // namespace meterbench::gateway
