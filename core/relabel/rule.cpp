#include "core/relabel/rule.h"

#include <algorithm>

namespace meterbench::relabel {

namespace {

bool equalsIgnoringCase(std::string_view lower, std::string_view text) {
    return std::equal(lower.begin(), lower.end(), text.begin(), text.end(), [](char a, char b) {
        return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b - 'A' + 'a') : b);
    });
}

} // namespace

const std::vector<std::string_view>& actionNames() {
    static const std::vector<std::string_view> names{
        "replace",
        "keep",
        "drop",
        "keepequal",
        "dropequal",
        "hashmod",
        "labelmap",
        "labeldrop",
        "labelkeep",
        "lowercase",
        "uppercase"};
    return names;
}

std::string_view actionName(Action action) {
    return actionNames().at(static_cast<std::size_t>(action));
}

std::optional<Action> actionFromName(std::string_view name) {
    const auto& names = actionNames();
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (equalsIgnoringCase(names[i], name)) {
            return static_cast<Action>(i);
        }
    }
    return std::nullopt;
}

} // namespace meterbench::relabel
