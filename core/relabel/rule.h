// Rule: one relabeling step as written in a configuration. Not compiled: Program does that and says
// what is wrong. Source: Prometheus documentation "relabel_config"; prometheus
// model/relabel/relabel.go.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::relabel {

enum class Action : std::uint8_t {
    Replace,
    Keep,
    Drop,
    KeepEqual,
    DropEqual,
    HashMod,
    LabelMap,
    LabelDrop,
    LabelKeep,
    Lowercase,
    Uppercase,
};

/// The word of the configuration: "replace", "keepequal" …
[[nodiscard]] std::string_view actionName(Action action);
/// In any case ("Replace" too); nothing for another word.
[[nodiscard]] std::optional<Action> actionFromName(std::string_view name);
/// All of them, in the order of the enum.
[[nodiscard]] const std::vector<std::string_view>& actionNames();

/// metric_name_validation_scheme
enum class NameScheme : std::uint8_t { Utf8, Legacy };

struct Rule {
    std::vector<std::string> sourceLabels;
    std::string separator = ";";
    std::string regex = "(.*)";
    std::uint64_t modulus = 0;
    std::string targetLabel;
    std::string replacement = "$1";
    Action action = Action::Replace;

    friend bool operator==(const Rule&, const Rule&) = default;
};

} // namespace meterbench::relabel
