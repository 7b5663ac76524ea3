#include "core/gateway/cumulative.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

namespace meterbench::gateway {

namespace {

using model::MetricType;
using Total = PusherTotals::Total;

constexpr std::string_view kCreated = "_created";
constexpr std::string_view kTotal = "_total";

bool isTotal(MetricType type) {
    return type == MetricType::Counter || type == MetricType::Histogram ||
           type == MetricType::Summary;
}

std::string nameOf(std::string_view family, std::string_view key) {
    std::string name(family);
    name += '\0';
    return name.append(key);
}

/// When counters and histograms of a push were made: what client libraries say in a gauge beside
/// them, requests_created for requests_total.
class CreationTimes {
public:
    explicit CreationTimes(const Push& push) {
        for (const PushSeries& series : push.series) {
            const std::string_view name = push.families[series.family].name;
            if (name.ends_with(kCreated)) {
                const std::string_view of = name.substr(0, name.size() - kCreated.size());
                m_times.emplace(nameOf(of, push.key(series)), series.value);
            }
        }
    }

    [[nodiscard]] double of(std::string_view family, std::string_view key) const {
        if (m_times.empty()) {
            return 0;
        }
        if (family.ends_with(kTotal)) {
            family.remove_suffix(kTotal.size());
        }
        const auto found = m_times.find(nameOf(family, key));
        return found == m_times.end() ? 0 : found->second;
    }

private:
    std::unordered_map<std::string, double> m_times;
};

/// Whether buckets can have grown to these: what was observed since is a histogram, too.
bool hasGrown(const std::vector<Point>& before, const std::vector<Point>& now) {
    if (before.size() != now.size()) {
        return false;
    }
    double below = 0;
    for (std::size_t i = 0; i < now.size(); ++i) {
        const double growth = now[i].value - before[i].value;
        if (now[i].bound != before[i].bound || !(growth >= below)) {
            return false;
        }
        below = growth;
    }
    return true;
}

void subtractCounter(PushSeries& series, const Total& before) {
    if (series.value >= before.value) {
        series.value -= before.value;
    }
}

void subtractDistribution(Distribution& value, const Total& before, MetricType type) {
    const bool isHistogram = type == MetricType::Histogram;
    if (value.count < before.count || (isHistogram && !hasGrown(before.points, value.points))) {
        return;
    }
    for (std::size_t i = 0; isHistogram && i < value.points.size(); ++i) {
        value.points[i].value -= before.points[i].value;
    }
    value.sum -= before.sum;
    value.count -= before.count;
}

/// The change of a level; of what is no number there is none.
void subtractLevel(PushSeries& series, const Total& before) {
    const double change = series.value - before.value;
    if (std::isfinite(change)) {
        series.value = change;
    }
}

} // namespace

void PusherTotals::makeDifferences(Push& push, const Merger& merger) const {
    const CreationTimes created(push);
    for (PushSeries& series : push.series) {
        const PushFamily& family = push.families[series.family];
        const std::string_view key = push.key(series);
        const bool isLevel = !isTotal(family.type);
        if (isLevel && family.name.ends_with(kCreated)) {
            series.policy = series.policy.value_or(Policy::Min);
        }
        const bool isSummed = merger.policyOf(push, series) == Policy::Sum;
        const auto before = isSummed ? m_last.find(nameOf(family.name, key)) : m_last.end();
        if (before == m_last.end()) {
            continue;
        }
        if (isLevel) {
            // What is not held, or starts again, has nothing of this pusher in it.
            const Series* const held = merger.heldOf(push, series);
            if (held != nullptr && held->policy == Policy::Sum) {
                subtractLevel(series, before->second);
            }
        } else if (created.of(family.name, key) != before->second.created) {
            continue;
        } else if (series.distribution == kNoDistribution) {
            subtractCounter(series, before->second);
        } else {
            subtractDistribution(
                push.distributions[series.distribution], before->second, family.type
            );
        }
    }
}

void PusherTotals::remember(const Push& push) {
    const CreationTimes created(push);
    for (const PushSeries& series : push.series) {
        const PushFamily& family = push.families[series.family];
        const std::string_view key = push.key(series);
        Total& total = m_last[nameOf(family.name, key)];
        total.value = series.value;
        total.created = isTotal(family.type) ? created.of(family.name, key) : 0;
        if (series.distribution != kNoDistribution) {
            const Distribution& value = push.distributions[series.distribution];
            total.points = value.points;
            total.sum = value.sum;
            total.count = value.count;
        }
    }
}

} // namespace meterbench::gateway
