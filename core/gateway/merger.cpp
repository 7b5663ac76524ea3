#include "core/gateway/merger.h"

#include "core/gateway/key_order.h"
#include "core/gateway/series_key.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace meterbench::gateway {

namespace {

using model::MetricType;

void mergeNumber(Series& series, double pushed) {
    switch (series.policy) {
    case Policy::Sum:
    case Policy::Mean:
        series.value += pushed;
        return;
    case Policy::Last:
    case Policy::Info:
        series.value = pushed;
        return;
    case Policy::Max:
        series.value = std::fmax(series.value, pushed); // a number wins over NaN
        return;
    case Policy::Min:
        series.value = std::fmin(series.value, pushed);
        return;
    }
}

} // namespace

double shownValue(const Series& series) {
    return series.policy == Policy::Mean ? series.value / series.pushes : series.value;
}

const std::vector<std::uint32_t>& Family::sorted() const {
    const auto isLess = [this](std::uint32_t a, std::uint32_t b) {
        return isBefore(series[a].key, series[b].key);
    };
    if (m_sortedStructure != structure) {
        m_sorted.clear();
        m_sortedStructure = structure;
    }
    const auto known = static_cast<std::ptrdiff_t>(m_sorted.size());
    for (auto place = static_cast<std::uint32_t>(known); place < series.size(); ++place) {
        m_sorted.push_back(place);
    }
    const auto keyOf = [this](std::uint32_t place) -> std::string_view {
        return series[place].key;
    };
    sortByKey(std::span(m_sorted).subspan(static_cast<std::size_t>(known)), keyOf);
    std::inplace_merge(m_sorted.begin(), m_sorted.begin() + known, m_sorted.end(), isLess);
    return m_sorted;
}

std::optional<Refusal> Merger::apply(const Push& push, std::int64_t nowMs) {
    MergePlan made;
    auto refusal = plan(push, made);
    if (!refusal) {
        commit(push, made, nowMs, 0);
    }
    return refusal;
}

void Merger::prefetch(const Push& push, const MergePlan& plan) const {
    constexpr std::size_t kLine = 64;
    for (std::size_t i = 0; i < push.series.size(); ++i) {
        const Family& family = m_families[plan.families[push.series[i].family]];
        const Series& series = family.series[plan.series[i]];
        __builtin_prefetch(&series, 1);
        __builtin_prefetch(reinterpret_cast<const char*>(&series) + kLine, 1);
    }
}

void Merger::commit(const Push& push, MergePlan& plan, std::int64_t nowMs, std::uint32_t owner) {
    const bool isNew = plan.structure == 0;
    m_replaced.series.clear();
    if (isNew) {
        makeFamilies(push, plan);
        replaceInfos(push, plan);
    }
    for (const std::uint32_t place : plan.families) {
        if (place != SlotTable::kNone) {
            std::int64_t& earliest = m_families[place].earliestMs;
            earliest = std::min(earliest, nowMs);
        }
    }
    for (std::size_t i = 0; i < push.series.size(); ++i) {
        const PushSeries& from = push.series[i];
        Family& family = m_families[plan.families[from.family]];
        if (plan.series[i] == SlotTable::kNone) {
            plan.series[i] = static_cast<std::uint32_t>(family.series.size());
            addSeries(family, push, from, nowMs, owner);
        } else {
            mergeSeries(family, family.series[plan.series[i]], push, from, nowMs);
        }
    }
    if (isNew) {
        plan.structure = m_structure;
        plan.structures.assign(plan.families.size(), 0);
        for (std::size_t i = 0; i < plan.families.size(); ++i) {
            const std::uint32_t place = plan.families[i];
            plan.structures[i] = place == SlotTable::kNone ? 0 : m_families[place].structure;
        }
    }
}

Policy Merger::policyOf(const Push& push, const PushSeries& series) const {
    const PushFamily& family = push.families[series.family];
    return series.policy.value_or(m_policies.of(family.name, family.type));
}

void Merger::makeFamilies(const Push& push, MergePlan& plan) {
    for (std::size_t i = 0; i < push.families.size(); ++i) {
        const PushFamily& from = push.families[i];
        if (from.series == 0) {
            continue;
        }
        std::uint32_t& place = plan.families[i];
        if (place == SlotTable::kNone) {
            Family like;
            like.hash = from.hash;
            like.type = from.type;
            place = makeFamily(from.name, from.help, like);
        } else if (m_families[place].help.empty() && profile() == Profile::Strict) {
            m_families[place].help = from.help;
        }
    }
}

std::uint32_t Merger::makeFamily(std::string_view name, std::string_view help, const Family& like) {
    const auto place = static_cast<std::uint32_t>(m_families.size());
    Family& family = m_families.emplace_back();
    family.name = name;
    family.help = help;
    family.hash = like.hash;
    family.type = like.type;
    family.policy = m_policies.of(name, like.type);
    m_places.insert(like.hash, place, [&](std::uint32_t at) { return m_families[at].hash; });
    return place;
}

void Merger::addSeries(
    Family& family,
    const Push& push,
    const PushSeries& from,
    std::int64_t nowMs,
    std::uint32_t owner
) {
    const auto place = static_cast<std::uint32_t>(family.series.size());
    Series& series = family.series.emplace_back();
    ++m_seriesCount;
    family.structure += family.isInfo ? 1 : 0;
    series.key = push.key(from);
    series.hash = from.hash;
    series.value = from.value;
    series.timestampMs = from.timestampMs;
    series.pushedMs = nowMs;
    series.pushes = 1;
    series.owner = owner;
    series.policy = from.policy.value_or(family.policy);
    if (from.distribution != kNoDistribution) {
        series.distribution = std::make_unique<Distribution>(push.distributions[from.distribution]);
    }
    family.places.insert(from.hash, place, [&](std::uint32_t at) {
        return family.series[at].hash;
    });
}

void Merger::mergeSeries(
    const Family& family,
    Series& series,
    const Push& push,
    const PushSeries& from,
    std::int64_t nowMs
) {
    const Policy policy = from.policy.value_or(family.policy);
    const bool restarts = policy != series.policy; // what two policies made cannot be mixed
    series.policy = policy;
    series.pushedMs = nowMs;
    // An info is not merged but replaced.
    series.timestampMs = policy == Policy::Info ? from.timestampMs : kNoTimestamp;
    series.pushes = restarts ? 1 : series.pushes + 1;
    const bool replaces = restarts || policy == Policy::Last || policy == Policy::Info;
    if (!series.distribution) {
        if (replaces) {
            series.value = from.value;
        } else {
            mergeNumber(series, from.value);
        }
        return;
    }
    const Distribution& pushed = push.distributions[from.distribution];
    if (replaces) {
        *series.distribution = pushed;
    } else if (family.type == MetricType::Histogram) {
        mergeHistogram(*series.distribution, pushed, profile());
    } else {
        mergeSummary(*series.distribution, pushed);
    }
}

} // namespace meterbench::gateway
