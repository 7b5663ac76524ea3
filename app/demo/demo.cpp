#include "app/demo/demo.h"

#include "core/exposition/writer.h"
#include "core/model/special_values.h"
#include "core/remote/receiver.h"

namespace meterbench::app {

namespace {

constexpr const char* kOpenMetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8";

scrape::JobOptions
job(const std::string& name, const std::string& address, const std::string& path) {
    scrape::JobOptions options;
    options.name = name;
    options.interval = std::chrono::seconds(1);
    options.timeout = std::chrono::seconds(1);
    options.metricsPath = path;
    scrape::TargetGroup group;
    group.addresses = {address};
    group.labels.set("instance", name + "-1");
    group.labels.set("zone", "demo");
    options.staticGroups = {std::move(group)};
    return options;
}

} // namespace

Demo::Demo(const base::Clock& clock)
    : m_clock(clock)
    , m_service(static_cast<std::uint64_t>(clock.nowMs())) {
    m_service.advanceTo(clock.nowMs());
}

base::Result<std::unique_ptr<Demo>> Demo::start(const base::Clock& clock) {
    std::unique_ptr<Demo> demo(new Demo(clock));
    base::Result<std::unique_ptr<api::HttpServer>> server =
        api::HttpServer::listen("127.0.0.1:0", [raw = demo.get()](const api::HttpRequest& request) {
            return raw->answer(request);
        });
    if (!server) {
        return server.error();
    }
    demo->m_server = std::move(*server);
    return demo;
}

config::Config Demo::config() const {
    const std::string address = m_server->address();
    config::Config config;
    config.path = "demo";
    config.scrapeInterval = std::chrono::seconds(1);
    config.scrapeTimeout = std::chrono::seconds(1);
    config.jobs = {
        job("api", address, "/api/metrics"),
        job("worker", address, "/worker/metrics"),
        job("receiver", address, "/receiver/metrics")};
    remote::EndpointOptions endpoint;
    endpoint.name = "demo-receiver";
    endpoint.url = "http://" + address + "/api/v1/write";
    endpoint.externalLabels.set("origin", "demo");
    config.externalLabels = endpoint.externalLabels;
    config.endpoints = {std::move(endpoint)};
    config.text = config::toYaml(config);
    return config;
}

api::HttpResponse Demo::answer(const api::HttpRequest& request) {
    m_service.advanceTo(m_clock.nowMs());
    api::HttpResponse response;
    response.contentType = kOpenMetrics;
    if (request.path == "/api/v1/write") {
        return write(request);
    }
    if (request.path == "/api/metrics") {
        response.body = m_service.apiExposition();
    } else if (request.path == "/worker/metrics") {
        response.body = m_service.workerExposition();
    } else if (request.path == "/receiver/metrics") {
        response.body = receiverExposition();
    } else {
        response.status = 404;
        response.contentType = "text/plain; charset=utf-8";
        response.body = "The demo has /api/metrics, /worker/metrics, /receiver/metrics and POST "
                        "/api/v1/write.\n";
    }
    return response;
}

api::HttpResponse Demo::write(const api::HttpRequest& request) {
    api::HttpResponse response;
    if (request.method != "POST") {
        response.status = 405;
        response.headers = {{"Allow", "POST"}};
        return response;
    }
    const base::Result<remote::ReceivedRequest> decoded = remote::receive(request.body);
    if (!decoded) {
        ++m_received.refused;
        response.status = 400;
        response.body = decoded.error().context + "\n";
        return response;
    }
    ++m_received.requests;
    m_received.bytes += request.body.size();
    for (const remote::ReceivedSeries& series : decoded->series) {
        m_series.insert(series.labels.ref());
        m_received.samples += series.samples.size();
        for (const remote::ReceivedSample& sample : series.samples) {
            m_received.staleMarkers += model::isStale(sample.value) ? 1 : 0;
        }
    }
    m_received.series = m_series.size();
    response.status = 204;
    return response;
}

std::string Demo::receiverExposition() const {
    using model::MetricType;
    exposition::Writer out(exposition::Format::OpenMetrics);
    const auto write = [&](const char* name,
                           const char* sample,
                           MetricType type,
                           const char* help,
                           std::uint64_t value) {
        out.family({name, type, help, ""});
        out.sample(sample, {}, static_cast<double>(value));
    };
    write(
        "received_requests",
        "received_requests_total",
        MetricType::Counter,
        "Write requests accepted.",
        m_received.requests
    );
    write(
        "received_samples",
        "received_samples_total",
        MetricType::Counter,
        "Samples decoded.",
        m_received.samples
    );
    write(
        "received_body_bytes",
        "received_body_bytes_total",
        MetricType::Counter,
        "Bytes of request bodies.",
        m_received.bytes
    );
    write(
        "received_series",
        "received_series",
        MetricType::Gauge,
        "Different series seen.",
        m_received.series
    );
    write(
        "refused_requests",
        "refused_requests_total",
        MetricType::Counter,
        "Requests that could not be decoded.",
        m_received.refused
    );
    return out.finish();
}

} // namespace meterbench::app
