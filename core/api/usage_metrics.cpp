#include "core/api/usage_metrics.h"

#include "core/delivery/delivery_state.h"
#include "core/metering/tags.h"

#include <map>
#include <utility>

namespace meterbench::api {

namespace {

using model::MetricType;
using pipeline::MetererState;
using pipeline::Snapshot;

const char* reasonOf(metering::Verdict verdict) {
    switch (verdict) {
    case metering::Verdict::NoDimension:
        return "no_dimension";
    case metering::Verdict::MalformedId:
        return "malformed_id";
    default:
        return "no_customer";
    }
}

/// By meter and reason, of all targets.
std::map<std::pair<std::string, std::string>, std::uint64_t> unbilledOf(const MetererState& state) {
    std::map<std::pair<std::string, std::string>, std::uint64_t> things;
    for (const metering::Unbilled& one : state.unbilled) {
        things[{one.meter, reasonOf(one.verdict)}] += one.things;
    }
    return things;
}

void writeSamples(MetricsPage& page, const MetererState& state) {
    page.counter(
        "meterbench_usage_samples_total", "Samples that a meter took.", state.counts.samples
    );
    page.begin(
        "meterbench_usage_samples_not_metered_total",
        MetricType::Counter,
        "Samples that concern a meter and were not taken, by reason."
    );
    const auto add = [&](const char* reason, std::uint64_t samples) {
        page.add(static_cast<double>(samples), {{"reason", reason}});
    };
    add("duplicate", state.counts.duplicates);
    add("late", state.counts.late - state.lateTaken);
    add("lost", state.samplesLost);
    add("unfit", state.counts.unfit);
    page.counter(
        "meterbench_usage_late_samples_taken_total",
        "Samples that came late and have corrected usage.",
        state.lateTaken
    );
}

void writeRecords(MetricsPage& page, const MetererState& state) {
    page.counter(
        "meterbench_usage_records_total",
        "Usage records and corrections that were written down since the start.",
        state.recordsStored
    );
    page.gauge(
        "meterbench_usage_records_open", "Usage records that still grow.", state.open.size()
    );
    page.gauge(
        "meterbench_usage_journal_last_sequence",
        "Sequence of the newest record of the usage journal.",
        state.lastSequence
    );
    page.gauge(
        "meterbench_usage_journal_writable",
        "Whether usage can be written down.",
        state.problem.empty() ? 1 : 0
    );
    page.begin(
        "meterbench_usage_unbilled_series",
        MetricType::Gauge,
        "Series that are metered and that nobody can be billed for, by cause."
    );
    for (const auto& [key, things] : unbilledOf(state)) {
        page.add(static_cast<double>(things), {{"meter", key.first}, {"reason", key.second}});
    }
}

void writeDeliveries(MetricsPage& page, const Snapshot& snapshot) {
    using delivery::DeliveryState;
    page.begin(
        "meterbench_usage_endpoint_records_total",
        MetricType::Counter,
        "Usage records that an endpoint is done with, by outcome."
    );
    for (const auto& one : snapshot.deliveries) {
        const model::LabelView name{"name", one->name};
        page.add(static_cast<double>(one->accepted), {name, {"outcome", "accepted"}});
        page.add(static_cast<double>(one->passedOver), {name, {"outcome", "passed_over"}});
        page.add(static_cast<double>(one->refused), {name, {"outcome", "refused"}});
    }
    const auto each = [&](const char* family, MetricType type, const char* help, auto value) {
        page.begin(family, type, help);
        for (const auto& one : snapshot.deliveries) {
            page.add(static_cast<double>(value(*one)), {{"name", one->name}});
        }
    };
    each(
        "meterbench_usage_endpoint_records_pending",
        MetricType::Gauge,
        "Usage records that wait.",
        [](const DeliveryState& state) { return state.lastSequence - state.doneThrough; }
    );
    each(
        "meterbench_usage_endpoint_requests_total",
        MetricType::Counter,
        "Requests sent.",
        [](const DeliveryState& state) { return state.requests; }
    );
    each(
        "meterbench_usage_endpoint_retries_total",
        MetricType::Counter,
        "Requests repeated.",
        [](const DeliveryState& state) { return state.retries; }
    );
}

} // namespace

void writeUsage(MetricsPage& page, const Snapshot& snapshot) {
    if (snapshot.metered) {
        writeSamples(page, *snapshot.metered);
        writeRecords(page, *snapshot.metered);
    }
    if (!snapshot.deliveries.empty()) {
        writeDeliveries(page, snapshot);
    }
}

} // namespace meterbench::api
