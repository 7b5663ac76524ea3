// What is wrong with a rule, field by field, before it is compiled: the demands of Prometheus's
// relabel_config. Not the place of line and column: config knows those. Any thread. Source:
// prometheus model/relabel/relabel.go, Config.Validate.
#pragma once

#include "core/relabel/rule.h"

#include <string>
#include <string_view>
#include <vector>

namespace meterbench::relabel {

/// One wrong field: its key in the configuration, what is wrong, what would be right.
struct RuleFault {
    std::string field;
    std::string message;
    std::string hint;
};

/// In a fixed order; empty: the rule compiles.
[[nodiscard]] std::vector<RuleFault> checkRule(const Rule& rule, NameScheme scheme);

/// A label name under the scheme: not empty and UTF-8, or [a-zA-Z_][a-zA-Z0-9_]*.
[[nodiscard]] bool isLabelName(std::string_view name, NameScheme scheme);

} // namespace meterbench::relabel
