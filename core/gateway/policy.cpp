#include "core/gateway/policy.h"

#include <array>
#include <utility>

namespace meterbench::gateway {

namespace {

using model::MetricType;

/// What a sum would make nonsense of: times, states of one process, constant ones.
Policy strictGaugePolicy(std::string_view name) {
    if (name.ends_with("_created")) {
        return Policy::Min; // a merged series began when its first part did
    }
    if (name.ends_with("_timestamp_seconds") || name.ends_with("_timestamp")) {
        return Policy::Max;
    }
    if (name.ends_with("_info")) {
        return Policy::Info;
    }
    return name.starts_with("process_") ? Policy::Last : Policy::Sum;
}

} // namespace

std::optional<Policy> policyOfWord(std::string_view word) {
    static constexpr std::array<std::pair<std::string_view, Policy>, 9> kWords{{
        {"sum", Policy::Sum},
        {"aggregate", Policy::Sum},
        {"last", Policy::Last},
        {"replace", Policy::Last},
        {"max", Policy::Max},
        {"min", Policy::Min},
        {"mean", Policy::Mean},
        {"info", Policy::Info},
        {"family", Policy::Info},
    }};
    for (const auto& [known, policy] : kWords) {
        if (known == word) {
            return policy;
        }
    }
    return std::nullopt;
}

/// '*' takes as little as it can, and more when the rest does not match.
bool matchesPattern(std::string_view pattern, std::string_view name) {
    std::size_t star = std::string_view::npos;
    std::size_t retry = 0;
    std::size_t p = 0;
    for (std::size_t n = 0; n < name.size();) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            retry = n;
        } else if (p < pattern.size() && pattern[p] == name[n]) {
            ++p;
            ++n;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            n = ++retry;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

bool suits(Policy policy, MetricType type) {
    const bool isDistribution = type == MetricType::Histogram || type == MetricType::Summary;
    return !isDistribution || policy == Policy::Sum || policy == Policy::Last ||
           policy == Policy::Info;
}

Policy PolicyTable::of(std::string_view family, MetricType type) const {
    for (const PolicyRule& rule : m_rules) {
        if (suits(rule.policy, type) && matchesPattern(rule.family, family)) {
            return rule.policy;
        }
    }
    const bool isLevel = type == MetricType::Gauge || type == MetricType::Unknown;
    return m_profile == Profile::Strict && isLevel ? strictGaugePolicy(family) : Policy::Sum;
}

} // namespace meterbench::gateway
