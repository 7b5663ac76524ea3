#include "app/workspace_words.h"

#include "app/problem_report.h"
#include "core/base/text.h"
#include "core/config/yaml_writer.h"
#include "core/metering/billable_rules.h"
#include "core/remote/answer.h"

#include <ostream>

namespace meterbench::app {

namespace {

using config::Workspace;
using metering::Meter;
using metering::MeterPreview;
using metering::NotCounted;
using metering::SeenSeries;
using metering::Verdict;

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) {
        text += (text.empty() ? "" : ", ") + word;
    }
    return text;
}

void describe(const Meter& meter, std::ostream& out) {
    out << "meter " << meter.name << ": " << metering::measureName(meter.measure) << " of "
        << meter.selector;
    if (meter.join) {
        out << ", whose: " << meter.join->selector << " by " << joined(meter.join->on);
    }
    out << "; dimension " << (meter.dimension.empty() ? "as tagged" : meter.dimension) << "; ";
    if (meter.unit.empty()) {
        out << "unit size ";
    } else {
        out << "1 " << meter.unit << " = ";
    }
    const bool isTime = meter.measure == metering::Measure::StateTime;
    const bool isLevelTime = meter.measure == metering::Measure::LevelTime;
    out << meter.unitSize.toText()
        << (isTime        ? " s"
            : isLevelTime ? " × s"
                          : "")
        << "; window " << metering::windowName(meter.window) << ' ' << meter.timeZone << '\n';
}

void describe(const pricing::Plan& plan, std::ostream& out) {
    out << "plan " << plan.id << ": " << plan.currency.code;
    if (!plan.flatFee.isZero()) {
        out << ", flat fee " << plan.flatFee.toText(plan.currency.exponent);
    }
    if (!plan.minimumCharge.isZero()) {
        out << ", at least " << plan.minimumCharge.toText(plan.currency.exponent);
    }
    for (const pricing::DimensionPrice& price : plan.charges) {
        out << "; " << price.dimension << ' ' << pricing::modelName(price.charge);
    }
    out << '\n';
}

void describe(const delivery::UsageEndpointOptions& endpoint, std::ostream& out) {
    out << "endpoint " << endpoint.name << ": usage records as "
        << delivery::nameOf(endpoint.service) << " takes them, to "
        << remote::urlWithoutSecrets(endpoint.url) << '\n';
}

} // namespace

std::string contentsOf(const config::Workspace& workspace) {
    std::string text = workspace.prometheus ? contentsOf(*workspace.prometheus) + ", " : "";
    return text + base::counted(workspace.meters.size(), "meter") + ", " +
           base::counted(workspace.plans.size(), "plan") + ", " +
           base::counted(workspace.customers.size(), "customer") +
           (workspace.usageEndpoints.empty()
                ? ""
                : ", " + base::counted(workspace.usageEndpoints.size(), "usage endpoint"));
}

void describeWorkspace(const config::Workspace& workspace, std::ostream& out) {
    for (const Meter& meter : workspace.meters) {
        describe(meter, out);
    }
    for (const pricing::Plan& plan : workspace.plans) {
        describe(plan, out);
    }
    for (const delivery::UsageEndpointOptions& endpoint : workspace.usageEndpoints) {
        describe(endpoint, out);
    }
}

namespace {

/// Pods carry their labels on another series, in another spelling.
std::string lacking(const std::vector<std::string>& names, const Meter& meter) {
    if (!meter.join) {
        return "no label " + joined(names);
    }
    return meter.join->selector + " has no label " + joined(names) + " (as " +
           metering::kubernetesLabelName(names.front()) + ")";
}

std::string whyText(const NotCounted& cause, const Workspace& workspace, const Meter& meter) {
    const metering::SchemaOptions& schema = workspace.schema;
    switch (cause.why) {
    case NotCounted::Why::NoCustomer:
        return "no customer: " + lacking(schema.customerLabels, meter);
    case NotCounted::Why::NotSaid:
        return "no customer: no " + meter.join->selector + " with the same " +
               joined(meter.join->on);
    case NotCounted::Why::NoDimension:
        return "no dimension: " + lacking(schema.dimensionLabels, meter) +
               ", and the meter has none";
    case NotCounted::Why::MalformedId:
        return "malformed id: " + cause.label +
               " does not match its pattern, or another spelling says something else";
    case NotCounted::Why::Duplicate:
        return "duplicate: another series is the same thing (identity and combine say "
               "what is)";
    case NotCounted::Why::Unfit:
        return "no usable value: NaN, infinite or beyond 10^15";
    }
    return {};
}

/// What a selector begins with, and the nearest that the body has.
std::string nearestMetric(const std::string& selector, const std::vector<SeenSeries>& body) {
    const std::string name = selector.substr(0, selector.find_first_of("{ "));
    std::vector<std::string_view> names;
    for (const SeenSeries& series : body) {
        names.push_back(series.labels.get(model::kMetricName));
    }
    const std::string_view near = base::nearestWord(name, names);
    return near.empty() || near == name ? "" : "; did you mean " + std::string(near) + "?";
}

void describeCause(
    const metering::BillableCut::Cause& cause, const std::string& words, std::ostream& out
) {
    if (cause.series > 0) {
        out << "#   " << cause.series << ' ' << words << "; for example "
            << (cause.examples.empty() ? "" : cause.examples.front()) << '\n';
    }
}

/// As comments of YAML.
void describeCut(const metering::BillableCut& cut, std::ostream& out) {
    out << "# of " << cut.series << " series"
        << " these rules send " << cut.kept << " and drop " << cut.series - cut.kept << '\n';
    for (const metering::BillableCut::Cause& cause : cut.dropped) {
        const std::string why = cause.verdict == Verdict::NoCustomer    ? "no customer"
                                : cause.verdict == Verdict::NoDimension ? "no dimension"
                                                                        : cause.label + " is no id";
        describeCause(cause, "dropped: " + why, out);
    }
    describeCause(
        cut.keptForMeters, "sent by name, as a meter takes customer or dimension elsewhere", out
    );
    describeCause(cut.keptMalformed, "sent though two spellings disagree", out);
    describeCause(cut.lost, "dropped though billable: this pattern makes no such rule", out);
    describeCause(
        cut.neededByMeters, "of the dropped are billed by a meter that names no metric", out
    );
}

} // namespace

int describePreview(
    const MeterPreview& preview,
    const Meter& meter,
    const config::Workspace& workspace,
    const std::vector<SeenSeries>& body,
    std::ostream& out
) {
    out << "meter " << preview.meter << ": ";
    if (preview.matched == 0) {
        out << "no series matches " << meter.selector << nearestMetric(meter.selector, body)
            << '\n';
        return kCheckedClean; // another exporter may have it
    }
    out << preview.matched << " series of " << base::counted(preview.things, "thing") << ", "
        << preview.counted << " would count\n";
    for (const NotCounted& cause : preview.causes) {
        out << "  " << cause.series << ' ' << whyText(cause, workspace, meter) << "; for example "
            << cause.example << '\n';
    }
    return preview.causes.empty() ? kCheckedClean : kCheckedWarnings;
}

int printBillableRules(
    const config::Workspace& workspace, const std::vector<SeenSeries>* body, std::ostream& out
) {
    const auto rules = metering::billableRules(workspace.schema, workspace.meters);
    if (!rules) {
        out << rules.error().context << '\n';
        return kCheckedErrors;
    }
    if (body != nullptr) {
        const auto cut = metering::billableCut(workspace.schema, workspace.meters, {}, {}, *body);
        if (!cut) {
            out << cut.error().context << '\n';
            return kCheckedErrors;
        }
        describeCut(*cut, out);
    }
    out << config::relabelYaml("write_relabel_configs", *rules);
    return kCheckedClean;
}

} // namespace meterbench::app
