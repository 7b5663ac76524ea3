#include "core/instruments/exposed_histograms.h"

#include "core/base/number.h"

#include <cmath>
#include <optional>
#include <set>

namespace meterbench::instruments {

namespace {

using base::Status;

constexpr std::string_view kBound = "le";
/// Of what the buckets of one series may come to: as a whole number it fits.
constexpr double kMost = 0x1p63;

struct Parts {
    std::uint32_t line = 0;
    std::map<double, double> buckets; ///< bound → what is at or below it
    std::optional<double> sum;
    std::optional<double> count;
};

bool isWhole(double value) {
    return value >= 0 && value < kMost && value == std::floor(value);
}

Status readBucket(const ExposedFamily& family, const ExposedLine& line, Parts& parts) {
    const std::string* const le = labelOf(line, kBound);
    const auto bound = le == nullptr ? std::nullopt : base::parseNumber(*le);
    if (!bound || std::isnan(*bound) || *bound == -HUGE_VAL) {
        return wrongLine(
            line.line,
            "a bucket of " + family.name + " needs the label le, its bound: a number or +Inf"
        );
    }
    if (!isWhole(line.value)) {
        return wrongLine(
            line.line,
            "a bucket of " + family.name +
                " counts in whole numbers: " + base::formatNumber(line.value) + " is none"
        );
    }
    return parts.buckets.emplace(*bound, line.value).second ? Status() : twice(family, line);
}

Status readPart(const ExposedFamily& family, const ExposedLine& line, Parts& parts) {
    if (line.suffix == "_created") {
        return {}; // it begins to count here
    }
    if (line.suffix == "_bucket") {
        return readBucket(family, line, parts);
    }
    if (line.suffix.empty()) {
        return wrongLine(
            line.line, family.name + " is a histogram: that is _bucket, _sum and _count"
        );
    }
    if (labelOf(line, kBound) != nullptr) {
        return wrongLine(line.line, "only the buckets of " + family.name + " have the label le");
    }
    if (line.suffix == "_count" && !isWhole(line.value)) {
        return wrongLine(line.line, family.name + "_count is no whole number, 0 or more");
    }
    std::optional<double>& part = line.suffix == "_sum" ? parts.sum : parts.count;
    if (part) {
        return twice(family, line);
    }
    part = line.value;
    return {};
}

/// A bound that only other series have adds nothing; without +Inf the count is what it reaches.
double reachedAt(double bound, double below, const Parts& parts) {
    const auto bucket = parts.buckets.find(bound);
    if (bucket != parts.buckets.end()) {
        return bucket->second;
    }
    return bound == HUGE_VAL ? parts.count.value_or(below) : below;
}

base::Result<State>
stateOf(const ExposedFamily& family, const std::vector<double>& bounds, const Parts& parts) {
    State state;
    state.value = parts.sum.value_or(0);
    double below = 0;
    for (std::size_t i = 0; i <= bounds.size(); ++i) {
        const double reached = reachedAt(i < bounds.size() ? bounds[i] : HUGE_VAL, below, parts);
        if (reached < below) {
            return wrongLine(parts.line, "the buckets of " + family.name + " must not fall");
        }
        state.counts.push_back(static_cast<std::uint64_t>(reached - below));
        below = reached;
    }
    if (parts.count.value_or(below) != below) {
        return wrongLine(
            parts.line,
            family.name + "_count is " + base::formatNumber(*parts.count) +
                ", but its bucket +Inf " + base::formatNumber(below)
        );
    }
    return state;
}

std::vector<double> boundsOf(const std::map<LabelValues, Parts>& all) {
    std::set<double> bounds;
    for (const auto& [values, parts] : all) {
        for (const auto& [bound, reached] : parts.buckets) {
            bounds.insert(bound);
        }
    }
    bounds.erase(HUGE_VAL);
    return {bounds.begin(), bounds.end()};
}

} // namespace

base::Result<ExposedHistograms> readHistograms(
    const ExposedFamily& family, const std::vector<std::string>& labelNames, std::int64_t nowMs
) {
    std::map<LabelValues, Parts> all;
    for (const ExposedLine& line : family.lines) {
        Parts& parts = all[valuesOf(line, labelNames)];
        parts.line = parts.line == 0 ? line.line : parts.line;
        if (const Status status = readPart(family, line, parts); !status) {
            return status.error();
        }
    }
    ExposedHistograms read{boundsOf(all), {}};
    for (const auto& [values, parts] : all) {
        auto state = stateOf(family, read.bounds, parts);
        if (!state) {
            return state.error();
        }
        state->createdMs = nowMs;
        read.series.emplace(values, ExposedHistogram{parts.line, *std::move(state)});
    }
    return read;
}

} // namespace meterbench::instruments
