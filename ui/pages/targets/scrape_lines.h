// What the inspector says in lines: the difference of the last two scrapes, the way of a label set
// through relabeling, the problems of a body. Pure: values in, lines out. Any thread.
#pragma once

#include "core/exposition/lint.h"
#include "core/pipeline/snapshot.h"
#include "ui/pages/targets/lines_view.h"

namespace meterbench::ui {

/// New series first, then those that went, then those whose value changed.
[[nodiscard]] std::vector<Line> changeLines(const pipeline::TargetState& target);
/// Discovered labels, each step of the rules with what it did, the final labels. With `rules` empty
/// the labels were taken as they are.
[[nodiscard]] std::vector<Line> relabelLines(
    const QString& title, const model::Labels& start, const std::vector<relabel::Rule>& rules
);
/// Labels under a heading.
void appendLabels(std::vector<Line>& lines, const QString& title, const model::Labels& labels);
[[nodiscard]] std::vector<Line> lintLines(const std::vector<exposition::Problem>& problems);

} // namespace meterbench::ui
