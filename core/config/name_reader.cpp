#include "core/config/name_reader.h"

#include "core/config/scalars.h"
#include "core/relabel/rule_check.h"

#include <algorithm>

namespace meterbench::config {

namespace {

bool isMap(const Node& node, Reading& reading, const char* hint) {
    if (node.kind != Kind::Map) {
        reading.error(node, std::string("this must be a map, not ") + kindName(node.kind), hint);
    }
    return node.kind == Kind::Map;
}

} // namespace

model::Labels readLabels(const Node& node, Reading& reading) {
    model::Labels labels;
    if (!isMap(node, reading, "write name: value")) {
        return labels;
    }
    for (const Entry& entry : node.entries) {
        std::string value;
        if (!relabel::isLabelName(entry.key, relabel::NameScheme::Utf8)) {
            reading.problems.add(
                Severity::Error,
                entry.place,
                node.path,
                quoted(entry.key) + " is not a label name",
                "a label name is not empty"
            );
        } else if (entry.value.kind != Kind::Null && readText(entry.value, reading, value)) {
            labels.set(entry.key, value);
        }
    }
    return labels;
}

std::vector<std::pair<std::string, std::vector<std::string>>>
readParams(const Node& node, Reading& reading) {
    std::vector<std::pair<std::string, std::vector<std::string>>> params;
    if (!isMap(node, reading, "write name: [value]")) {
        return params;
    }
    for (const Entry& entry : node.entries) {
        std::vector<std::string> values;
        if (readTexts(entry.value, reading, values)) {
            params.emplace_back(entry.key, std::move(values));
        }
    }
    std::sort(params.begin(), params.end());
    return params;
}

} // namespace meterbench::config
