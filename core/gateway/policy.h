// Policy: how values of one series come together, and which one a family has: by the first rule
// that matches its name, else by the profile. Strict is right where the older gateway is wrong;
// Compatible gives its recorded results. Immutable once made; any thread.
#pragma once

#include "core/model/metric_type.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::gateway {

enum class Profile : std::uint8_t { Strict, Compatible };

enum class Policy : std::uint8_t {
    Sum,  ///< values are added; distributions are merged
    Last, ///< the newest push wins
    Max,
    Min,
    Mean, ///< of all pushes of the series
    Info, ///< a push replaces what the family has under the same path labels
};

/// "sum", "aggregate", "last", "replace", "max", "min", "mean", "info", "family": the words of
/// rules and of the label clearmode.
[[nodiscard]] std::optional<Policy> policyOfWord(std::string_view word);

/// Histograms and summaries know Sum, Last and Info; the others order or divide single numbers.
[[nodiscard]] bool suits(Policy policy, model::MetricType type);

/// Of rules: '*' stands for any text.
[[nodiscard]] bool matchesPattern(std::string_view pattern, std::string_view name);

struct PolicyRule {
    std::string family; ///< the name; '*' stands for any text
    Policy policy = Policy::Sum;
};

class PolicyTable {
public:
    PolicyTable(Profile profile, std::vector<PolicyRule> rules)
        : m_profile(profile)
        , m_rules(std::move(rules)) {}

    /// The first rule that matches and suits the type; then the profile's own.
    [[nodiscard]] Policy of(std::string_view family, model::MetricType type) const;

    [[nodiscard]] Profile profile() const { return m_profile; }

private:
    Profile m_profile;
    std::vector<PolicyRule> m_rules;
};

} // namespace meterbench::gateway
