#include "core/relabel/rule_check.h"

#include "core/base/text.h"
#include "core/model/labels.h"
#include "core/relabel/matcher.h"

namespace meterbench::relabel {

namespace {

constexpr std::string_view kAnyNameHint = "a label name is not empty and valid UTF-8";
constexpr std::string_view kLegacyNameHint = "under the legacy scheme a label name is a letter or "
                                             "underscore, then letters, digits and underscores";

std::string quoted(std::string_view text) {
    return '"' + std::string(text) + '"';
}

bool isNameStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool isNameByte(char c) {
    return isNameStart(c) || (c >= '0' && c <= '9');
}

/// The length of $name or ${name} that text starts with; 0 when there is none.
std::size_t referenceLength(std::string_view text) {
    if (!text.starts_with('$')) {
        return 0;
    }
    const bool braces = text.substr(1).starts_with('{');
    std::size_t end = braces ? 2 : 1;
    const std::size_t start = end;
    while (end < text.size() && isNameByte(text[end])) {
        ++end;
    }
    if (end == start || (braces && !text.substr(end).starts_with('}'))) {
        return 0;
    }
    return braces ? end + 1 : end;
}

/// Letters, underscores and group references; digits anywhere but in front.
bool canBecomeLegacyName(std::string_view text) {
    bool first = true;
    while (!text.empty()) {
        std::size_t step = referenceLength(text);
        if (step == 0 && (first ? isNameStart(text.front()) : isNameByte(text.front()))) {
            step = 1;
        }
        if (step == 0) {
            return false;
        }
        text.remove_prefix(step);
        first = false;
    }
    return !first;
}

bool canBecomeName(std::string_view text, NameScheme scheme) {
    return scheme == NameScheme::Utf8 ? isLabelName(text, scheme) : canBecomeLegacyName(text);
}

class RuleCheck {
public:
    RuleCheck(const Rule& rule, NameScheme scheme)
        : m_rule(rule)
        , m_scheme(scheme) {}

    std::vector<RuleFault> run() {
        checkSourceLabels();
        checkRegex();
        checkModulus();
        checkTarget();
        checkReplacement();
        checkSpareFields();
        return std::move(m_faults);
    }

private:
    void add(std::string_view field, std::string message, std::string_view hint) {
        m_faults.push_back({std::string(field), std::move(message), std::string(hint)});
    }

    [[nodiscard]] std::string action() const { return std::string(actionName(m_rule.action)); }

    [[nodiscard]] std::string_view nameHint() const {
        return m_scheme == NameScheme::Utf8 ? kAnyNameHint : kLegacyNameHint;
    }

    [[nodiscard]] bool isOneOf(std::initializer_list<Action> actions) const {
        for (const Action one : actions) {
            if (one == m_rule.action) {
                return true;
            }
        }
        return false;
    }

    void checkSourceLabels() {
        for (const std::string& name : m_rule.sourceLabels) {
            if (!isLabelName(name, NameScheme::Utf8)) {
                add("source_labels", quoted(name) + " is not a label name", kAnyNameHint);
            }
        }
    }

    void checkRegex() {
        const auto matcher = Matcher::compile(m_rule.regex);
        if (!matcher) {
            add("regex",
                quoted(m_rule.regex) + " is not a regular expression: " + matcher.error().context,
                "RE2 syntax, without look-around and back-references");
        }
    }

    void checkModulus() {
        if (m_rule.action == Action::HashMod && m_rule.modulus == 0) {
            add("modulus", "action hashmod needs a modulus", "a whole number from 1");
        }
    }

    void checkTarget() {
        if (isOneOf(
                {Action::LabelMap, Action::Keep, Action::Drop, Action::LabelDrop, Action::LabelKeep}
            )) {
            return;
        }
        if (m_rule.targetLabel.empty()) {
            add("target_label",
                "action " + action() + " needs a target_label",
                "name the label that it works on");
            return;
        }
        const bool expands =
            m_rule.action == Action::Replace && m_rule.targetLabel.find('$') != std::string::npos;
        if (expands ? !canBecomeName(m_rule.targetLabel, m_scheme)
                    : !isLabelName(m_rule.targetLabel, m_scheme)) {
            add("target_label",
                quoted(m_rule.targetLabel) + " is not a label name (action " + action() + ")",
                nameHint());
        }
    }

    void checkReplacement() {
        if (m_rule.action == Action::LabelMap && !canBecomeName(m_rule.replacement, m_scheme)) {
            add("replacement",
                quoted(m_rule.replacement) + " cannot become a label name (action labelmap)",
                nameHint());
        }
        if (isOneOf({Action::Lowercase, Action::Uppercase}) &&
            m_rule.replacement != Rule().replacement) {
            add("replacement", "action " + action() + " takes no replacement", "remove it");
        }
    }

    void checkSpareFields() {
        if (isOneOf({Action::KeepEqual, Action::DropEqual})) {
            const std::string_view hint = "only source_labels and target_label belong here";
            refuse("separator", m_rule.separator != Rule().separator, hint);
            refuse("regex", m_rule.regex != Rule().regex, hint);
            refuse("modulus", m_rule.modulus != 0, hint);
            refuse("replacement", m_rule.replacement != Rule().replacement, hint);
        }
        if (isOneOf({Action::LabelDrop, Action::LabelKeep})) {
            const std::string_view hint = "only regex belongs here; it is matched with label names";
            refuse("source_labels", !m_rule.sourceLabels.empty(), hint);
            refuse("separator", m_rule.separator != Rule().separator, hint);
            refuse("modulus", m_rule.modulus != 0, hint);
            refuse("target_label", !m_rule.targetLabel.empty(), hint);
            refuse("replacement", m_rule.replacement != Rule().replacement, hint);
        }
    }

    void refuse(std::string_view field, bool isSet, std::string_view hint) {
        if (isSet) {
            add(field, "action " + action() + " takes no " + std::string(field), hint);
        }
    }

    const Rule& m_rule;
    NameScheme m_scheme;
    std::vector<RuleFault> m_faults;
};

} // namespace

std::vector<RuleFault> checkRule(const Rule& rule, NameScheme scheme) {
    return RuleCheck(rule, scheme).run();
}

bool isLabelName(std::string_view name, NameScheme scheme) {
    if (scheme == NameScheme::Legacy) {
        return model::isLegacyLabelName(name);
    }
    return !name.empty() && base::isValidUtf8(name);
}

} // namespace meterbench::relabel
