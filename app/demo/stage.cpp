#include "app/demo/stage.h"

#include "core/base/check.h"

#include <random>
#include <utility>

namespace meterbench::app {

namespace {

constexpr const char* kOpenMetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8";
constexpr const char* kClientId = "meterbench-demo";

std::string madeUpSecret() {
    std::random_device random;
    std::string secret;
    for (int i = 0; i < 32; ++i) {
        secret += "0123456789abcdef"[random() % 16];
    }
    return secret;
}

constexpr const char* kJob = R"(    - job_name: shop
      scrape_interval: 30s
      scrape_timeout: 10s
      static_configs:
)";

constexpr const char* kRepair = R"(      metric_relabel_configs:
        - source_labels: [__name__, paigoCustomerID]
          regex: jobs_done_total;
          target_label: paigoCustomerID
          replacement: initech
)";

constexpr const char* kMetersAndPlans = R"(billing:
  meters:
    - name: API calls
      selector: api_calls_total
      measure: increase
      counts_first: true
      max_gap_steps: 10
      unit: call
    - name: Storage
      selector: stored_bytes
      measure: level_time
      max_gap_steps: 10
      unit: GB hour
      unit_size: 3600000000000
    - name: Jobs
      selector: jobs_done_total
      measure: increase
      identity: [job, instance]
      counts_first: true
      max_gap_steps: 10
      unit: job
  plans:
    - id: pro
      name: Pro
      currency: EUR
      flatFee: 5
      charges:
        - {dimension: api-calls, model: graduated, tiers: [{upTo: 1000, unitPrice: 0},
           {upTo: 5000, unitPrice: 0.0012}, {unitPrice: 0.0009}]}
        - {dimension: storage, model: perUnit, unitPrice: 0.09}
    - id: starter
      name: Starter
      currency: EUR
      charges:
        - {dimension: api-calls, model: perUnit, unitPrice: 0.002}
        - {dimension: storage, model: perUnit, unitPrice: 0.12}
        - {dimension: jobs, model: package, size: 10, price: 0.5}
  customers:
    acme: {name: Acme Ltd, plan: pro}
    globex: {name: Globex Inc, plan: pro}
    initech: {name: Initech GmbH, plan: starter}
)";

} // namespace

Stage::Stage(const std::string& folder, Surroundings surroundings)
    : m_around(surroundings)
    , m_endpoint(
          folder + "/billing", {surroundings.clock, surroundings.files, surroundings.sink}
      ) {
    m_shop.advanceTo(m_around.clock.nowMs());
}

base::Result<std::unique_ptr<Stage>>
Stage::start(const std::string& folder, Surroundings surroundings) {
    std::unique_ptr<Stage> stage(new Stage(folder, surroundings));
    const base::Status running =
        stage->m_endpoint.start("127.0.0.1:0", {kClientId, madeUpSecret()});
    if (!running) {
        return running.error();
    }
    auto server = api::HttpServer::listen(
        "127.0.0.1:0",
        [raw = stage.get()](const api::HttpRequest& request) { return raw->answer(request); }
    );
    if (!server) {
        return server.error();
    }
    stage->m_server = std::move(*server);
    return stage;
}

base::Status Stage::setEndpointRunning(bool isRunning) {
    if (isRunning) {
        return m_endpoint.resume();
    }
    m_endpoint.stop();
    return {};
}

api::HttpResponse Stage::answer(const api::HttpRequest& request) {
    m_shop.advanceTo(m_around.clock.nowMs());
    api::HttpResponse response;
    const std::string exporter = request.path.substr(0, request.path.find('/', 1)).substr(1);
    response.body = m_shop.exposition(exporter);
    if (response.body.empty()) {
        response.status = 404;
        response.body = "The demo has /api-1/metrics, /api-2/metrics and /worker/metrics.\n";
        return response;
    }
    response.contentType = kOpenMetrics;
    return response;
}

std::string Stage::workspaceText() const {
    std::string text = "prometheus:\n  scrape_configs:\n";
    text += kJob;
    for (const std::string_view exporter : Shop::kExporters) {
        text += "        - targets: ['" + m_server->address() +
                "']\n          labels: {instance: " + std::string(exporter) +
                ", __metrics_path__: /" + std::string(exporter) + "/metrics}\n";
    }
    if (m_isRepaired) {
        text += kRepair;
    }
    text += kMetersAndPlans;
    return text;
}

config::Workspace Stage::workspace() const {
    auto outcome = config::loadWorkspace(workspaceText(), "demo.meterbench.yaml", m_around.files);
    MB_CHECK(outcome.workspace.has_value(), "the demo's workspace is right");
    // Not in the text: a secret that is made up at each start is no line of a file.
    outcome.workspace->usageEndpoints = {m_endpoint.usageEndpoint("billing")};
    return std::move(*outcome.workspace);
}

} // namespace meterbench::app
