#include "core/instruments/yaml_nodes.h"

#include "core/base/number.h"
#include "core/base/text.h"

#include <yaml-cpp/eventhandler.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>
#include <sstream>

namespace meterbench::instruments::yaml {

namespace {

std::string keyOf(const YAML::Node& node) {
    if (!node.IsScalar()) {
        fail(node, "a key is a text");
    }
    return node.Scalar();
}

/// Where the documents of a file begin.
class DocumentStarts final : public YAML::EventHandler {
public:
    std::vector<YAML::Mark> starts;

    void OnDocumentStart(const YAML::Mark& mark) override { starts.push_back(mark); }

    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark&, YAML::anchor_t) override {}

    void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}

    void
    OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}

    void OnSequenceStart(
        const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value
    ) override {}

    void OnSequenceEnd() override {}

    void OnMapStart(
        const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value
    ) override {}

    void OnMapEnd() override {}
};

} // namespace

YAML::Node loadWhole(std::string_view text) {
    // yaml-cpp takes quotes that the file's last line break leaves open for closed.
    const std::string whole = std::string(text) + (text.ends_with('\n') ? "#" : "");
    std::istringstream stream(whole);
    YAML::Parser parser(stream);
    DocumentStarts documents;
    // It takes anything for a further document, even what it can never get past (LoadAll hangs):
    // so it is asked for one more, not until the end.
    if (parser.HandleNextDocument(documents) && parser.HandleNextDocument(documents)) {
        throw Wrong{
            {base::Code::InvalidInput,
             placed(documents.starts.back()) +
                 "the list of metrics has ended, and the file is one document"}};
    }
    return YAML::Load(whole);
}

std::string placed(std::size_t line, std::size_t column) {
    return "line " + std::to_string(line) + ", column " + std::to_string(column) + ": ";
}

std::string placed(const YAML::Mark& mark) {
    return placed(
        static_cast<std::size_t>(std::max(mark.line, 0)) + 1,
        static_cast<std::size_t>(std::max(mark.column, 0)) + 1
    );
}

void fail(const YAML::Node& at, const std::string& text) {
    throw Wrong{{base::Code::InvalidInput, placed(at.Mark()) + text}};
}

void checkKeys(
    const YAML::Node& map, const char* what, const std::vector<std::string_view>& known
) {
    if (!map.IsMap()) {
        fail(map, std::string(what) + " is a map of keys and values");
    }
    std::set<std::string> seen;
    for (const auto& entry : map) {
        const std::string key = keyOf(entry.first);
        if (std::ranges::find(known, key) == known.end()) {
            const std::string_view nearest = base::nearestWord(key, known);
            std::string text = "\"" + key + "\" is no key of " + what;
            text += nearest.empty() ? "" : "; did you mean " + std::string(nearest) + "?";
            fail(entry.first, text);
        }
        if (!seen.insert(key).second) {
            fail(entry.first, "\"" + key + "\" stands here twice");
        }
    }
}

/// What has no quotes and looks like nothing is nothing in YAML.
std::string textOf(const YAML::Node& node, const char* key) {
    if (!node.IsScalar()) {
        const char* const quotes = node.IsNull() ? "; put it in quotes" : "";
        fail(node, std::string(key) + " is a text" + quotes);
    }
    return node.Scalar();
}

std::string textAt(const YAML::Node& map, const char* key) {
    const YAML::Node node = map[key];
    return node ? textOf(node, key) : std::string();
}

double numberOf(const YAML::Node& node, const char* key) {
    const auto number = node.IsScalar() ? base::parseNumber(node.Scalar()) : std::nullopt;
    if (!number) {
        fail(node, std::string(key) + " is a number");
    }
    return *number;
}

double numberAt(const YAML::Node& map, const char* key, double fallback) {
    const YAML::Node node = map[key];
    return node ? numberOf(node, key) : fallback;
}

std::uint64_t wholeOf(const YAML::Node& node, const char* key) {
    const double number = numberOf(node, key);
    const std::string& text = node.Scalar();
    std::uint64_t whole = 0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
    if (error == std::errc() && rest == text.data() + text.size()) {
        return whole;
    }
    if (!(number >= 0 && number <= 0x1p53 && number == std::floor(number))) {
        fail(node, std::string(key) + " takes whole numbers, 0 or more, below 2^64");
    }
    return static_cast<std::uint64_t>(number);
}

bool boolAt(const YAML::Node& map, const char* key, bool fallback) {
    const YAML::Node node = map[key];
    if (!node) {
        return fallback;
    }
    const std::string word = textOf(node, key);
    if (word != "true" && word != "false") {
        fail(node, std::string(key) + " is true or false");
    }
    return word == "true";
}

std::vector<std::string> textsAt(const YAML::Node& map, const char* key) {
    return listAt(map, key, " of texts", textOf);
}

std::vector<double> numbersAt(const YAML::Node& map, const char* key) {
    return listAt(map, key, " of numbers", numberOf);
}

InfoPairs pairsAt(const YAML::Node& map, const char* key, const CheckName& check) {
    InfoPairs out;
    const YAML::Node node = map[key];
    if (node && !node.IsMap()) {
        fail(node, std::string(key) + " is a map of names and texts");
    }
    if (node) {
        for (const auto& entry : node) {
            const std::string name = keyOf(entry.first);
            if (check) {
                check(entry.first, name);
            }
            if (!out.emplace(name, textOf(entry.second, name.c_str())).second) {
                fail(entry.first, "\"" + name + "\" stands here twice");
            }
        }
    }
    return out;
}

} // namespace meterbench::instruments::yaml
