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
/// In a rule that begins with names.
constexpr const char* kBehindNames = ");.*|[^;]*;";
constexpr const char* kAnyOfThem = ".*[^;].*";

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

/// What stands behind the name of a metric does not matter where the name is one of `names`.
Rule keepRule(
    const std::vector<std::string>& labels,
    const std::string& pattern,
    const std::vector<std::string>& names
) {
    Rule rule;
    rule.action = relabel::Action::Keep;
    rule.sourceLabels = spellingsOf(labels);
    const bool isAny = takesAnyText(pattern);
    const std::string one = "(?:" + withoutAnchors(pattern) + ")";
    const std::string further = "(?:;+" + one + ")*;*";
    if (!names.empty()) {
        rule.sourceLabels.insert(rule.sourceLabels.begin(), std::string(model::kMetricName));
        std::string either;
        for (const std::string& name : names) {
            either += (either.empty() ? "" : "|") + name;
        }
        rule.regex = "(?:" + either + kBehindNames +
                     (isAny ? std::string(kAnyOfThem) : ";*" + one + further);
        return rule;
    }
    // A missing label is an empty text. So without a separator any text at all means that one of
    // them is there; with one, every text that is not empty must match.
    if (isAny) {
        rule.separator.clear();
        rule.regex = ".+";
    } else {
        rule.regex = ";*" + one + further;
    }
    return rule;
}

/// The rule as it would be if no meter took anything from elsewhere.
Rule withoutNames(Rule rule) {
    const std::string behind = kBehindNames;
    const std::size_t at = rule.regex.find(behind);
    const bool hasNames = at != std::string::npos && !rule.sourceLabels.empty() &&
                          rule.sourceLabels.front() == model::kMetricName;
    if (hasNames) {
        rule.sourceLabels.erase(rule.sourceLabels.begin());
        rule.regex = rule.regex.substr(at + behind.size());
        if (rule.regex == kAnyOfThem) {
            rule.separator.clear();
            rule.regex = ".+";
        }
    }
    return rule;
}

bool isSameButForNames(const Rule& a, const Rule& b) {
    return withoutNames(a) == withoutNames(b);
}

void note(BillableCut::Cause& cause, const model::Labels& labels) {
    ++cause.series;
    if (cause.examples.size() < kMostExamples) {
        cause.examples.push_back(labels.toString());
    }
}

/// What does not go by its own tags alone.
struct Elsewhere {
    std::vector<relabel::Selector> customer;  ///< whose customer comes from another series
    std::vector<relabel::Selector> dimension; ///< whose dimension comes from there or the meter

    static Result<Elsewhere> of(const std::vector<Meter>& meters) {
        Elsewhere made;
        for (const Meter& meter : meters) {
            base::Status status;
            if (meter.join) {
                status = add(made.customer, meter.selector);
            }
            if (status && (meter.join || !meter.dimension.empty())) {
                status = add(made.dimension, meter.selector);
            }
            if (status && meter.join && !meter.dimension.empty()) {
                status = add(made.dimension, meter.join->selector);
            }
            if (!status) {
                return status.error();
            }
        }
        return made;
    }

    /// Whether something that lacks this can be billed all the same.
    [[nodiscard]] bool gives(Verdict lacking, const model::Labels& series) const {
        const auto& those = lacking == Verdict::NoDimension ? dimension : customer;
        return std::ranges::any_of(those, [&](const auto& one) { return one.matches(series); });
    }

    static std::vector<std::string> namesOf(const std::vector<relabel::Selector>& selectors) {
        std::vector<std::string> names;
        for (const relabel::Selector& selector : selectors) {
            std::string name = selector.namePattern();
            if (!name.empty() && std::ranges::find(names, name) == names.end()) {
                names.push_back(std::move(name));
            }
        }
        return names;
    }

private:
    static base::Status add(std::vector<relabel::Selector>& to, const std::string& text) {
        auto selector = relabel::Selector::parse(text);
        if (!selector) {
            return selector.error();
        }
        to.push_back(std::move(*selector));
        return {};
    }
};

/// Judges one series after the other and counts.
class Cutter {
public:
    Cutter(TaggingSchema schema, Elsewhere elsewhere)
        : m_schema(std::move(schema))
        , m_elsewhere(std::move(elsewhere)) {}

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
                note(isKept ? keptFor(verdict, series) : m_cut.lost, series);
            }
            return;
        }
        BillableCut::Cause& kept =
            m_causes.try_emplace({verdict, cause.label}, cause).first->second;
        note(kept, series);
        if (m_elsewhere.gives(verdict, series)) {
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
    BillableCut::Cause& keptFor(Verdict verdict, const model::Labels& series) {
        const bool isForMeters =
            verdict != Verdict::MalformedId || m_elsewhere.gives(verdict, series);
        return isForMeters ? m_cut.keptForMeters : m_cut.keptMalformed;
    }

    TaggingSchema m_schema;
    Elsewhere m_elsewhere;
    std::map<std::pair<Verdict, std::string>, BillableCut::Cause> m_causes;
    BillableCut m_cut;
};

} // namespace

Result<std::vector<Rule>>
billableRules(const SchemaOptions& schema, const std::vector<Meter>& meters) {
    const auto elsewhere = Elsewhere::of(meters);
    if (!elsewhere) {
        return elsewhere.error();
    }
    if (const auto compiled = TaggingSchema::compile(schema); !compiled) {
        return compiled.error();
    }
    std::vector<Rule> rules{
        keepRule(
            schema.customerLabels, schema.customerPattern, Elsewhere::namesOf(elsewhere->customer)
        ),
        keepRule(
            schema.dimensionLabels,
            schema.dimensionPattern,
            Elsewhere::namesOf(elsewhere->dimension)
        )};
    if (const auto program = relabel::Program::compile(rules); !program) {
        return program.error();
    }
    return rules;
}

std::optional<std::size_t>
findBillableRules(std::span<const Rule> rules, std::span<const Rule> billable) {
    const auto at = std::ranges::search(rules, billable, isSameButForNames);
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
    auto rules = billableRules(schema, meters);
    if (!rules) {
        return rules.error();
    }
    auto judge = TaggingSchema::compile(schema);
    auto elsewhere = Elsewhere::of(meters);
    if (!judge || !elsewhere) {
        return judge ? elsewhere.error() : judge.error();
    }
    const auto first = relabel::Program::compile(before);
    const auto program = relabel::Program::compile(std::move(*rules));
    if (!first || !program) {
        return first ? program.error() : first.error();
    }
    Cutter cutter(std::move(*judge), std::move(*elsewhere));
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
