#include "core/address/self_metrics.h"

#include "core/base/number.h"
#include "core/base/process_facts.h"
#include "core/exposition/writer.h"

#include <algorithm>
#include <iterator>
#include <optional>

namespace meterbench::address {

namespace {

using exposition::Writer;
using model::LabelView;
using model::MetricType;

/// The usual ones of Prometheus's client libraries.
constexpr std::array<double, 11> kSeconds{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10};
constexpr std::array<double, 8> kBytes{100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
constexpr std::size_t kMostJobs = 1'000;

constexpr std::string_view handlerName(Handled handler) {
    constexpr std::array<std::string_view, 4> names{
        "getMetrics", "postMetrics", "other", "noRoute"};
    return names[static_cast<std::size_t>(handler)];
}

std::string lowered(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    }
    return out;
}

template <std::size_t N>
std::size_t bucketOf(const std::array<double, N>& bounds, double value) {
    return static_cast<std::size_t>(std::ranges::lower_bound(bounds, value) - bounds.begin());
}

} // namespace

/// Families one behind the other; each with as many samples as are added before the next.
class SelfMetrics::Page {
public:
    void family(std::string_view name, MetricType type, std::string_view help) {
        m_name = name;
        m_writer.family({std::string(name), type, std::string(help), {}});
    }

    void sample(double value, std::vector<LabelView> labels = {}, std::string_view suffix = {}) {
        m_writer.sample(m_name + std::string(suffix), labels, value);
    }

    void one(std::string_view name, MetricType type, std::string_view help, double value) {
        family(name, type, help);
        sample(value);
    }

    template <class T>
    void oneIfKnown(std::string_view name, std::string_view help, const std::optional<T>& value) {
        if (value) {
            one(name, MetricType::Gauge, help, static_cast<double>(*value));
        }
    }

    template <std::size_t N>
    void histogram(
        const std::array<double, N>& bounds,
        const std::array<std::uint64_t, N + 1>& counts,
        double sum,
        const std::vector<LabelView>& labels
    ) {
        std::uint64_t below = 0;
        for (std::size_t i = 0; i <= N; ++i) {
            below += counts[i];
            std::vector<LabelView> bucket = labels;
            const std::string bound = i < N ? base::formatNumber(bounds[i]) : "+Inf";
            bucket.push_back({"le", bound});
            sample(static_cast<double>(below), bucket, "_bucket");
        }
        sample(sum, labels, "_sum");
        sample(static_cast<double>(below), labels, "_count");
    }

    [[nodiscard]] std::string finish() { return m_writer.finish(); }

private:
    Writer m_writer{exposition::Format::Text};
    std::string m_name;
};

void SelfMetrics::handled(const Request& request) {
    const bool isSame = m_lastDurations != nullptr && m_lastRoute.handler == request.handler &&
                        m_lastRoute.status == request.status &&
                        m_lastRoute.method == request.method;
    if (!isSame) {
        m_lastRoute = {request.handler, std::string(request.method), request.status};
        m_lastDurations = &m_routes[m_lastRoute];
    }
    Durations& durations = *m_lastDurations;
    const double seconds = static_cast<double>(request.durationNs) / 1e9;
    const auto answerBytes = static_cast<double>(request.answerBytes);
    ++durations.buckets[bucketOf(kSeconds, seconds)];
    durations.seconds += seconds;
    ++durations.count;
    durations.bodyBytes += static_cast<double>(request.bodyBytes);
    ++durations.sizes[bucketOf(kBytes, answerBytes)];
    durations.answerBytes += answerBytes;
}

void SelfMetrics::pushed(std::string_view job) {
    const auto found = m_pushesByJob.find(job);
    if (found != m_pushesByJob.end()) {
        ++found->second;
    } else if (m_pushesByJob.size() < kMostJobs) { // whoever pushes chooses the name
        m_pushesByJob.emplace(job, 1);
    }
}

std::string SelfMetrics::text(const Now& now) const {
    Page page;
    const base::ProcessFacts facts = base::processFacts();
    page.one(
        "meterbench_gateway_series",
        MetricType::Gauge,
        "Pushed series held now.",
        static_cast<double>(now.counts.series)
    );
    page.one(
        "meterbench_gateway_groups",
        MetricType::Gauge,
        "Sets of path labels under which something was pushed.",
        static_cast<double>(now.counts.groups)
    );
    page.one(
        "meterbench_gateway_instruments",
        MetricType::Gauge,
        "Metrics made by hand or over HTTP.",
        static_cast<double>(now.instruments)
    );
    page.one(
        "meterbench_gateway_pushes_total",
        MetricType::Counter,
        "Pushes taken.",
        static_cast<double>(now.counts.pushes)
    );
    page.one(
        "meterbench_gateway_pushes_refused_total",
        MetricType::Counter,
        "Pushes refused; nothing of them was applied.",
        static_cast<double>(now.counts.refused)
    );
    page.one(
        "meterbench_gateway_series_expired_total",
        MetricType::Counter,
        "Series that were taken away because nobody pushed them any more.",
        static_cast<double>(now.counts.expired)
    );
    page.one(
        "meterbench_gateway_connections",
        MetricType::Gauge,
        "Connections open now.",
        static_cast<double>(now.server.connections)
    );
    page.one(
        "meterbench_gateway_requests_refused_total",
        MetricType::Counter,
        "Requests ended by a bound or a rule of framing.",
        static_cast<double>(now.server.refused)
    );
    page.one(
        "prom_agg_gateway_total_families",
        MetricType::Gauge,
        "Families held now.",
        static_cast<double>(now.counts.families)
    );
    page.family(
        "prom_agg_gateway_metrics_by_family", MetricType::Gauge, "Series held now, by family."
    );
    for (const gateway::FamilyRow& family : now.families) {
        page.sample(family.series, {{"family", family.name}});
    }
    page.family("prom_agg_gateway_metric_pushes", MetricType::Unknown, "Pushes taken, by job.");
    for (const auto& [job, pushes] : m_pushesByJob) {
        page.sample(static_cast<double>(pushes), {{"push_job", job}});
    }
    page.family(
        "http_request_duration_seconds", MetricType::Histogram, "Time spent with a request."
    );
    for (const auto& [route, durations] : m_routes) {
        const std::string code = std::to_string(route.status);
        page.histogram(
            kSeconds,
            durations.buckets,
            durations.seconds,
            {{"code", code},
             {"handler", handlerName(route.handler)},
             {"method", route.method},
             {"service", ""}}
        );
    }
    page.family("http_response_size_bytes", MetricType::Histogram, "Size of the answers' bodies.");
    for (const auto& [route, durations] : m_routes) {
        const std::string code = std::to_string(route.status);
        page.histogram(
            kBytes,
            durations.sizes,
            durations.answerBytes,
            {{"code", code},
             {"handler", handlerName(route.handler)},
             {"method", route.method},
             {"service", ""}}
        );
    }
    addPushgateway(page, now);
    if (facts.cpuSeconds) {
        page.one(
            "process_cpu_seconds_total",
            MetricType::Counter,
            "User and system CPU time spent, in seconds.",
            *facts.cpuSeconds
        );
    }
    page.oneIfKnown("process_max_fds", "The most file descriptors that may be open.", facts.maxFds);
    page.oneIfKnown("process_open_fds", "File descriptors that are open.", facts.openFds);
    page.oneIfKnown(
        "process_resident_memory_bytes", "Memory in use, in bytes.", facts.residentBytes
    );
    page.oneIfKnown(
        "process_start_time_seconds", "When the process began, since 1970.", facts.startTimeSeconds
    );
    return page.finish();
}

/// Under its words for handlers and methods; scrapes are not among its requests, and deleting is no
/// push.
void SelfMetrics::addPushgateway(Page& page, const Now& now) const {
    struct Pushes {
        double seconds = 0;
        double bodyBytes = 0;
        std::uint64_t count = 0;
    };

    std::map<std::string, Pushes> byMethod;
    page.family("pushgateway_build_info", MetricType::Gauge, "What runs.");
    page.sample(1, {{"version", now.version}});
    page.family(
        "pushgateway_http_requests_total", MetricType::Counter, "Requests answered, but scrapes."
    );
    for (const auto& [route, durations] : m_routes) {
        if (route.handler == Handled::GetMetrics) {
            continue;
        }
        const std::string method = lowered(route.method);
        const std::string code = std::to_string(route.status);
        const bool isWrite = route.handler == Handled::PostMetrics;
        const bool isPush = isWrite && route.method != "DELETE";
        page.sample(
            static_cast<double>(durations.count),
            {{"code", code},
             {"handler",
              isPush    ? "push"
              : isWrite ? "delete"
                        : handlerName(route.handler)},
             {"method", method}}
        );
        if (isPush) {
            Pushes& pushes = byMethod[method];
            pushes.seconds += durations.seconds;
            pushes.bodyBytes += durations.bodyBytes;
            pushes.count += durations.count;
        }
    }
    const auto summary = [&](const char* name, const char* help, double Pushes::*sum) {
        page.family(name, MetricType::Summary, help);
        for (const auto& [method, pushes] : byMethod) {
            page.sample(pushes.*sum, {{"method", method}}, "_sum");
            page.sample(static_cast<double>(pushes.count), {{"method", method}}, "_count");
        }
    };
    summary("pushgateway_http_push_duration_seconds", "Time spent with a push.", &Pushes::seconds);
    summary("pushgateway_http_push_size_bytes", "Size of the pushes' bodies.", &Pushes::bodyBytes);
}

} // namespace meterbench::address
