// A believable small world for Explore, with histories: an API of three customers (requests,
// latency, storage), two nodes, what scrapes say about themselves, and families that only fill the
// browser. One scrape every five seconds for an hour; two scrapes of the API fail, a counter is
// reset, a burst of requests passes. The same numbers every time.
#pragma once

// moc 6.4 stumbles over <compare> unless it has read a Qt header before.
// clang-format off
#include <QString>
// clang-format on

#include "tests/support/scripted_source.h"
#include "ui/pages/page.h"

#include <map>

namespace meterbench::tests {

inline constexpr std::int64_t kWorldNowMs = 1'700'000'100'000;
inline constexpr std::int64_t kWorldIntervalMs = 5'000;
inline constexpr int kWorldScrapes = 720;
inline constexpr int kFailedFrom = kWorldScrapes - 38;
inline constexpr int kFailedTo = kWorldScrapes - 35;

/// Somewhere between 0 and 1, the same for the same numbers.
inline double noise(std::uint64_t seed, int step) {
    std::uint64_t x =
        seed * 0x9e3779b97f4a7c15ULL + static_cast<std::uint64_t>(step) * 0xbf58476d1ce4e5b9ULL;
    x ^= x >> 29U;
    x *= 0x94d049bb133111ebULL;
    x ^= x >> 32U;
    return static_cast<double>(x >> 11U) / 9007199254740992.0;
}

/// A slow walk around 1.
inline double drift(std::uint64_t seed, int step) {
    return 1 + 0.04 * std::sin(step / 9.0 + static_cast<double>(seed % 7)) +
           0.05 * (noise(seed, step / 2) - 0.5);
}

inline double burst(int step) {
    const int at = step - (kWorldScrapes - 20);
    return at < 0 || at > 9 ? 0 : std::sin(at / 9.0 * 3.14159);
}

class World {
public:
    explicit World(int fillerSeries = 400) {
        addApi();
        addNodes();
        addFiller(fillerSeries);
        for (auto& [id, target] : m_targets) {
            seal(id, target);
        }
    }

    /// The world after so many scrapes, with views of the watched series.
    [[nodiscard]] pipeline::SnapshotPtr
    snapshot(const std::vector<model::SeriesRef>& watched, int scrapes = kWorldScrapes) const {
        auto made = std::make_shared<pipeline::Snapshot>();
        made->generation = ++m_generation;
        made->timeMs = timeOf(scrapes - 1) + 900;
        made->ready = true;
        made->activeSeries = m_series.size();
        auto targets = std::make_shared<std::vector<pipeline::TargetPtr>>();
        for (const auto& [id, target] : m_targets) {
            targets->push_back(stateOf(id, target, scrapes));
        }
        made->targetsUp = static_cast<std::uint32_t>(targets->size());
        made->targets = targets;
        auto views = std::make_shared<std::vector<store::SeriesView>>();
        for (const model::SeriesRef ref : watched) {
            if (m_series.contains(ref)) {
                views->push_back(viewOf(m_series.at(ref), scrapes));
            }
        }
        made->watched = views;
        return made;
    }

    /// All series of a metric name (of a histogram: of all its parts).
    [[nodiscard]] std::vector<model::SeriesRef> refsOf(const std::string& name) const {
        std::vector<model::SeriesRef> refs;
        for (const auto& [id, target] : m_targets) {
            for (const model::SeriesRef ref : target.order) {
                if (m_series.at(ref).labels->get(model::kMetricName).starts_with(name)) {
                    refs.push_back(ref);
                }
            }
        }
        return refs;
    }

    [[nodiscard]] std::size_t seriesCount() const { return m_series.size(); }

private:
    struct SeriesMade {
        std::shared_ptr<const model::Labels> labels;
        std::uint32_t family = 0;
        std::uint64_t target = 0;
        std::vector<double> values; ///< one per scrape; shorter: the last one stays
    };

    struct TargetMade {
        std::string url;
        std::vector<model::SeriesRef> order;
        model::LayoutPtr layout;
        model::LayoutPtr report;
        bool fails = false;
    };

    static std::int64_t timeOf(int step) {
        return kWorldNowMs - (kWorldScrapes - 1 - step) * kWorldIntervalMs;
    }

    std::uint32_t family(const std::string& name, model::MetricType type, const std::string& help) {
        for (std::size_t i = 0; i < m_families.size(); ++i) {
            if (m_families[i].name == name) {
                return static_cast<std::uint32_t>(i);
            }
        }
        m_families.push_back({name, type, help, ""});
        return static_cast<std::uint32_t>(m_families.size() - 1);
    }

    template <typename Of>
    void add(std::uint64_t target, const model::Labels& labels, std::uint32_t family, Of valueOf) {
        SeriesMade made;
        made.labels = std::make_shared<model::Labels>(labels);
        made.family = family;
        made.target = target;
        for (int step = 0; step < kWorldScrapes; ++step) {
            made.values.push_back(valueOf(step));
        }
        m_targets[target].order.push_back(labels.ref());
        m_series.emplace(labels.ref(), std::move(made));
    }

    void addCounter(
        std::uint64_t target,
        const model::Labels& labels,
        std::uint32_t of,
        double perSecond,
        double extra
    ) {
        double total = 1000 * perSecond;
        const std::uint64_t seed = labels.ref();
        add(target, labels, of, [&, seed](int step) {
            total += (perSecond * drift(seed, step) + extra * burst(step)) * 5;
            return perSecond > 50 ? std::floor(total) : total;
        });
    }

    void addApi() {
        m_targets[1].url = "http://api-1:8080/metrics";
        m_targets[1].fails = true;
        const std::uint32_t requests = family(
            "http_requests_total",
            model::MetricType::Counter,
            "Requests handled, by customer, method and code."
        );
        const std::vector<std::tuple<const char*, double, double>> customers{
            {"acme", 860, 450}, {"globex", 690, 0}, {"initech", 322, 0}};
        const std::vector<std::tuple<const char*, const char*, double>> kinds{
            {"GET", "200", 0.70},
            {"POST", "200", 0.26},
            {"GET", "404", 0.022},
            {"POST", "500", 0.011},
            {"DELETE", "200", 0.005},
            {"DELETE", "500", 0.002}};
        for (const auto& [customer, rate, extra] : customers) {
            for (const auto& [method, code, part] : kinds) {
                addCounter(
                    1,
                    {{"__name__", "http_requests_total"},
                     {"code", code},
                     {"customer", customer},
                     {"instance", "api-1:8080"},
                     {"job", "api"},
                     {"method", method}},
                    requests,
                    rate * part,
                    extra * part
                );
            }
        }
        addLatency();
        const std::uint32_t flight = family(
            "http_requests_in_flight", model::MetricType::Gauge, "Requests being handled now."
        );
        const std::uint32_t used =
            family("storage_used_bytes", model::MetricType::Gauge, "Bytes stored for a customer.");
        const std::uint32_t jobs =
            family("jobs_done_total", model::MetricType::Counter, "Jobs that ended well.");
        for (const auto& [customer, rate, extra] : customers) {
            const model::Labels base{
                {"customer", customer}, {"instance", "api-1:8080"}, {"job", "api"}};
            const auto named = [&base](const char* name) {
                model::Labels labels = base;
                labels.set("__name__", name);
                return labels;
            };
            const double size = rate;
            add(1, named("http_requests_in_flight"), flight, [size](int step) {
                return std::floor(
                    size / 40 * drift(static_cast<std::uint64_t>(size), step) + 9 * burst(step)
                );
            });
            add(1, named("storage_used_bytes"), used, [size](int step) {
                return size * 3.1e6 + step * size * 900;
            });
            double done = 0;
            add(1, named("jobs_done_total"), jobs, [&done, size](int step) {
                done =
                    step == kWorldScrapes - 15 ? 3 : done + std::floor(size / 100 * drift(3, step));
                return done;
            });
        }
    }

    void addLatency() {
        const std::uint32_t latency = family(
            "http_request_duration_seconds",
            model::MetricType::Histogram,
            "How long requests took, by customer."
        );
        const std::vector<std::tuple<const char*, double>> bounds{
            {"0.025", 0.10},
            {"0.05", 0.32},
            {"0.1", 0.78},
            {"0.15", 0.95},
            {"0.2", 0.995},
            {"0.3", 0.998},
            {"0.4", 0.9995},
            {"+Inf", 1.0}};
        for (const char* customer : {"acme", "globex", "initech"}) {
            std::vector<double> totals(bounds.size(), 0.0);
            std::size_t index = 0;
            const model::Labels base{
                {"customer", customer}, {"instance", "api-1:8080"}, {"job", "api"}};
            for (const auto& [le, part] : bounds) {
                model::Labels labels = base;
                labels.set("__name__", "http_request_duration_seconds_bucket");
                labels.set("le", le);
                double& total = totals[index++];
                const double share = part;
                add(1, labels, latency, [&total, share](int step) {
                    const double slow = share < 1 && share > 0.9 ? 0.03 * burst(step) : 0;
                    total += 4000 * (share - slow) *
                             (1 + (share < 1 ? 0.004 * (noise(11, step) - 0.5) : 0));
                    return std::floor(total);
                });
            }
            model::Labels count = base;
            count.set("__name__", "http_request_duration_seconds_count");
            double total = 0;
            add(1, count, latency, [&total](int step) {
                total += 4000 * drift(5, step);
                return std::floor(total);
            });
        }
    }

    void addNodes() {
        const std::uint32_t memory = family(
            "node_memory_Active_bytes",
            model::MetricType::Gauge,
            "Memory information field Active_bytes."
        );
        const std::uint32_t cpu = family(
            "node_cpu_seconds_total",
            model::MetricType::Counter,
            "Seconds the CPUs spent in each mode."
        );
        std::uint64_t id = 2;
        for (const char* node : {"node-a", "node-b"}) {
            m_targets[id].url = std::string("http://") + node + ":9100/metrics";
            const model::Labels base{{"instance", node}, {"job", "node"}};
            model::Labels labels = base;
            labels.set("__name__", "node_memory_Active_bytes");
            const double size = (id == 2 ? 3.20 : 2.40) * 1024 * 1024 * 1024;
            const std::uint64_t seed = id;
            add(id, labels, memory, [size, seed](int step) {
                return size * (1 + 0.1 * (drift(seed, step) - 1));
            });
            for (const char* mode :
                 {"user", "system", "idle", "iowait", "irq", "softirq", "steal", "nice"}) {
                for (const char* core : {"0", "1", "2", "3"}) {
                    model::Labels one = base;
                    one.set("__name__", "node_cpu_seconds_total");
                    one.set("mode", mode);
                    one.set("cpu", core);
                    addCounter(id, one, cpu, 0.05 + noise(one.ref(), 1) * 0.4, 0);
                }
            }
            ++id;
        }
    }

    void addFiller(int count) {
        for (int i = 0; i < count; ++i) {
            static const std::vector<const char*> kGroups{"go_", "process_", "runtime_", "queue_"};
            const std::string name = std::string(kGroups[static_cast<std::size_t>(i) % 4]) +
                                     "figure_" + std::to_string(i / 16);
            const std::uint32_t of = family(
                name,
                i % 3 == 0 ? model::MetricType::Counter : model::MetricType::Gauge,
                "A figure among others."
            );
            const model::Labels labels{
                {"__name__", name},
                {"instance", "node-a"},
                {"job", "node"},
                {"shard", std::to_string(i % 16)}};
            SeriesMade made;
            made.labels = std::make_shared<model::Labels>(labels);
            made.family = of;
            made.target = 2;
            made.values = {static_cast<double>(i)};
            m_targets[2].order.push_back(labels.ref());
            m_series.emplace(labels.ref(), std::move(made));
        }
    }

    void seal(std::uint64_t id, TargetMade& target) {
        model::LayoutBuilder builder(id);
        for (const model::SeriesRef ref : target.order) {
            builder.append(m_series.at(ref).labels->views(), m_series.at(ref).family);
        }
        target.layout = builder.finish(std::make_shared<const model::FamilyTable>(m_families));
        model::LayoutBuilder report(id);
        for (const char* name :
             {"up", "scrape_duration_seconds", "scrape_samples_scraped", "scrape_series_added"}) {
            const model::Labels labels{{"__name__", name}, {"instance", target.url}};
            report.append(labels.views());
        }
        target.report = report.finish(nullptr, true);
    }

    static double valueAt(const SeriesMade& series, int step) {
        return series.values[std::min(static_cast<std::size_t>(step), series.values.size() - 1)];
    }

    pipeline::TargetPtr stateOf(std::uint64_t id, const TargetMade& target, int scrapes) const {
        auto state = std::make_shared<pipeline::TargetState>();
        state->id = id;
        state->url = target.url;
        state->health = pipeline::Health::Up;
        state->intervalMs = kWorldIntervalMs;
        auto values = std::make_shared<model::Batch>();
        values->layout = target.layout;
        for (const model::SeriesRef ref : target.order) {
            values->values.push_back(valueAt(m_series.at(ref), scrapes - 1));
        }
        auto report = std::make_shared<model::Batch>();
        report->layout = target.report;
        report->values = {1, 0.012, static_cast<double>(target.order.size()), 0};
        state->batches = {values, report};
        auto history = std::make_shared<std::vector<pipeline::ScrapeMark>>();
        for (int step = std::max(0, scrapes - 240); step < scrapes; ++step) {
            const bool isBad = target.fails && step >= kFailedFrom && step < kFailedTo;
            history->push_back({timeOf(step), 12'000, 100, !isBad});
        }
        state->history = history;
        return state;
    }

    store::SeriesView viewOf(const SeriesMade& series, int scrapes) const {
        store::SeriesView view;
        view.ref = series.labels->ref();
        view.labels = series.labels;
        view.family = m_families[series.family];
        view.targetId = series.target;
        view.version = static_cast<std::uint64_t>(scrapes);
        const bool fails = m_targets.at(series.target).fails;
        std::shared_ptr<store::Block> block;
        for (int step = 0; step < scrapes; ++step) {
            if (block == nullptr || block->values.size() == store::kBlockSamples) {
                block = std::make_shared<store::Block>();
                view.blocks.push_back(block);
            }
            const bool isBad = fails && step >= kFailedFrom && step < kFailedTo;
            if (!isBad || step == kFailedFrom) {
                block->timestampsMs.push_back(timeOf(step));
                block->values.push_back(isBad ? model::kStale : valueAt(series, step));
            }
        }
        return view;
    }

    mutable std::uint64_t m_generation = 0;
    std::map<std::uint64_t, TargetMade> m_targets;
    std::map<model::SeriesRef, SeriesMade> m_series;
    model::FamilyTable m_families;
};

/// What is metered of this world: calls by customer, of which initech's id is malformed, for the labels
/// of the series say so; and bytes of nodes, whose owner another series says.
inline std::shared_ptr<pipeline::MetererOptions> worldMetering() {
    auto options = std::make_shared<pipeline::MetererOptions>();
    options->schema.customerLabels = {"customer"};
    options->schema.customerPattern = "acme|globex";
    metering::Meter calls;
    calls.name = "calls";
    calls.selector = "http_requests_total";
    calls.dimension = "calls";
    metering::Meter flight = calls;
    flight.name = "flight";
    flight.selector = "http_requests_in_flight{customer!=\"initech\"}";
    metering::Meter memory = calls;
    memory.name = "memory";
    memory.selector = "node_memory_Active_bytes";
    memory.join = metering::Join{"storage_used_bytes", {"instance"}};
    options->meters = {calls, flight, memory};
    return options;
}

inline pipeline::SnapshotPtr metered(
    const pipeline::SnapshotPtr& snapshot, std::shared_ptr<const pipeline::MetererOptions> options
) {
    auto made = std::make_shared<pipeline::Snapshot>(*snapshot);
    auto state = std::make_shared<pipeline::MetererState>();
    state->options = std::move(options);
    made->metered = state;
    return made;
}

/// A Navigator that remembers what was said.
class SilentNavigator final : public ui::Navigator {
public:
    void showPage(ui::PageId) override {}

    void showTarget(pipeline::TargetId) override {}

    void showEndpoint(const std::string&) override {}

    void addToChart(const std::vector<model::SeriesRef>&) override {}

    void inspectExporter() override {}

    void openConfiguration() override {}

    void runDemo() override {}

    void say(const QString& text) override { said = text; }

    QString said;
};

} // namespace meterbench::tests
