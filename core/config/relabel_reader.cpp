#include "core/config/relabel_reader.h"

#include "core/base/text.h"
#include "core/config/map_reader.h"
#include "core/config/scalars.h"
#include "core/relabel/rule_check.h"

namespace meterbench::config {

namespace {

/// False when there is an action that we do not know.
bool readAction(MapReader& map, relabel::Action& out) {
    std::string word;
    if (!map.text("action", word)) {
        return !map.has("action");
    }
    if (const auto action = relabel::actionFromName(word)) {
        out = *action;
        return true;
    }
    const auto& names = relabel::actionNames();
    const auto near = base::nearestWord(word, names);
    std::string hint = "allowed: " + listed(names, "or");
    if (!near.empty()) {
        hint = "did you mean " + std::string(near) + "? " + hint;
    }
    map.errorAt("action", quoted(word) + " is not an action", std::move(hint));
    return false;
}

relabel::Rule readRule(const Node& node, relabel::NameScheme scheme, Reading& reading) {
    relabel::Rule rule;
    MapReader map(node, reading);
    if (const Node* sources = map.take("source_labels")) {
        readTexts(*sources, reading, rule.sourceLabels);
    }
    map.text("separator", rule.separator);
    map.text("regex", rule.regex);
    map.whole("modulus", rule.modulus);
    map.text("target_label", rule.targetLabel);
    map.text("replacement", rule.replacement);
    const bool actionKnown = readAction(map, rule.action);
    map.finish();
    if (actionKnown && node.kind == Kind::Map) {
        for (const relabel::RuleFault& fault : relabel::checkRule(rule, scheme)) {
            map.errorAt(fault.field, fault.message, fault.hint);
        }
    }
    return rule;
}

} // namespace

std::vector<relabel::Rule>
readRules(const Node& node, relabel::NameScheme scheme, Reading& reading) {
    std::vector<relabel::Rule> rules;
    for (const Node& item : itemsOf(node, reading)) {
        if (item.kind == Kind::Null) {
            reading.error(item, "an empty rule", "remove the \"-\" or write a rule behind it");
            continue;
        }
        rules.push_back(readRule(item, scheme, reading));
    }
    return rules;
}

} // namespace meterbench::config
