#include "ui/pages/billing/repair.h"

#include "core/metering/preview.h"
#include "core/relabel/program.h"
#include "ui/models/present_series.h"

#include <algorithm>

namespace meterbench::ui {

namespace {

/// So that a regex means the text itself.
std::string literal(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (std::string_view("\\.+*?()|[]{}^$").find(c) != std::string_view::npos) {
            out += '\\';
        }
        out += c;
    }
    return out;
}

/// A dollar would begin a group.
std::string withoutGroups(const std::string& text) {
    std::string out;
    for (const char c : text) {
        out += c;
        out += c == '$' ? "$" : "";
    }
    return out;
}

std::string quoted(const std::string& text) {
    std::string out = "'";
    for (const char c : text) {
        out += c;
        out += c == '\'' ? "'" : "";
    }
    return out + "'";
}

struct Counted {
    std::uint64_t matched = 0;
    std::uint64_t counted = 0;
    std::string example;
};

base::Result<Counted> countOf(
    const config::Workspace& workspace,
    const std::vector<std::string>& meters,
    const std::vector<metering::SeenSeries>& series
) {
    std::vector<metering::Meter> chosen;
    for (const metering::Meter& meter : workspace.meters) {
        if (std::ranges::find(meters, meter.name) != meters.end()) {
            chosen.push_back(meter);
        }
    }
    const auto previews = metering::preview(workspace.schema, chosen, series);
    if (!previews) {
        return previews.error();
    }
    Counted sum;
    for (const metering::MeterPreview& one : *previews) {
        sum.matched += one.matched;
        sum.counted += one.counted;
        if (!one.causes.empty() && sum.example.empty()) {
            sum.example = one.causes.front().example;
        }
    }
    return sum;
}

} // namespace

relabel::Rule ruleOf(const Repair& repair) {
    relabel::Rule rule;
    rule.targetLabel = repair.label;
    if (!repair.isOnTarget) {
        rule.sourceLabels = {repair.from};
        rule.regex = repair.regex;
        rule.replacement = repair.replacement;
        return rule;
    }
    rule.replacement = withoutGroups(repair.value);
    if (!repair.addresses.empty()) {
        rule.sourceLabels = {"__address__"};
        rule.regex.clear();
        for (const std::string& address : repair.addresses) {
            rule.regex += (rule.regex.empty() ? "" : "|") + literal(address);
        }
    }
    return rule;
}

std::string yamlOf(const Repair& repair) {
    const relabel::Rule rule = ruleOf(repair);
    std::string jobs;
    for (const std::string& job : repair.jobs) {
        jobs += (jobs.empty() ? "" : ", ") + job;
    }
    std::string out = "# in scrape_configs, job " + jobs + "\n";
    out += repair.isOnTarget ? "relabel_configs:\n" : "metric_relabel_configs:\n";
    std::string rest;
    if (!rule.sourceLabels.empty()) {
        rest += "    source_labels: [" + rule.sourceLabels.front() + "]\n";
        rest += "    regex: " + quoted(rule.regex) + "\n";
    }
    rest += "    target_label: " + rule.targetLabel + "\n";
    rest += "    replacement: " + quoted(rule.replacement) + "\n";
    rest.replace(2, 1, "-");
    return out + rest;
}

base::Status check(const Repair& repair) {
    const auto wrong = [](std::string words) {
        return base::Error{base::Code::InvalidInput, std::move(words)};
    };
    if (repair.isOnTarget && repair.value.empty()) {
        return wrong("type the value that " + repair.label + " is to have");
    }
    if (!repair.isOnTarget && repair.from.empty()) {
        return wrong("choose the label that the value is in");
    }
    const auto program = relabel::Program::compile({ruleOf(repair)});
    return program ? base::Status() : base::Status(program.error());
}

base::Result<RepairPreview> preview(
    const Repair& repair,
    const config::Workspace& workspace,
    const std::vector<std::string>& meters,
    const pipeline::Snapshot& now,
    const std::vector<model::SourceId>& sources
) {
    if (const base::Status status = check(repair); !status) {
        return status.error();
    }
    std::vector<metering::SeenSeries> series = presentSeries(now, sources);
    const auto before = countOf(workspace, meters, series);
    if (!before) {
        return before.error();
    }
    const auto program = relabel::Program::compile({ruleOf(repair)});
    relabel::LabelEditor editor;
    for (metering::SeenSeries& one : series) {
        if (repair.isOnTarget) {
            one.labels.set(repair.label, repair.value);
            continue;
        }
        editor.reset(one.labels.views());
        static_cast<void>(program->apply(editor));
        one.labels = model::Labels(editor.labels());
    }
    const auto after = countOf(workspace, meters, series);
    if (!after) {
        return after.error();
    }
    return RepairPreview{before->matched, before->counted, after->counted, after->example};
}

config::Config withRepair(const config::Config& config, const Repair& repair) {
    config::Config changed = config;
    for (scrape::JobOptions& job : changed.jobs) {
        if (std::ranges::find(repair.jobs, job.name) != repair.jobs.end()) {
            (repair.isOnTarget ? job.relabelRules : job.metricRelabelRules)
                .push_back(ruleOf(repair));
        }
    }
    return changed;
}

} // namespace meterbench::ui
