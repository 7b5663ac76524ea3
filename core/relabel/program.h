// Program: compiled relabeling rules (RE2 syntax, fully anchored, dot matches newline; Go's $1,
// ${1}, ${name}, $$ expansion). Constant after compile and shared between threads. Source:
// prometheus model/relabel/relabel.go.
#pragma once

#include "core/base/result.h"
#include "core/relabel/label_editor.h"
#include "core/relabel/rule.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace meterbench::relabel {

/// What one rule did to one label set, for people.
struct Step {
    std::size_t rule = 0; ///< index into the rules
    model::Labels before;
    model::Labels after;
    bool kept = true; ///< false: this rule dropped the set, and the trace ends here
    bool changed = false;
};

class Program {
public:
    Program();
    ~Program();
    Program(Program&&) noexcept;
    Program& operator=(Program&&) noexcept;

    /// InvalidInput with the rule's index and field in words.
    [[nodiscard]] static base::Result<Program>
    compile(std::vector<Rule> rules, NameScheme scheme = NameScheme::Utf8);

    /// Runs all rules in order; false: dropped.
    [[nodiscard]] bool apply(LabelEditor& labels) const;
    /// The same; the index of the rule that dropped it, nothing: kept.
    [[nodiscard]] std::optional<std::size_t> droppedBy(LabelEditor& labels) const;
    /// The same, slowly, with what each rule did.
    [[nodiscard]] std::vector<Step> trace(const model::Labels& labels) const;

    [[nodiscard]] const std::vector<Rule>& rules() const;

    [[nodiscard]] bool empty() const { return rules().empty(); }

private:
    struct Compiled;
    std::unique_ptr<Compiled> m_compiled;
};

using ProgramPtr = std::shared_ptr<const Program>;

} // namespace meterbench::relabel
