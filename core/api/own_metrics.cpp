#include "core/api/own_metrics.h"

#include "core/api/metrics_page.h"
#include "core/api/usage_metrics.h"
#include "core/base/process_facts.h"
#include "core/exposition/accept.h"

#include <algorithm>
#include <cstdlib>
#include <map>

namespace meterbench::api {

namespace {

using model::LabelView;
using model::MetricType;
using pipeline::EndpointView;
using pipeline::Snapshot;
using Page = MetricsPage;

double seconds(std::int64_t timestampMs) {
    return static_cast<double>(timestampMs) / 1000.0;
}

void writeBuild(Page& page, const Snapshot& snapshot) {
    page.begin(
        "meterbench_build_info", MetricType::Gauge, "A constant 1 with the version of Meterbench."
    );
    page.add(1, {{"version", MB_VERSION}});
    page.begin(
        "prometheus_build_info",
        MetricType::Gauge,
        "A constant 1 under the name that dashboards look for."
    );
    page.add(1, {{"branch", ""}, {"goversion", ""}, {"revision", ""}, {"version", MB_VERSION}});
    page.gauge("prometheus_ready", "Whether startup was completed.", snapshot.ready ? 1 : 0);
    page.gauge(
        "prometheus_config_last_reload_successful",
        "Whether the last configuration reload attempt was successful.",
        snapshot.lastReloadOk ? 1 : 0
    );
    page.gauge(
        "prometheus_config_last_reload_success_timestamp_seconds",
        "Timestamp of the last successful configuration reload.",
        seconds(snapshot.configLoadedMs)
    );
}

void writeProcess(Page& page) {
    const base::ProcessFacts facts = base::processFacts();
    if (facts.cpuSeconds) {
        page.counter(
            "process_cpu_seconds_total",
            "Total user and system CPU time spent in seconds.",
            *facts.cpuSeconds
        );
    }
    page.gaugeIfKnown("process_max_fds", "Maximum number of open file descriptors.", facts.maxFds);
    page.gaugeIfKnown("process_open_fds", "Number of open file descriptors.", facts.openFds);
    page.gaugeIfKnown(
        "process_resident_memory_bytes", "Resident memory size in bytes.", facts.residentBytes
    );
    page.gaugeIfKnown(
        "process_start_time_seconds",
        "Start time of the process since unix epoch in seconds.",
        facts.startTimeSeconds
    );
    page.gaugeIfKnown(
        "process_virtual_memory_bytes", "Virtual memory size in bytes.", facts.virtualBytes
    );
    page.gaugeIfKnown("process_threads", "Number of threads.", facts.threads);
}

void writePools(Page& page, const Snapshot& snapshot) {
    std::map<std::string_view, int> targets;
    if (snapshot.targets != nullptr) {
        for (const pipeline::TargetPtr& target : *snapshot.targets) {
            ++targets[target->pool];
        }
    }
    page.begin(
        "prometheus_target_scrape_pool_targets",
        MetricType::Gauge,
        "Current number of targets in this scrape pool."
    );
    for (const auto& [pool, count] : targets) {
        page.add(count, {{"scrape_job", pool}});
    }
    const auto all =
        snapshot.targets == nullptr ? 0U : static_cast<std::uint32_t>(snapshot.targets->size());
    page.begin(
        "meterbench_targets", MetricType::Gauge, "Targets by the outcome of their last scrape."
    );
    page.add(snapshot.targetsDown, {{"health", "down"}});
    page.add(
        all - std::min(all, snapshot.targetsUp + snapshot.targetsDown), {{"health", "unknown"}}
    );
    page.add(snapshot.targetsUp, {{"health", "up"}});
}

void writeScrapes(Page& page, const pipeline::Totals& totals) {
    page.begin("meterbench_scrapes_total", MetricType::Counter, "Scrapes by outcome.");
    page.add(static_cast<double>(totals.scrapesFailed), {{"outcome", "failed"}});
    page.add(
        static_cast<double>(totals.scrapes - std::min(totals.scrapes, totals.scrapesFailed)),
        {{"outcome", "good"}}
    );
    page.counter(
        "meterbench_scrapes_skipped_total",
        "Ticks passed over because something before was late.",
        totals.scrapesSkipped
    );
    page.begin("meterbench_bodies_total", MetricType::Counter, "Bodies by the way they were read.");
    page.add(static_cast<double>(totals.bodiesLookedUp), {{"way", "looked_up"}});
    page.add(static_cast<double>(totals.bodiesMatched), {{"way", "matched"}});
    page.counter("meterbench_layouts_learned_total", "Layouts learned.", totals.layoutsLearned);
    page.counter(
        "meterbench_samples_scraped_total",
        "Samples in good scrapes, before relabeling.",
        totals.samplesScraped
    );
    page.counter(
        "meterbench_samples_relabeled_away_total",
        "Samples dropped by metric relabeling.",
        totals.samplesRelabeledAway
    );
}

void writeScrapeProblems(Page& page, const pipeline::Totals& totals) {
    const auto count = [&page](std::string_view name, std::string_view help, std::uint64_t value) {
        page.counter("prometheus_target_" + std::string(name), help, value);
    };
    count(
        "scrapes_exceeded_body_size_limit_total",
        "Scrapes that hit the body size limit.",
        totals.exceededBodySizeLimit
    );
    count(
        "scrapes_exceeded_sample_limit_total",
        "Scrapes that hit the sample limit.",
        totals.exceededSampleLimit
    );
    count(
        "scrapes_sample_duplicate_timestamp_total",
        "Samples rejected as duplicates.",
        totals.samplesDuplicate
    );
    count(
        "scrapes_sample_out_of_order_total",
        "Samples rejected as out of order.",
        totals.samplesOutOfOrder
    );
    count(
        "scrapes_sample_out_of_bounds_total",
        "Samples rejected as out of time bounds.",
        totals.samplesOutOfBounds
    );
    count(
        "scrape_pool_exceeded_target_limit_total",
        "Times that pools hit the target limit.",
        totals.exceededTargetLimit
    );
    count(
        "scrape_pool_exceeded_label_limits_total",
        "Times that pools hit the label limits.",
        totals.exceededLabelLimits
    );
}

void writeLog(Page& page, const Snapshot& snapshot) {
    const wal::LogStats& log = snapshot.log.stats;
    page.gauge("prometheus_agent_active_series", "Number of active series.", snapshot.activeSeries);
    page.begin(
        "prometheus_agent_samples_appended_total",
        MetricType::Counter,
        "Samples appended to the log."
    );
    page.add(static_cast<double>(log.samplesAppended), {{"type", "float"}});
    page.counter(
        "prometheus_agent_out_of_order_samples_total",
        "Out of order samples refused.",
        snapshot.totals.samplesOutOfOrder
    );
    page.counter(
        "prometheus_agent_corruptions_total",
        "Damaged pages of the log, found at the start or while reading.",
        log.damagedPages
    );
    page.gauge(
        "prometheus_tsdb_wal_segment_current", "Segment that is being written.", log.end.segment
    );
    page.counter(
        "prometheus_tsdb_wal_writes_failed_total", "Failed writes to the log.", log.failedAppends
    );
    page.gauge("prometheus_tsdb_wal_storage_size_bytes", "Size of the log.", log.sizeBytes);
    page.gauge("meterbench_log_budget_bytes", "Disk budget of the log.", log.budgetBytes);
    page.gauge("meterbench_log_segments", "Segments of the log.", log.segments);
    page.gauge(
        "meterbench_log_writable",
        "Whether the log can be written.",
        snapshot.log.open && snapshot.log.problem.empty() ? 1 : 0
    );
    page.counter(
        "meterbench_lost_samples_total",
        "Samples in the ledger of losses.",
        snapshot.log.lostSamples
    );
    page.gauge("meterbench_layout_bytes", "Memory of the kept layouts.", snapshot.layoutBytes);
    page.gauge("meterbench_store_bytes", "Memory of recent samples.", snapshot.storeBytes);
    page.counter(
        "prometheus_remote_storage_samples_in_total",
        "Samples offered to the endpoints.",
        log.samplesAppended
    );
}

/// One family with a row for each endpoint.
template <class Value>
void perEndpoint(
    Page& page,
    const Snapshot& snapshot,
    std::string_view name,
    MetricType type,
    std::string_view help,
    Value value
) {
    page.begin(name, type, help);
    for (const pipeline::EndpointPtr& endpoint : snapshot.endpoints) {
        page.add(
            static_cast<double>(value(*endpoint)),
            {{"remote_name", endpoint->state.name}, {"url", endpoint->state.url}}
        );
    }
}

void writeRemoteCounters(Page& page, const Snapshot& snapshot) {
    const auto count = [&](const char* name, const char* help, auto field) {
        perEndpoint(
            page,
            snapshot,
            name,
            MetricType::Counter,
            help,
            [field](const EndpointView& e) { return e.state.*field; }
        );
    };
    using State = remote::EndpointState;
    perEndpoint(
        page,
        snapshot,
        "prometheus_remote_storage_samples_total",
        MetricType::Counter,
        "Samples sent.",
        [](const EndpointView& e) { return e.state.samplesSent + e.state.samplesRefused; }
    );
    count(
        "prometheus_remote_storage_samples_failed_total",
        "Samples refused for ever.",
        &State::samplesRefused
    );
    page.begin(
        "prometheus_remote_storage_samples_dropped_total",
        MetricType::Counter,
        "Samples not sent, by reason."
    );
    for (const pipeline::EndpointPtr& e : snapshot.endpoints) {
        const LabelView name{"remote_name", e->state.name};
        const LabelView url{"url", e->state.url};
        page.add(
            static_cast<double>(e->state.samplesRelabeledAway),
            {{"reason", "dropped_series"}, name, url}
        );
        page.add(static_cast<double>(e->state.samplesLost), {{"reason", "lost"}, name, url});
    }
    count(
        "prometheus_remote_storage_bytes_total",
        "Bytes of samples sent, compressed.",
        &State::bytesSent
    );
    count(
        "prometheus_remote_storage_metadata_total", "Metadata entries sent.", &State::metadataSent
    );
    count("prometheus_remote_storage_exemplars_total", "Exemplars sent.", &State::exemplarsSent);
    count("meterbench_remote_requests_total", "Requests sent.", &State::requestsSent);
    count("meterbench_remote_retries_total", "Requests repeated.", &State::retries);
}

void writeRemoteGauges(Page& page, const Snapshot& snapshot) {
    const auto gauge = [&](const char* name, const char* help, auto value) {
        perEndpoint(page, snapshot, name, MetricType::Gauge, help, value);
    };
    gauge(
        "prometheus_remote_storage_samples_pending",
        "Samples that wait.",
        [](const EndpointView& e) { return e.state.samplesPending; }
    );
    gauge(
        "prometheus_remote_storage_queue_highest_sent_timestamp_seconds",
        "Highest timestamp that was accepted.",
        [](const EndpointView& e) { return seconds(e.state.highestSentTimestampMs); }
    );
    gauge(
        "prometheus_remote_storage_shards",
        "Lanes in which requests go out.",
        [](const EndpointView& e) { return e.state.lanes; }
    );
    gauge("prometheus_remote_storage_shards_max", "Most lanes.", [](const EndpointView& e) {
        return e.options.queue.maxShards;
    });
    gauge("prometheus_remote_storage_shards_min", "Fewest lanes.", [](const EndpointView& e) {
        return e.options.queue.minShards;
    });
    gauge(
        "prometheus_remote_storage_max_samples_per_send",
        "Most samples in a request.",
        [](const EndpointView& e) { return e.options.queue.maxSamplesPerSend; }
    );
    gauge("meterbench_remote_bytes_pending", "Log bytes that wait.", [](const EndpointView& e) {
        return e.state.bytesPending;
    });
    gauge(
        "meterbench_remote_oldest_unsent_timestamp_seconds",
        "Timestamp of the oldest sample that waits; 0: none.",
        [](const EndpointView& e) { return seconds(e.state.oldestUnsentMs); }
    );
    gauge(
        "meterbench_remote_last_status",
        "Status of the last answer; 0: none.",
        [](const EndpointView& e) { return e.state.lastStatus; }
    );
}

} // namespace

std::string ownMetrics(const Snapshot& snapshot, exposition::Format format) {
    Page page(format);
    writeBuild(page, snapshot);
    writeProcess(page);
    writePools(page, snapshot);
    writeScrapes(page, snapshot.totals);
    writeScrapeProblems(page, snapshot.totals);
    writeLog(page, snapshot);
    writeRemoteCounters(page, snapshot);
    writeRemoteGauges(page, snapshot);
    writeUsage(page, snapshot);
    return page.finish();
}

HttpResponse metrics(const HttpRequest& request, const Snapshot& snapshot) {
    const exposition::Format format =
        exposition::preferredMedia(request.header("accept")) == exposition::Media::OpenMetrics
            ? exposition::Format::OpenMetrics
            : exposition::Format::Text;
    return {
        200,
        std::string(exposition::contentTypeOf(format)),
        ownMetrics(snapshot, format),
        {{"Vary", "Accept"}}};
}

} // namespace meterbench::api
