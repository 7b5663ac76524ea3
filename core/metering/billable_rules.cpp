#include "core/metering/billable_rules.h"

#include "core/relabel/program.h"
#include "core/relabel/selector.h"

#include <algorithm>
#include <map>
#include <utility>

namespace meterbench::metering {

namespace {

using base::Result;
using relabel::Rule;

constexpr std::size_t kMostExamples = 3;

bool takesAnyText(const std::string& pattern) {
    return pattern == ".+" || pattern == ".*" || pattern == "(.+)" || pattern == "(.*)";
}

/// A pattern is anchored anyhow; within a longer one ^ and $ would stand at the wrong place.
std::string withoutAnchors(std::string pattern) {
    if (pattern.starts_with('^') && pattern.ends_with('$') && !pattern.ends_with("\\$") &&
        pattern.find('|') == std::string::npos) {
        return pattern.substr(1, pattern.size() - 2);
    }
    return pattern;
}

/// A missing label is an empty text. So without a separator any text at all means that one of them
/// is there; with one, every text that is not empty must match.
Rule keepRule(const std::vector<std::string>& names, const std::string& pattern) {
    Rule rule;
    rule.action = relabel::Action::Keep;
    rule.sourceLabels = spellingsOf(names);
    if (takesAnyText(pattern)) {
        rule.separator.clear();
        rule.regex = ".+";
        return rule;
    }
    const std::string one = "(?:" + withoutAnchors(pattern) + ")";
    rule.regex = ";*" + one + "(?:;+" + one + ")*;*";
    return rule;
}

void note(BillableCut::Cause& cause, const model::Labels& labels) {
    ++cause.series;
    if (cause.examples.size() < kMostExamples) {
        cause.examples.push_back(labels.toString());
    }
}

/// Of the meters that do not go by a series' own tags alone.
Result<std::vector<relabel::Selector>> selectorsOf(const std::vector<Meter>& meters) {
    std::vector<relabel::Selector> selectors;
    for (const Meter& meter : meters) {
        if (!meter.join && meter.dimension.empty()) {
            continue;
        }
        for (const std::string& text :
             {meter.selector, meter.join ? meter.join->selector : meter.selector}) {
            auto selector = relabel::Selector::parse(text);
            if (!selector) {
                return selector.error();
            }
            selectors.push_back(std::move(*selector));
        }
    }
    return selectors;
}

/// Judges one series after the other and counts.
class Cutter {
public:
    Cutter(TaggingSchema schema, std::vector<relabel::Selector> needed)
        : m_schema(std::move(schema))
        , m_needed(std::move(needed)) {}

    void addDroppedBefore() {
        ++m_cut.series;
        ++m_cut.droppedBefore;
    }

    void
    add(const model::Labels& series, relabel::LabelEditor& editor, const relabel::Program& program
    ) {
        ++m_cut.series;
        const Tags tags = m_schema.judge(editor.labels());
        const Verdict verdict = tags.verdict;
        BillableCut::Cause cause{verdict, std::string(tags.label), 0, {}};
        const bool isKept = program.apply(editor);
        m_cut.kept += isKept ? 1 : 0;
        if (isKept || verdict == Verdict::Billable) {
            if (isKept != (verdict == Verdict::Billable)) {
                note(isKept ? m_cut.keptMalformed : m_cut.lost, series);
            }
            return;
        }
        BillableCut::Cause& kept =
            m_causes.try_emplace({verdict, cause.label}, cause).first->second;
        note(kept, series);
        if (std::ranges::any_of(m_needed, [&](const auto& one) { return one.matches(series); })) {
            note(m_cut.neededByMeters, series);
        }
    }

    BillableCut finish() {
        for (auto& [key, cause] : m_causes) {
            m_cut.dropped.push_back(std::move(cause));
        }
        return std::move(m_cut);
    }

private:
    TaggingSchema m_schema;
    std::vector<relabel::Selector> m_needed;
    std::map<std::pair<Verdict, std::string>, BillableCut::Cause> m_causes;
    BillableCut m_cut;
};

} // namespace

Result<std::vector<Rule>> billableRules(const SchemaOptions& schema) {
    if (const auto compiled = TaggingSchema::compile(schema); !compiled) {
        return compiled.error();
    }
    std::vector<Rule> rules{
        keepRule(schema.customerLabels, schema.customerPattern),
        keepRule(schema.dimensionLabels, schema.dimensionPattern)};
    if (const auto program = relabel::Program::compile(rules); !program) {
        return program.error();
    }
    return rules;
}

std::optional<std::size_t>
findBillableRules(std::span<const Rule> rules, std::span<const Rule> billable) {
    const auto at = std::ranges::search(rules, billable);
    if (billable.empty() || at.empty()) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(at.begin() - rules.begin());
}

Result<BillableCut> billableCut(
    const SchemaOptions& schema,
    const std::vector<Meter>& meters,
    const std::vector<Rule>& before,
    const model::Labels& externalLabels,
    std::span<const SeenSeries> body
) {
    auto rules = billableRules(schema);
    if (!rules) {
        return rules.error();
    }
    auto judge = TaggingSchema::compile(schema);
    auto needed = selectorsOf(meters);
    if (!judge || !needed) {
        return judge ? needed.error() : judge.error();
    }
    const auto first = relabel::Program::compile(before);
    const auto program = relabel::Program::compile(std::move(*rules));
    if (!first || !program) {
        return first ? program.error() : first.error();
    }
    Cutter cutter(std::move(*judge), std::move(*needed));
    relabel::LabelEditor editor;
    for (const SeenSeries& one : body) {
        editor.reset(one.labels.views());
        for (const model::Label& label : externalLabels) {
            if (editor.get(label.name).empty()) {
                editor.set(label.name, label.value);
            }
        }
        if (first->apply(editor)) {
            cutter.add(one.labels, editor, *program);
        } else {
            cutter.addDroppedBefore();
        }
    }
    return cutter.finish();
}

} // namespace meterbench::metering
