// Environment variables in external_labels: $VAR, ${VAR} and $$, as Go's os.Expand reads them.
// An unset or empty variable becomes nothing and is named, so that the caller can warn.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::config {

struct Expanded {
    std::string text;
    std::vector<std::string> missing; ///< names without a value
};

using Lookup = std::function<std::optional<std::string>(const std::string& name)>;

[[nodiscard]] Expanded expandVariables(std::string_view text, const Lookup& lookup);
/// The process's own environment.
[[nodiscard]] std::optional<std::string> environmentVariable(const std::string& name);

} // namespace meterbench::config
