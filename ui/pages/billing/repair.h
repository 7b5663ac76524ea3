// Repair: what makes series billable that are not: a label on their targets, or one that is made of
// another label by a metric relabel rule; what it would do to the real series, as YAML and in a
// configuration. Plain values and functions; preview() may take long, any thread. Errors:
// InvalidInput, in words.
#pragma once

#include "core/base/result.h"
#include "core/config/workspace.h"
#include "core/pipeline/snapshot.h"
#include "core/relabel/rule.h"

#include <string>
#include <vector>

namespace meterbench::ui {

struct Repair {
    /// True: a label of the targets, the same for all their series. False: made of another label of
    /// each series.
    bool isOnTarget = true;
    std::string label; ///< that is wanted
    std::string value; ///< on the target
    std::string from;  ///< the other label
    std::string regex = "(.+)";
    std::string replacement = "$1";
    std::vector<std::string> jobs;
    std::vector<std::string> addresses; ///< the targets, where not all of a job are meant

    friend bool operator==(const Repair&, const Repair&) = default;
};

struct RepairPreview {
    std::uint64_t matched = 0; ///< series that the meters ask for
    std::uint64_t before = 0;  ///< of them billable
    std::uint64_t after = 0;
    std::string still; ///< a series that is not billable even then; empty: none
};

[[nodiscard]] relabel::Rule ruleOf(const Repair& repair);
/// For the job in a prometheus.yml.
[[nodiscard]] std::string yamlOf(const Repair& repair);
/// What is wrong with it; ok: it can be applied.
[[nodiscard]] base::Status check(const Repair& repair);
[[nodiscard]] base::Result<RepairPreview> preview(
    const Repair& repair,
    const config::Workspace& workspace,
    const std::vector<std::string>& meters,
    const pipeline::Snapshot& now,
    const std::vector<model::SourceId>& sources
);
/// The configuration with the rule at the end of those of its jobs.
[[nodiscard]] config::Config withRepair(const config::Config& config, const Repair& repair);

} // namespace meterbench::ui
