#include "app/demo/shop.h"

#include "core/base/check.h"
#include "core/exposition/writer.h"

#include <algorithm>

namespace meterbench::app {

namespace {

constexpr std::int64_t kMinuteMs = 60'000;

/// Whole units of what came in the time; the rest waits for the next.
std::int64_t accrue(std::int64_t perMinute, std::int64_t passedMs, std::int64_t& rest) {
    const std::int64_t all = perMinute * passedMs + rest;
    rest = all % kMinuteMs;
    return all / kMinuteMs;
}

} // namespace

void Shop::advanceTo(std::int64_t nowMs) {
    const std::int64_t passedMs = m_nowMs == 0 ? 0 : std::max<std::int64_t>(0, nowMs - m_nowMs);
    m_nowMs = std::max(m_nowMs, nowMs);
    for (Customer& one : m_customers) {
        call(one, accrue(one.callsPerMinute, passedMs, one.rest));
    }
    const std::int64_t jobs = accrue(m_jobsPerMinute, passedMs, m_jobsRest);
    m_jobsCounter += jobs;
    if (m_jobsAreLabeled) {
        m_used[kWorkersCustomer].jobs += jobs;
    } else {
        m_unlabeledJobs += jobs;
    }
}

void Shop::call(Customer& customer, std::int64_t calls) {
    const std::int64_t second = m_isDrained ? 0 : calls / 2;
    customer.counters[0] += calls - second;
    customer.counters[1] += second;
    m_used[customer.name].calls += calls;
}

Shop::Customer& Shop::customer(const std::string& name) {
    const auto at = std::find_if(m_customers.begin(), m_customers.end(), [&](const Customer& one) {
        return one.name == name;
    });
    MB_CHECK(at != m_customers.end(), "a scene names only customers that it brought");
    return *at;
}

void Shop::open(const std::string& name, std::int64_t storedBytes) {
    Customer fresh;
    fresh.name = name;
    fresh.storedBytes = storedBytes;
    m_customers.push_back(std::move(fresh));
    m_used[name];
}

void Shop::setCallsPerMinute(const std::string& name, std::int64_t calls) {
    customer(name).callsPerMinute = calls;
}

void Shop::store(const std::string& name, std::int64_t bytes) {
    customer(name).storedBytes = bytes;
}

void Shop::restart() {
    for (Customer& one : m_customers) {
        one.counters[1] = 0;
    }
}

void Shop::deployWorker(bool hasLabel) {
    m_jobsCounter = 0;
    m_workerHasLabel = hasLabel;
    m_jobsAreLabeled = hasLabel;
}

std::string Shop::exposition(std::string_view exporter) const {
    if (exporter == kExporters[0]) {
        return apiExposition(0);
    }
    if (exporter == kExporters[1]) {
        return apiExposition(1);
    }
    return exporter == kExporters[2] ? workerExposition() : std::string();
}

std::string Shop::apiExposition(std::size_t instance) const {
    exposition::Writer out(exposition::Format::OpenMetrics);
    out.family({"api_calls", model::MetricType::Counter, "Calls of the API.", ""});
    for (const Customer& one : m_customers) {
        const std::vector<model::LabelView> labels{
            {"paigoCustomerID", one.name}, {"paigoDimensionId", "api-calls"}};
        out.sample("api_calls_total", labels, static_cast<double>(one.counters.at(instance)));
    }
    return out.finish();
}

std::string Shop::workerExposition() const {
    exposition::Writer out(exposition::Format::OpenMetrics);
    out.family({"stored_bytes", model::MetricType::Gauge, "What is in the store.", "bytes"});
    for (const Customer& one : m_customers) {
        const std::vector<model::LabelView> labels{
            {"paigoCustomerID", one.name}, {"paigoDimensionId", "storage"}};
        out.sample("stored_bytes", labels, static_cast<double>(one.storedBytes));
    }
    out.family({"jobs_done", model::MetricType::Counter, "Jobs that the worker has done.", ""});
    std::vector<model::LabelView> labels{{"paigoDimensionId", "jobs"}};
    if (m_workerHasLabel) {
        labels.insert(labels.begin(), {"paigoCustomerID", kWorkersCustomer});
    }
    out.sample("jobs_done_total", labels, static_cast<double>(m_jobsCounter));
    return out.finish();
}

} // namespace meterbench::app
