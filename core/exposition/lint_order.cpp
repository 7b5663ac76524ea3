// What the samples of one family mean to each other: groups, times, repeated series, buckets,
// counts and sums.
#include "core/base/number.h"
#include "core/exposition/lint_family.h"

#include <algorithm>
#include <cmath>

namespace meterbench::exposition {

namespace {

using model::MetricType;

std::string keyOf(std::vector<std::pair<std::string_view, std::string_view>>& labels) {
    std::sort(labels.begin(), labels.end());
    std::string key;
    for (const auto& [name, value] : labels) {
        key.append(name).push_back('\xff');
        key.append(value).push_back('\xff');
    }
    return key;
}

/// The label that tells the samples of one point apart.
std::string_view innerLabel(const LintFamily& family, std::string_view suffix) {
    switch (family.effectiveType()) {
    case MetricType::Histogram:
    case MetricType::GaugeHistogram:
        return suffix == "_bucket" ? "le" : "";
    case MetricType::Summary:
        return suffix.empty() ? "quantile" : "";
    case MetricType::StateSet:
        return family.name;
    default:
        return "";
    }
}

std::string labelKey(const LintSample& sample, std::string_view without) {
    std::vector<std::pair<std::string_view, std::string_view>> labels;
    for (const LintLabel& label : sample.labels) {
        // An empty value is the same as no label.
        if (label.name != without && !label.value.empty()) {
            labels.emplace_back(label.name, label.value);
        }
    }
    return keyOf(labels);
}

std::string timeKey(const LintSample& sample) {
    return sample.timestamp ? '@' + base::formatNumber(*sample.timestamp) : std::string();
}

void checkRepeated(
    LintFamily& family, const LintSample& sample, Format format, LintReport& report
) {
    const bool openMetrics = format == Format::OpenMetrics;
    const std::string key =
        sample.name + '\xff' + labelKey(sample, "") + (openMetrics ? timeKey(sample) : "");
    if (family.series.insert(key).second) {
        return;
    }
    if (openMetrics && sample.timestamp) {
        report.style(
            sample.at,
            "repeated-series",
            "the same series stands twice with the same time",
            "readers keep one of the two"
        );
    } else {
        report.format(
            sample.at,
            "repeated-series",
            "the same series stands twice",
            "each name and label set may stand once"
        );
    }
}

void checkTimes(const LintFamily& family, const LintSample& sample, LintReport& report) {
    const Place at = sample.timestamp ? sample.timestampAt : sample.at;
    if (sample.timestamp.has_value() != family.groupTime.has_value()) {
        report.format(
            at,
            "timestamp-mix",
            "some samples of this metric have a timestamp and some do not",
            "give it to all or to none"
        );
    } else if (sample.timestamp && *sample.timestamp < *family.groupTime) {
        report.format(
            at,
            "timestamp-order",
            "the timestamp goes back",
            "points of one metric stand in the order of time"
        );
    }
}

bool hasThresholds(MetricType type) {
    return type == MetricType::Histogram || type == MetricType::GaugeHistogram;
}

void addBucket(LintPoint& point, double bound, const LintSample& sample, LintReport& report) {
    if (point.lastThreshold && bound <= *point.lastThreshold) {
        report.format(
            sample.at,
            "bucket-order",
            "the buckets are not in the order of le",
            "le grows from bucket to bucket"
        );
    }
    if (point.lastThreshold && sample.value < point.lastBucket) {
        report.format(
            sample.valueAt,
            "bucket-cumulative",
            "a bucket counts less than the one before",
            "buckets are cumulative: each contains all smaller ones"
        );
    }
    point.lastThreshold = bound;
    point.lastBucket = sample.value;
    point.negativeThreshold = point.negativeThreshold || bound < 0;
}

std::optional<double> numberOfLabel(const LintSample& sample, std::string_view name) {
    for (const LintLabel& label : sample.labels) {
        if (label.name == name) {
            const auto number = base::parseNumber(label.value);
            return number && !std::isnan(*number) ? number : std::nullopt;
        }
    }
    return std::nullopt;
}

void checkSums(const LintFamily& family, const LintPoint& point, LintReport& report) {
    const bool gauge = family.effectiveType() == MetricType::GaugeHistogram;
    const std::string count = gauge ? "_gcount" : "_count";
    const std::string sum = gauge ? "_gsum" : "_sum";
    if (point.hasSum && !point.count) {
        report.format(
            point.at, "histogram-parts", sum + " without " + count, "give both or neither"
        );
    } else if (point.count && !point.hasSum) {
        report.format(
            point.at, "histogram-parts", count + " without " + sum, "give both or neither"
        );
    }
    if (point.negativeThreshold && point.hasSum && !gauge) {
        report.format(
            point.at,
            "histogram-sum",
            "_sum beside buckets below zero",
            "such a sum can go down, so it must be left out"
        );
    }
    if (!point.negativeThreshold && point.negativeSum && gauge) {
        report.format(
            point.at,
            "histogram-sum",
            "a negative _gsum without buckets below zero",
            "no observation was negative"
        );
    }
}

} // namespace

std::string groupKey(const LintFamily& family, std::string_view suffix, const LintSample& sample) {
    return labelKey(sample, innerLabel(family, suffix));
}

void checkOrder(
    LintFamily& family,
    std::string_view suffix,
    const LintSample& sample,
    Format format,
    LintReport& report
) {
    checkRepeated(family, sample, format, report);
    if (format == Format::Text || family.effectiveType() == MetricType::Info) {
        return;
    }
    const std::string group = groupKey(family, suffix, sample);
    if (family.group == group) {
        checkTimes(family, sample, report);
    } else if (!family.groups.insert(group).second) {
        report.format(
            sample.at,
            "interleaved",
            "the samples of one metric do not stand together",
            "give all samples of a label set before those of the next"
        );
    }
    family.group = group;
    family.groupTime = sample.timestamp;
}

void addToPoint(
    LintFamily& family,
    std::string_view suffix,
    const LintSample& sample,
    Format format,
    LintReport& report
) {
    const MetricType type = family.effectiveType();
    if (!hasThresholds(type) && type != MetricType::Summary) {
        return;
    }
    const std::string key =
        groupKey(family, suffix, sample) + (format == Format::OpenMetrics ? timeKey(sample) : "");
    LintPoint& point = family.points[key];
    if (point.at.line == 0) {
        point.at = sample.at;
    }
    if (suffix == "_bucket") {
        const auto bound = numberOfLabel(sample, "le");
        if (bound) {
            addBucket(point, *bound, sample, report);
        } else {
            family.broken = true; // reported with the sample
        }
    } else if (suffix == "_count" || suffix == "_gcount") {
        point.count = sample.value;
    } else if (suffix == "_sum" || suffix == "_gsum") {
        point.hasSum = true;
        point.negativeSum = sample.value < 0;
    } else if (type == MetricType::Summary && format == Format::Text) {
        const auto rank = numberOfLabel(sample, "quantile");
        if (rank && point.lastThreshold && *rank <= *point.lastThreshold) {
            report.format(
                sample.at,
                "quantile-order",
                "the quantiles are not in their order",
                "quantile grows from line to line"
            );
        }
        point.lastThreshold = rank ? rank : point.lastThreshold;
    }
}

void checkPoints(const LintFamily& family, Format format, LintReport& report) {
    if (family.broken || !hasThresholds(family.effectiveType())) {
        return;
    }
    for (const auto& [key, point] : family.points) {
        if (!point.lastThreshold || !std::isinf(*point.lastThreshold)) {
            report.format(
                point.at,
                "histogram-inf",
                "the bucket le=\"+Inf\" is missing",
                "the last bucket counts everything"
            );
        } else if (point.count && *point.count != point.lastBucket) {
            report.format(
                point.at,
                "histogram-count",
                "the count is not what the +Inf bucket says",
                "both count everything"
            );
        }
        if (format == Format::OpenMetrics) {
            checkSums(family, point, report);
        } else if (!point.count || !point.hasSum) {
            report.style(
                point.at,
                "histogram-parts",
                "a histogram without _count or _sum",
                "the text format gives both beside the buckets"
            );
        }
    }
}

} // namespace meterbench::exposition
