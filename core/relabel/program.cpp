#include "core/relabel/program.h"

#include "core/relabel/letter_case.h"
#include "core/relabel/matcher.h"
#include "core/relabel/md5.h"
#include "core/relabel/rule_check.h"
#include "core/relabel/template.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace meterbench::relabel {

namespace {

/// Texts that each thread keeps from series to series, so that a rule allocates nothing once they
/// have grown.
struct Scratch {
    std::string value;
    std::string target;
    std::string result;
    std::vector<std::string_view> groups;
    std::vector<model::Label> mapped; // the first mappedCount are in use
    std::size_t mappedCount = 0;
};

Scratch& scratch() {
    thread_local Scratch own;
    return own;
}

struct CompiledRule {
    const Rule* rule;
    Matcher matcher;
    Template target;
    Template replacement;
    std::size_t groupsNeeded; ///< with the whole match; 0: none
};

std::string_view joinedValue(const Rule& rule, const LabelEditor& labels, std::string& out) {
    if (rule.sourceLabels.size() == 1) {
        return labels.get(rule.sourceLabels.front());
    }
    out.clear();
    for (std::size_t i = 0; i < rule.sourceLabels.size(); ++i) {
        if (i > 0) {
            out += rule.separator;
        }
        out += labels.get(rule.sourceLabels[i]);
    }
    return out;
}

std::string_view
expanded(const Template& text, std::span<const std::string_view> groups, std::string& out) {
    if (text.isLiteral()) {
        return text.literal();
    }
    if (const int group = text.singleGroup(); group >= 0) {
        return groups[static_cast<std::size_t>(group)];
    }
    out.clear();
    text.expand(groups, out);
    return out;
}

bool matchGroups(const CompiledRule& step, std::string_view value, Scratch& own) {
    own.groups.resize(step.groupsNeeded);
    return step.groupsNeeded == 0 ? step.matcher.matches(value)
                                  : step.matcher.match(value, own.groups);
}

void replace(
    const CompiledRule& step, NameScheme scheme, std::string_view value, LabelEditor& labels
) {
    Scratch& own = scratch();
    if (!matchGroups(step, value, own)) {
        return;
    }
    const std::string_view target = expanded(step.target, own.groups, own.target);
    if (isLabelName(target, scheme)) {
        labels.set(target, expanded(step.replacement, own.groups, own.result));
    }
}

void mapNames(const CompiledRule& step, LabelEditor& labels) {
    Scratch& own = scratch();
    own.mappedCount = 0;
    for (const model::LabelView& label : labels.labels()) {
        if (!matchGroups(step, label.name, own)) {
            continue;
        }
        if (own.mappedCount == own.mapped.size()) {
            own.mapped.emplace_back();
        }
        model::Label& mapped = own.mapped[own.mappedCount++];
        mapped.name.clear();
        step.replacement.expand(own.groups, mapped.name);
        mapped.value.assign(label.value);
    }
    for (std::size_t i = 0; i < own.mappedCount; ++i) {
        if (!own.mapped[i].name.empty()) {
            labels.set(own.mapped[i].name, own.mapped[i].value);
        }
    }
}

void hashMod(const Rule& rule, std::string_view value, LabelEditor& labels) {
    std::array<char, 20> digits{};
    const auto end =
        std::to_chars(
            digits.data(), digits.data() + digits.size(), md5LowHalf(value) % rule.modulus
        )
            .ptr;
    labels.set(rule.targetLabel, {digits.data(), static_cast<std::size_t>(end - digits.data())});
}

/// False: dropped.
bool applyRule(const CompiledRule& step, NameScheme scheme, LabelEditor& labels) {
    const Rule& rule = *step.rule;
    Scratch& own = scratch();
    const std::string_view value = joinedValue(rule, labels, own.value);
    switch (rule.action) {
    case Action::Replace:
        replace(step, scheme, value, labels);
        return true;
    case Action::Keep:
        return step.matcher.matches(value);
    case Action::Drop:
        return !step.matcher.matches(value);
    case Action::KeepEqual:
        return labels.get(rule.targetLabel) == value;
    case Action::DropEqual:
        return labels.get(rule.targetLabel) != value;
    case Action::HashMod:
        hashMod(rule, value, labels);
        return true;
    case Action::LabelMap:
        mapNames(step, labels);
        return true;
    case Action::LabelDrop:
        labels.eraseIf([&](std::string_view name) { return step.matcher.matches(name); });
        return true;
    case Action::LabelKeep:
        labels.eraseIf([&](std::string_view name) { return !step.matcher.matches(name); });
        return true;
    case Action::Lowercase:
        lowerCase(value, own.result);
        labels.set(rule.targetLabel, own.result);
        return true;
    case Action::Uppercase:
        upperCase(value, own.result);
        labels.set(rule.targetLabel, own.result);
        return true;
    }
    return true;
}

base::Result<CompiledRule> compiledRule(const Rule& rule) {
    auto matcher = Matcher::compile(rule.regex);
    if (!matcher) {
        return matcher.error();
    }
    const auto parse = [&](std::string_view text) {
        return Template::parse(text, matcher->groupNames(), matcher->groupCount());
    };
    Template target = parse(rule.targetLabel);
    Template replacement = parse(rule.replacement);
    const int highest = std::max(target.highestGroup(), replacement.highestGroup());
    return CompiledRule{
        &rule,
        std::move(*matcher),
        std::move(target),
        std::move(replacement),
        static_cast<std::size_t>(highest + 1)};
}

std::string describe(std::size_t index, const Rule& rule, const RuleFault& fault) {
    std::string text = "rule " + std::to_string(index) + " (" +
                       std::string(actionName(rule.action)) + "), " + fault.field + ": " +
                       fault.message;
    return fault.hint.empty() ? text : text + "; " + fault.hint;
}

} // namespace

struct Program::Compiled {
    std::vector<Rule> rules;
    NameScheme scheme = NameScheme::Utf8;
    std::vector<CompiledRule> steps;
};

Program::Program()
    : m_compiled(std::make_unique<Compiled>()) {}

Program::~Program() = default;
Program::Program(Program&&) noexcept = default;
Program& Program::operator=(Program&&) noexcept = default;

base::Result<Program> Program::compile(std::vector<Rule> rules, NameScheme scheme) {
    Program program;
    program.m_compiled->rules = std::move(rules);
    program.m_compiled->scheme = scheme;
    const std::vector<Rule>& kept = program.m_compiled->rules;
    for (std::size_t i = 0; i < kept.size(); ++i) {
        const auto faults = checkRule(kept[i], scheme);
        if (!faults.empty()) {
            return base::Error{base::Code::InvalidInput, describe(i, kept[i], faults.front())};
        }
        auto step = compiledRule(kept[i]);
        if (!step) {
            return step.error();
        }
        program.m_compiled->steps.push_back(std::move(*step));
    }
    return program;
}

bool Program::apply(LabelEditor& labels) const {
    return !droppedBy(labels);
}

std::optional<std::size_t> Program::droppedBy(LabelEditor& labels) const {
    const auto at =
        std::find_if(m_compiled->steps.begin(), m_compiled->steps.end(), [&](const auto& step) {
            return !applyRule(step, m_compiled->scheme, labels);
        });
    if (at == m_compiled->steps.end()) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(at - m_compiled->steps.begin());
}

std::vector<Step> Program::trace(const model::Labels& labels) const {
    std::vector<Step> steps;
    LabelEditor editor;
    editor.reset(labels.views());
    model::Labels before(editor.labels());
    for (std::size_t i = 0; i < m_compiled->steps.size(); ++i) {
        const bool kept = applyRule(m_compiled->steps[i], m_compiled->scheme, editor);
        model::Labels after(editor.labels());
        const bool changed = after != before;
        steps.push_back({i, before, after, kept, changed});
        if (!kept) {
            break;
        }
        before = std::move(after);
    }
    return steps;
}

const std::vector<Rule>& Program::rules() const {
    return m_compiled->rules;
}

} // namespace meterbench::relabel
