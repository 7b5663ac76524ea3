#include "app/demo/service.h"

#include "core/base/number.h"
#include "core/exposition/writer.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace meterbench::app {

namespace {

constexpr std::array<double, 8> kBounds{0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5};
constexpr std::array<const char*, 3> kCodeNames{"200", "404", "500"};
constexpr std::array<double, 3> kCodeShares{0.961, 0.022, 0.017};
constexpr double kStepSeconds = 0.25;

using Labels = std::vector<model::LabelView>;

template <class Counts>
void writeHistogram(
    exposition::Writer& out,
    const std::string& name,
    const Labels& labels,
    const Counts& counts,
    double sum
) {
    double total = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        total += std::floor(counts[i]);
        const std::string bound = i < kBounds.size() ? base::formatNumber(kBounds[i]) : "+Inf";
        Labels withBound = labels;
        withBound.push_back({"le", bound});
        out.sample(name + "_bucket", withBound, total);
    }
    out.sample(name + "_count", labels, total);
    out.sample(name + "_sum", labels, sum);
}

} // namespace

Service::Service(std::uint64_t seed)
    : m_random(seed)
    , m_customers{{
          {.name = "acme", .requestsPerSecond = 880, .phase = 0.0, .storedBytes = 3.2e9},
          {.name = "globex", .requestsPerSecond = 690, .phase = 2.1, .storedBytes = 2.4e9},
          {.name = "initech", .requestsPerSecond = 320, .phase = 4.2, .storedBytes = 0.9e9},
      }} {}

double Service::noise(double width) {
    return std::normal_distribution<double>(0, width)(m_random);
}

void Service::advanceTo(std::int64_t nowMs) {
    if (m_nowMs == 0) {
        m_startMs = nowMs;
        m_nowMs = nowMs;
        for (int i = 0; i < 4 * 60; ++i) { // it did not begin this very moment
            step(kStepSeconds, static_cast<double>(i) * kStepSeconds);
        }
    }
    while (m_nowMs + 250 <= nowMs) {
        m_nowMs += 250;
        step(kStepSeconds, static_cast<double>(m_nowMs % 86'400'000) / 1000);
    }
}

void Service::step(double seconds, double at) {
    if (at > m_spikeEndsAt &&
        std::uniform_real_distribution<double>(0, 1)(m_random) < seconds / 45) {
        m_spiking = static_cast<std::size_t>(m_random() % m_customers.size());
        m_spikeEndsAt = at + 12;
    }
    for (std::size_t i = 0; i < m_customers.size(); ++i) {
        Customer& customer = m_customers[i];
        const double wave = 1 + 0.12 * std::sin(at / 21 + customer.phase) +
                            0.05 * std::sin(at / 5 + 2 * customer.phase);
        const bool spikes = i == m_spiking && at < m_spikeEndsAt;
        const double wanted =
            customer.requestsPerSecond * wave * (spikes ? 1.6 : 1.0) * (1 + noise(0.015));
        customer.now += (wanted - customer.now) * (customer.now == 0 ? 1 : 0.3);
        serve(customer, std::max(0.0, customer.now) * seconds, spikes ? 1.8 : 1.0);
        work(customer, seconds, at);
        m_cpuSeconds += customer.now * seconds * 0.0002;
    }
    m_memoryBytes = std::clamp(m_memoryBytes + noise(4e5), 1.2e8, 2.6e8);
}

void Service::serve(Customer& customer, double requests, double slowness) {
    for (std::size_t code = 0; code < kCodes; ++code) {
        customer.requests[code] += requests * kCodeShares[code];
    }
    // Latency is log-normal about 70 ms: the share of each bucket is a difference of its
    // distribution.
    double below = 0;
    for (std::size_t i = 0; i < kBuckets; ++i) {
        const double share = i < kBounds.size()
                                 ? 0.5 * std::erfc(
                                             -(std::log(kBounds[i]) - std::log(0.071 * slowness)) /
                                             (0.55 * std::numbers::sqrt2)
                                         )
                                 : 1.0;
        customer.latency.counts[i] += requests * (share - below);
        below = share;
    }
    customer.latency.sum += requests * 0.083 * slowness;
}

void Service::work(Customer& customer, double seconds, double at) {
    const double written = customer.now * seconds * 1'900 * (1 + noise(0.1));
    customer.writtenBytes += std::max(0.0, written);
    customer.storedBytes +=
        std::max(0.0, written) * 0.4 - (std::fmod(at, 60) < seconds ? 2.5e7 : 0);
    const double jobs = std::max(0.0, customer.now / 600 * seconds * (1 + noise(0.4)));
    customer.jobsDone += jobs;
    customer.jobsFailed += jobs * 0.02;
    customer.queue = std::max(0.0, customer.queue + noise(0.8) - (customer.queue > 14 ? 1 : 0));
    for (std::size_t i = 0; i < kBuckets; ++i) {
        constexpr std::array<double, kBuckets> shares{0, 0, 0.02, 0.08, 0.2, 0.3, 0.25, 0.12, 0.03};
        m_jobs.counts[i] += jobs * shares[i];
    }
    m_jobs.sum += jobs * 0.62;
}

std::string Service::apiExposition() const {
    using model::MetricType;
    exposition::Writer out(exposition::Format::OpenMetrics);
    out.family(
        {"http_requests",
         MetricType::Counter,
         "Requests handled, by customer, method and code.",
         ""}
    );
    for (const Customer& customer : m_customers) {
        for (std::size_t code = 0; code < kCodes; ++code) {
            for (const auto& [method, share] : {std::pair{"GET", 0.8}, std::pair{"POST", 0.2}}) {
                const Labels labels{
                    {"code", kCodeNames[code]}, {"customer", customer.name}, {"method", method}};
                out.sample(
                    "http_requests_total", labels, std::floor(customer.requests[code] * share)
                );
            }
        }
    }
    out.family(
        {"http_request_duration_seconds",
         MetricType::Histogram,
         "How long requests took, by customer.",
         "seconds"}
    );
    for (const Customer& customer : m_customers) {
        writeHistogram(
            out,
            "http_request_duration_seconds",
            {{"customer", customer.name}},
            customer.latency.counts,
            customer.latency.sum
        );
    }
    out.family({"http_requests_in_flight", MetricType::Gauge, "Requests being handled now.", ""});
    for (const Customer& customer : m_customers) {
        out.sample(
            "http_requests_in_flight",
            Labels{{"customer", customer.name}},
            std::floor(customer.now * 0.083)
        );
    }
    out.family({"storage_used_bytes", MetricType::Gauge, "Bytes kept for each customer.", "bytes"});
    for (const Customer& customer : m_customers) {
        out.sample(
            "storage_used_bytes",
            Labels{{"customer", customer.name}},
            std::floor(customer.storedBytes)
        );
    }
    out.family(
        {"storage_written_bytes", MetricType::Counter, "Bytes written for each customer.", "bytes"}
    );
    for (const Customer& customer : m_customers) {
        out.sample(
            "storage_written_bytes_total",
            Labels{{"customer", customer.name}},
            std::floor(customer.writtenBytes)
        );
    }
    out.family({"process_cpu_seconds", MetricType::Counter, "CPU time used.", "seconds"});
    out.sample("process_cpu_seconds_total", Labels{}, m_cpuSeconds);
    out.family({"process_resident_memory_bytes", MetricType::Gauge, "Memory in use.", "bytes"});
    out.sample("process_resident_memory_bytes", Labels{}, std::floor(m_memoryBytes));
    out.family(
        {"process_start_time_seconds",
         MetricType::Gauge,
         "When the service was started, in Unix time.",
         "seconds"}
    );
    out.sample("process_start_time_seconds", Labels{}, static_cast<double>(m_startMs) / 1000 - 60);
    out.family({"build", MetricType::Info, "The version of the service.", ""});
    out.sample("build_info", Labels{{"version", "2.14.1"}}, 1);
    return out.finish();
}

std::string Service::workerExposition() const {
    using model::MetricType;
    exposition::Writer out(exposition::Format::OpenMetrics);
    out.family({"jobs_done", MetricType::Counter, "Jobs finished, by customer and outcome.", ""});
    for (const Customer& customer : m_customers) {
        const Labels good{{"customer", customer.name}, {"outcome", "ok"}};
        const Labels bad{{"customer", customer.name}, {"outcome", "failed"}};
        out.sample("jobs_done_total", good, std::floor(customer.jobsDone - customer.jobsFailed));
        out.sample("jobs_done_total", bad, std::floor(customer.jobsFailed));
    }
    out.family({"job_duration_seconds", MetricType::Histogram, "How long jobs took.", "seconds"});
    writeHistogram(out, "job_duration_seconds", {}, m_jobs.counts, m_jobs.sum);
    out.family({"queue_depth", MetricType::Gauge, "Jobs that wait, by customer.", ""});
    for (const Customer& customer : m_customers) {
        out.sample("queue_depth", Labels{{"customer", customer.name}}, std::floor(customer.queue));
    }
    return out.finish();
}

} // namespace meterbench::app
