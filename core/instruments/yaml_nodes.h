// Questions to a node of a YAML file, for the reader of benches only: a key's value as what it has
// to be. What is not there is empty, or the fallback; what is of another kind ends the reading with
// its line and column. Errors: fail() throws Wrong, which readYaml catches; nothing else does.
#pragma once

#include "core/base/result.h"
#include "core/instruments/instrument.h"

#include <yaml-cpp/yaml.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::instruments::yaml {

struct Wrong {
    base::Error error;
};

/// The file's only document; a second one, or something behind it, fails.
[[nodiscard]] YAML::Node loadWhole(std::string_view text);

/// "line 3, column 7: "; an empty file has no mark and begins at its begin.
[[nodiscard]] std::string placed(std::size_t line, std::size_t column);
[[nodiscard]] std::string placed(const YAML::Mark& mark);
[[noreturn]] void fail(const YAML::Node& at, const std::string& text);

/// It is a map, of known keys, each once; what: "a metric".
void checkKeys(const YAML::Node& map, const char* what, const std::vector<std::string_view>& known);

[[nodiscard]] std::string textOf(const YAML::Node& node, const char* key);
[[nodiscard]] std::string textAt(const YAML::Node& map, const char* key);
[[nodiscard]] double numberOf(const YAML::Node& node, const char* key);
[[nodiscard]] double numberAt(const YAML::Node& map, const char* key, double fallback);
/// Whole, 0 or more; with all digits, or as a float writes it ("3.0", "1e3").
[[nodiscard]] std::uint64_t wholeOf(const YAML::Node& node, const char* key);
[[nodiscard]] bool boolAt(const YAML::Node& map, const char* key, bool fallback);

/// What read makes of each item of a list; none where there is none.
template <class Read>
auto listAt(const YAML::Node& map, const char* key, const char* what, Read&& read) {
    std::vector<decltype(read(map, key))> out;
    const YAML::Node node = map[key];
    if (node && !node.IsSequence()) {
        fail(node, std::string(key) + " is a list" + what);
    }
    for (std::size_t i = 0; node && i < node.size(); ++i) {
        out.push_back(read(node[i], key));
    }
    return out;
}

[[nodiscard]] std::vector<std::string> textsAt(const YAML::Node& map, const char* key);
[[nodiscard]] std::vector<double> numbersAt(const YAML::Node& map, const char* key);

/// May refuse a name, by fail().
using CheckName = std::function<void(const YAML::Node& at, const std::string& name)>;

/// Each name once.
[[nodiscard]] InfoPairs
pairsAt(const YAML::Node& map, const char* key, const CheckName& check = {});

} // namespace meterbench::instruments::yaml
