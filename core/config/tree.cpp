#include "core/config/tree.h"

#include "core/base/text.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <exception>
#include <sstream>

namespace meterbench::config {

namespace {

/// What aliases may add to a file: without them it has fewer values than bytes.
constexpr std::size_t kMostByAliases = 100'000;
constexpr int kDeepest = 64;

Place placeOf(const YAML::Mark& mark) {
    if (mark.line < 0) {
        return {};
    }
    return {static_cast<std::uint32_t>(mark.line + 1), static_cast<std::uint32_t>(mark.column + 1)};
}

std::string_view lineAt(std::string_view text, std::uint32_t number) {
    for (std::uint32_t line = 1; line < number; ++line) {
        const std::size_t end = text.find('\n');
        if (end == std::string_view::npos) {
            return {};
        }
        text.remove_prefix(end + 1);
    }
    return text.substr(0, text.find('\n'));
}

/// An item without value is marked where the next thing begins; people look for its dash, above.
Place placeOfDash(std::string_view text, Place next, Place list) {
    for (std::uint32_t number = next.line; number > 0 && number >= list.line; --number) {
        std::string_view line = lineAt(text, number);
        if (number == next.line) {
            line = line.substr(0, next.column - 1);
        }
        line = line.substr(0, line.find('#'));
        const std::size_t last = line.find_last_not_of(" \t\r");
        if (last != std::string_view::npos) {
            return line[last] == '-' ? Place{number, static_cast<std::uint32_t>(last + 1)} : next;
        }
    }
    return next.line == 0 ? list : next;
}

class TreeBuilder {
public:
    TreeBuilder(std::string_view text, ProblemList& problems)
        : m_text(text)
        , m_problems(problems) {}

    Node build(const YAML::Node& from, std::string path, int depth) {
        Node node;
        node.place = placeOf(from.Mark());
        node.path = std::move(path);
        if (!isWithinLimits(node, depth)) {
            return node;
        }
        if (from.IsScalar()) {
            node.kind = Kind::Scalar;
            node.text = from.Scalar();
            node.quoted = from.Tag() != "?" && !from.Tag().empty();
            resolveNull(node);
        } else if (from.IsSequence()) {
            node.kind = Kind::List;
            for (const YAML::Node& item : from) {
                const std::string index = "[" + std::to_string(node.items.size()) + "]";
                node.items.push_back(build(item, node.path + index, depth + 1));
                if (node.items.back().kind == Kind::Null) {
                    node.items.back().place =
                        placeOfDash(m_text, node.items.back().place, node.place);
                }
            }
        } else if (from.IsMap()) {
            node.kind = Kind::Map;
            buildEntries(from, node, depth);
        }
        return node;
    }

private:
    static void resolveNull(Node& node) {
        const std::string& text = node.text;
        if (!node.quoted &&
            (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL")) {
            node.kind = Kind::Null;
            node.text.clear();
        }
    }

    bool isWithinLimits(const Node& node, int depth) {
        ++m_nodes;
        if (depth <= kDeepest && m_nodes <= m_text.size() + kMostByAliases) {
            return true;
        }
        if (!m_limitReported) {
            m_limitReported = true;
            fail(
                node.place,
                node.path,
                depth > kDeepest ? "nested too deeply" : "too many values",
                "look at the aliases (*name): they may contain themselves or each other"
            );
        }
        return false;
    }

    void buildEntries(const YAML::Node& from, Node& node, int depth) {
        std::vector<Node> merged;
        for (const auto& pair : from) {
            const Place place = placeOf(pair.first.Mark());
            if (!pair.first.IsScalar()) {
                fail(place, node.path, "a key must be a text", "");
                continue;
            }
            const std::string key = pair.first.Scalar();
            Node value = build(pair.second, joinPath(node.path, key), depth + 1);
            if (value.place.line == 0 || value.kind == Kind::Null) {
                value.place = place;
            }
            if (key == "<<" && pair.first.Tag() == "?") {
                merged.push_back(std::move(value));
            } else if (const Entry* before = node.find(key)) {
                fail(
                    place,
                    node.path,
                    "key \"" + key + "\" is set twice",
                    "it stands in line " + std::to_string(before->place.line) + " already"
                );
            } else {
                node.entries.push_back({key, place, std::move(value)});
            }
        }
        for (const Node& value : merged) {
            merge(value, node);
        }
    }

    /// Merge keys: what the map has itself counts more.
    void merge(const Node& from, Node& into) {
        for (const Node& item : from.items) {
            merge(item, into);
        }
        if (from.kind != Kind::Map && from.kind != Kind::List) {
            fail(from.place, into.path, "a merge key (<<) needs a map or a list of maps", "");
        }
        for (const Entry& entry : from.entries) {
            if (into.find(entry.key) == nullptr) {
                into.entries.push_back(entry);
            }
        }
    }

    void fail(Place place, const std::string& path, std::string message, std::string hint) {
        m_problems.add(Severity::Error, place, path, std::move(message), std::move(hint));
    }

    std::string_view m_text;
    ProblemList& m_problems;
    std::size_t m_nodes = 0;
    bool m_limitReported = false;
};

bool isIndentedByTab(std::string_view line) {
    return line.substr(0, line.find_first_not_of(" \t")).find('\t') != std::string_view::npos;
}

/// Tabs are the commonest slip, and the parser's words do not name them.
std::string syntaxHint(std::string_view text, std::uint32_t line) {
    for (std::uint32_t near = line; near > 0 && near + 1 >= line; --near) {
        if (isIndentedByTab(lineAt(text, near))) {
            return "line " + std::to_string(near) + " is indented by a tab; YAML wants spaces";
        }
    }
    return "look for a missing colon, quote or bracket and for uneven indentation just before it";
}

bool isForbidden(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7f;
}

/// YAML is UTF-8 without control characters; the parser does not check either.
bool hasReadableBytes(std::string_view text, ProblemList& problems) {
    std::uint32_t number = 0;
    while (!text.empty()) {
        ++number;
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        const auto bad = std::find_if(line.begin(), line.end(), isForbidden);
        if (bad != line.end()) {
            const auto offset = static_cast<std::size_t>(bad - line.begin());
            problems.add(
                Severity::Error,
                {number, static_cast<std::uint32_t>(offset + 1)},
                "",
                "not valid YAML: a control character (byte " +
                    std::to_string(static_cast<unsigned char>(*bad)) + ")",
                "write it as an escape in double quotes"
            );
            return false;
        }
        if (!base::isValidUtf8(line)) {
            problems.add(
                Severity::Error, {number, 1}, "", "this line is not UTF-8", "save the file as UTF-8"
            );
            return false;
        }
    }
    return true;
}

/// Notes where documents begin, and nothing else.
class DocumentStarts final : public YAML::EventHandler {
public:
    using Style = YAML::EmitterStyle::value;

    void OnDocumentStart(const YAML::Mark& mark) override { starts.push_back(mark); }

    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& /*mark*/, YAML::anchor_t /*anchor*/) override {}

    void OnAlias(const YAML::Mark& /*mark*/, YAML::anchor_t /*anchor*/) override {}

    void OnScalar(
        const YAML::Mark& /*mark*/,
        const std::string& /*tag*/,
        YAML::anchor_t /*anchor*/,
        const std::string& /*value*/
    ) override {}

    void OnSequenceStart(
        const YAML::Mark& /*mark*/,
        const std::string& /*tag*/,
        YAML::anchor_t /*anchor*/,
        Style /*style*/
    ) override {}

    void OnSequenceEnd() override {}

    void OnMapStart(
        const YAML::Mark& /*mark*/,
        const std::string& /*tag*/,
        YAML::anchor_t /*anchor*/,
        Style /*style*/
    ) override {}

    void OnMapEnd() override {}

    std::vector<YAML::Mark> starts;
};

/// What stands behind the first document. The parser takes anything for a further document, even a
/// character that it can never get past; so it is asked once, not until the end.
void checkRest(const std::string& text, ProblemList& problems) {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    DocumentStarts documents;
    const bool more = parser.HandleNextDocument(documents) && parser.HandleNextDocument(documents);
    if (!more || documents.starts.size() < 2) {
        return;
    }
    const Place place = placeOf(documents.starts[1]);
    if (place.column == 1 && lineAt(text, place.line).starts_with("---")) {
        problems.add(
            Severity::Warning,
            place,
            "",
            "a second document begins here and is not read",
            "only the first document of a file counts, as in Prometheus"
        );
        return;
    }
    problems.add(
        Severity::Error,
        place,
        "",
        "not valid YAML: this belongs to nothing",
        "check its indentation, and brackets and commas before it"
    );
}

Node buildFirst(const std::string& text, ProblemList& problems) {
    checkRest(text, problems);
    return TreeBuilder(text, problems).build(YAML::Load(text), "", 0);
}

} // namespace

const Entry* Node::find(std::string_view key) const {
    const auto at = std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) {
        return entry.key == key;
    });
    return at == entries.end() ? nullptr : &*at;
}

std::string joinPath(const std::string& path, std::string_view key) {
    return path.empty() ? std::string(key) : path + "." + std::string(key);
}

std::optional<Node> parseTree(std::string_view text, ProblemList& problems) {
    if (!hasReadableBytes(text, problems)) {
        return std::nullopt;
    }
    try {
        return buildFirst(std::string(text), problems);
    } catch (const YAML::Exception& error) {
        const Place place = placeOf(error.mark);
        problems.add(
            Severity::Error, place, "", "not valid YAML: " + error.msg, syntaxHint(text, place.line)
        );
    } catch (const std::exception& error) {
        problems.add(Severity::Error, {}, "", std::string("not valid YAML: ") + error.what(), "");
    }
    return std::nullopt;
}

} // namespace meterbench::config
