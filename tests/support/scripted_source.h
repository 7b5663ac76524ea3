// A Source for tests: a fixed snapshot, every posted command recorded, the last WatchSet kept.
// makeSnapshot fills one with a believable small world: pools, targets up and down with errors,
// batches with layouts and families, history, two endpoints, events, a log. The same numbers every
// time. Any thread.
#pragma once

#include "core/base/mutex.h"
#include "core/pipeline/source.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace meterbench::tests {

class ScriptedSource final : public pipeline::Source {
public:
    explicit ScriptedSource(pipeline::SnapshotPtr snapshot = std::make_shared<pipeline::Snapshot>())
        : m_snapshot(std::move(snapshot)) {}

    void setSnapshot(pipeline::SnapshotPtr snapshot) {
        const base::MutexLock lock(m_mutex);
        m_snapshot = std::move(snapshot);
    }

    [[nodiscard]] pipeline::SnapshotPtr snapshot() const override {
        const base::MutexLock lock(m_mutex);
        return m_snapshot;
    }

    std::uint64_t post(pipeline::Command command) override {
        const base::MutexLock lock(m_mutex);
        m_posted.push_back(std::move(command));
        return m_posted.size();
    }

    void watch(pipeline::WatchSet watched) override {
        const base::MutexLock lock(m_mutex);
        m_watched = std::move(watched);
    }

    /// All commands so far; number n stands at n - 1.
    [[nodiscard]] std::vector<pipeline::Command> posted() const {
        const base::MutexLock lock(m_mutex);
        return m_posted;
    }

    [[nodiscard]] pipeline::WatchSet watched() const {
        const base::MutexLock lock(m_mutex);
        return m_watched;
    }

private:
    mutable base::Mutex m_mutex;
    pipeline::SnapshotPtr m_snapshot;
    std::vector<pipeline::Command> m_posted;
    pipeline::WatchSet m_watched;
};

namespace made {

inline constexpr std::int64_t kNowMs = 1'700'000'000'000; // 2023-11-14T22:13:20Z
inline constexpr std::int64_t kIntervalMs = 15'000;

/// Counters, gauges and one histogram, as many series as asked for.
inline std::shared_ptr<const model::FamilyTable> families() {
    return std::make_shared<const model::FamilyTable>(model::FamilyTable{
        {"http_requests_total",
         model::MetricType::Counter,
         "Requests answered, by path and status.",
         ""},
        {"process_resident_memory_bytes",
         model::MetricType::Gauge,
         "Resident memory size in bytes.",
         ""},
        {"request_duration_seconds", model::MetricType::Histogram, "How long requests took.", ""},
    });
}

inline void appendSeries(model::LayoutBuilder& builder, const model::Labels& target, int index) {
    model::Labels labels = target;
    std::uint32_t family = 0;
    if (index == 0) {
        labels.set(model::kMetricName, "process_resident_memory_bytes");
        family = 1;
    } else if (index % 3 == 0) {
        labels.set(model::kMetricName, "request_duration_seconds_bucket");
        labels.set("le", std::to_string(index / 3) + ".0");
        family = 2;
    } else {
        labels.set(model::kMetricName, "http_requests_total");
        labels.set("path", "/api/item/" + std::to_string(index));
        labels.set("status", index % 5 == 0 ? "500" : "200");
    }
    builder.append(labels.views(), family);
}

inline model::LayoutPtr mainLayout(pipeline::TargetId id, const model::Labels& target, int series) {
    model::LayoutBuilder builder(id);
    for (int i = 0; i < series; ++i) {
        appendSeries(builder, target, i);
    }
    return builder.finish(families());
}

inline model::LayoutPtr reportLayout(pipeline::TargetId id, const model::Labels& target) {
    model::LayoutBuilder builder(id);
    for (const char* name : {"up", "scrape_duration_seconds", "scrape_samples_scraped"}) {
        model::Labels labels = target;
        labels.set(model::kMetricName, name);
        builder.append(labels.views());
    }
    return builder.finish(nullptr, true);
}

inline model::BatchPtr batch(model::LayoutPtr layout, std::int64_t timestampMs, double step) {
    auto made = std::make_shared<model::Batch>();
    made->timestampMs = timestampMs;
    for (std::size_t i = 0; i < layout->size(); ++i) {
        made->values.push_back(100.0 * static_cast<double>(i + 1) + step * static_cast<double>(i));
    }
    made->layout = std::move(layout);
    return made;
}

inline model::BatchPtr
reportBatch(model::LayoutPtr layout, std::int64_t timestampMs, bool up, int series) {
    auto made = std::make_shared<model::Batch>();
    made->timestampMs = timestampMs;
    made->layout = std::move(layout);
    made->values = {up ? 1.0 : 0.0, up ? 0.0123 : 10.0, up ? static_cast<double>(series) : 0.0};
    return made;
}

inline std::shared_ptr<const std::vector<pipeline::ScrapeMark>> history(bool up, int series) {
    auto marks = std::make_shared<std::vector<pipeline::ScrapeMark>>();
    for (int i = 0; i < 240; ++i) {
        const bool good = up ? i % 97 != 40 : i < 200;
        const auto duration = static_cast<std::int32_t>(12'000 + 3'000 * std::sin(i / 9.0));
        marks->push_back(
            {kNowMs - (239 - i) * kIntervalMs,
             good ? duration : 10'000'000,
             good ? static_cast<std::uint32_t>(series) : 0U,
             good}
        );
    }
    return marks;
}

/// Every seventh target is down, with one of three reasons; the very last one was not scraped yet.
inline std::optional<base::Error> errorOf(int index) {
    if (index % 7 != 3) {
        return std::nullopt;
    }
    switch (index / 7 % 3) {
    case 0:
        return base::Error{
            base::Code::Network, "connection refused by 10.0.3." + std::to_string(index) + ":9100"};
    case 1:
        return base::Error{
            base::Code::Timeout, "no answer within 10s (connected to 10.0.3.7:9100 in 2.0 ms)"};
    default:
        return base::Error{base::Code::InvalidInput, "server answered 503 Service Unavailable"};
    }
}

inline const std::vector<std::string>& pools() {
    static const std::vector<std::string> kPools{"node", "shop", "db"};
    return kPools;
}

inline void fillScraped(pipeline::TargetState& target, int series) {
    const bool up = !target.lastError;
    target.health = up ? pipeline::Health::Up : pipeline::Health::Down;
    target.lastScrapeMs = kNowMs - 4'000;
    target.lastGoodMs = up ? target.lastScrapeMs : kNowMs - 40 * kIntervalMs;
    target.firstGoodMs = up ? kNowMs - 200 * kIntervalMs : 0;
    target.nextScrapeMs = target.lastScrapeMs + kIntervalMs;
    target.lastDurationSeconds = up ? 0.0123 : 10.0;
    target.history = history(up, series);
    const model::LayoutPtr report = reportLayout(target.id, target.labels);
    if (up) {
        target.samplesScraped = target.samplesKept = static_cast<std::uint32_t>(series);
        target.bodyBytes = static_cast<std::uint64_t>(series) * 80;
        target.wireBytes = target.bodyBytes / 8;
        target.contentType = "text/plain; version=0.0.4; charset=utf-8";
        target.connectUs = 0;
        const model::LayoutPtr layout = mainLayout(target.id, target.labels, series);
        target.batches = {batch(layout, target.lastScrapeMs, 2.0)};
        target.previous = {batch(layout, target.lastScrapeMs - kIntervalMs, 1.0)};
        target.previous.push_back(
            reportBatch(report, target.lastScrapeMs - kIntervalMs, true, series)
        );
    }
    target.batches.push_back(reportBatch(report, target.lastScrapeMs, up, series));
}

inline pipeline::TargetPtr target(int index, int count, int series) {
    auto made = std::make_shared<pipeline::TargetState>();
    const std::size_t poolCount = pools().size();
    const std::string address = "10.0.3." + std::to_string(index) + ":9100";
    made->id = 1000 + static_cast<pipeline::TargetId>(index);
    made->pool =
        pools()[static_cast<std::size_t>(index) * poolCount / static_cast<std::size_t>(count)];
    made->url = "http://" + address + "/metrics";
    made->labels = {{"instance", address}, {"job", made->pool}};
    made->discoveredLabels = {
        {"__address__", address},
        {"__metrics_path__", "/metrics"},
        {"__scheme__", "http"},
        {"__scrape_interval__", "15s"},
        {"__scrape_timeout__", "10s"},
        {"job", made->pool}};
    made->intervalMs = kIntervalMs;
    made->timeoutMs = 10'000;
    made->remoteAddress = address;
    made->lastError = errorOf(index);
    if (index + 1 < count || count == 1) {
        fillScraped(*made, series);
    } else {
        made->lastError.reset();
        made->nextScrapeMs = kNowMs + 3'000;
    }
    return made;
}

inline pipeline::EndpointPtr endpoint(const std::string& name, bool good) {
    auto made = std::make_shared<pipeline::EndpointView>();
    made->options.name = name;
    made->options.url = "https://" + name + ".example/api/v1/write";
    made->options.http.hasAuthorization = true;
    made->options.http.authorization.credentials.value = "top-secret-token";
    remote::EndpointState& state = made->state;
    state.name = name;
    state.url = made->options.url;
    state.phase = good ? remote::EndpointPhase::Idle : remote::EndpointPhase::Retrying;
    state.samplesSent = good ? 1'234'567 : 990'000;
    state.samplesRefused = good ? 0 : 2'000;
    state.samplesRelabeledAway = 345;
    state.requestsSent = state.samplesSent / 2'000 + 1;
    state.retries = good ? 1 : 57;
    state.bytesSent = state.samplesSent * 3;
    state.metadataSent = 120;
    state.samplesPending = good ? 0 : 250'000;
    state.bytesPending = state.samplesPending * 4;
    state.oldestUnsentMs = good ? 0 : kNowMs - 300'000;
    state.highestSentTimestampMs = good ? kNowMs - 4'000 : kNowMs - 301'000;
    state.lastAnswerMs = kNowMs - 3'500;
    state.lastAnswerTookUs = 8'400;
    state.lastStatus = good ? 204 : 503;
    state.lastError = good ? "" : "server answered 503: overloaded, try later";
    state.backoffMs = good ? 0 : 5'000;
    state.position = {7, 123'456};
    made->samplesPerSecond = good ? 2'000 : 0;
    made->bytesPerSecond = good ? 6'000 : 0;
    return made;
}

inline std::shared_ptr<const std::vector<pipeline::EventPtr>> events() {
    using Kind = pipeline::EventKind;
    using Level = base::LogLevel;
    auto all = std::make_shared<std::vector<pipeline::EventPtr>>();
    const auto add = [&all](Level level, Kind kind, std::string subject, std::string detail) {
        const std::uint64_t id = all->size() + 1;
        const auto timeMs = kNowMs - 600'000 + static_cast<std::int64_t>(id) * 60'000;
        all->push_back(std::make_shared<const pipeline::Event>(pipeline::Event{
            id, timeMs, level, kind, std::move(subject), std::move(detail)}));
    };
    add(Level::Info, Kind::ProgramStarted, "meterbench", "version 0.1.0");
    add(Level::Info, Kind::ConfigLoaded, "prometheus.yml", "3 jobs, 2 endpoints");
    add(Level::Info,
        Kind::TargetUp,
        "http://10.0.3.0:9100/metrics",
        "first scrape: 12 samples in 12 ms");
    add(Level::Warn,
        Kind::TargetDown,
        "http://10.0.3.3:9100/metrics",
        "connection refused by 10.0.3.3:9100");
    add(Level::Info, Kind::EndpointAccepted, "long-term", "204 in 8 ms");
    add(Level::Error, Kind::EndpointFailing, "billing", "server answered 503: overloaded, try later"
    );
    add(Level::Error, Kind::SamplesLost, "billing", "2000 samples refused by the receiver (400)");
    return all;
}

inline pipeline::LogView log() {
    pipeline::LogView view;
    view.open = true;
    view.stats.sizeBytes = 48ULL << 20;
    view.stats.budgetBytes = 8ULL << 30;
    view.stats.segments = 3;
    view.stats.begin = {5, 0};
    view.stats.end = {7, 123'456};
    view.stats.batchesAppended = 12'000;
    view.stats.samplesAppended = 1'240'000;
    view.stats.bytesAppended = 50ULL << 20;
    view.stats.lastSyncUs = 3'200;
    view.ledger = {
        {kNowMs - 180'000,
         "billing",
         "refused by the receiver (400)",
         2'000,
         "label name invalid"}};
    view.lostSamples = 2'000;
    return view;
}

inline pipeline::Totals totals() {
    pipeline::Totals all;
    all.scrapes = 12'000;
    all.scrapesFailed = 240;
    all.scrapesSkipped = 3;
    all.samplesScraped = 1'200'000;
    all.samplesRelabeledAway = 5'000;
    all.samplesLogged = 1'240'000;
    all.samplesOutOfOrder = 1;
    all.samplesDuplicate = 2;
    all.layoutsLearned = 60;
    all.bodiesMatched = 11'700;
    all.bodiesLookedUp = 60;
    all.exceededSampleLimit = 4;
    return all;
}

inline std::shared_ptr<const config::Config> config() {
    auto made = std::make_shared<config::Config>();
    made->path = "prometheus.yml";
    made->text = "global:\n  scrape_interval: 15s\n";
    made->scrapeInterval = std::chrono::milliseconds(kIntervalMs);
    for (const std::string& pool : pools()) {
        scrape::JobOptions job;
        job.name = pool;
        job.interval = made->scrapeInterval;
        made->jobs.push_back(job);
    }
    return made;
}

} // namespace made

/// Targets are dealt out to the pools node, shop and db in order; see made:: for what is in them.
[[nodiscard]] inline std::shared_ptr<pipeline::Snapshot>
makeSnapshot(int targets, int seriesPerTarget) {
    auto all = std::make_shared<std::vector<pipeline::TargetPtr>>();
    auto made = std::make_shared<pipeline::Snapshot>();
    for (int i = 0; i < targets; ++i) {
        all->push_back(made::target(i, targets, seriesPerTarget));
        made->targetsUp += all->back()->health == pipeline::Health::Up ? 1U : 0U;
        made->targetsDown += all->back()->health == pipeline::Health::Down ? 1U : 0U;
    }
    made->generation = 42;
    made->timeMs = made::kNowMs;
    made->startTimeMs = made::kNowMs - 3'600'000;
    made->ready = true;
    made->config = made::config();
    made->configLoadedMs = made->lastReloadMs = made::kNowMs - 3'590'000;
    made->targets = all;
    made->dropped = std::make_shared<const std::vector<pipeline::DroppedTarget>>(
        std::vector<pipeline::DroppedTarget>{
            {"node", {{"__address__", "10.0.9.1:9100"}, {"job", "node"}}, ""},
            {"shop",
             {{"__address__", "10.0.9.2/metrics"}, {"job", "shop"}},
             "\"10.0.9.2/metrics\" is not a valid hostname"}}
    );
    made->activeSeries = made->targetsUp * static_cast<std::uint64_t>(seriesPerTarget + 3);
    made->layoutBytes = made->activeSeries * 60;
    made->endpoints = {made::endpoint("long-term", true), made::endpoint("billing", false)};
    made->log = made::log();
    made->totals = made::totals();
    made->rates = {2'000, 8.3, 2'060, 2'000, 6'000, 20};
    made->events = made::events();
    made->watched = std::make_shared<const std::vector<store::SeriesView>>();
    return made;
}

} // namespace meterbench::tests
