// Stage: what the demo director plays on: the shop with its three exporters, a billing endpoint of
// our own, and the workspace that joins them, all by real HTTP over 127.0.0.1 on free ports. No
// network; files only in the folder that is given. Needs the event loop of the thread that makes
// it. Errors: those of listening and of the endpoint's ledger.
#pragma once

#include "app/demo/shop.h"
#include "app/own_endpoint.h"
#include "core/api/http_server.h"
#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/log_sink.h"
#include "core/base/result.h"
#include "core/config/workspace.h"

#include <memory>
#include <string>

namespace meterbench::app {

class Stage {
public:
    /// Must outlive the stage.
    struct Surroundings {
        const base::Clock& clock;
        base::FileSystem& files;
        base::LogSink& sink;
    };

    [[nodiscard]] static base::Result<std::unique_ptr<Stage>>
    start(const std::string& folder, Surroundings surroundings);

    [[nodiscard]] Shop& shop() { return m_shop; }

    /// The workspace as a person would write it.
    [[nodiscard]] std::string workspaceText() const;
    [[nodiscard]] config::Workspace workspace() const;

    /// The rule that gives the worker's jobs back to their customer is in the workspace, or not.
    void repair(bool isRepaired) { m_isRepaired = isRepaired; }

    /// The billing endpoint goes, and comes back where it was, with what it had.
    [[nodiscard]] base::Status setEndpointRunning(bool isRunning);

    /// "http://127.0.0.1:40123"
    [[nodiscard]] std::string endpointUrl() const { return "http://" + m_endpoint.address(); }

    [[nodiscard]] const std::string& endpointSecret() const { return m_endpoint.client().secret; }

    [[nodiscard]] OwnEndpoint& endpoint() { return m_endpoint; }

private:
    Stage(const std::string& folder, Surroundings surroundings);
    [[nodiscard]] api::HttpResponse answer(const api::HttpRequest& request);

    Surroundings m_around;
    Shop m_shop;
    bool m_isRepaired = false;
    OwnEndpoint m_endpoint;
    std::unique_ptr<api::HttpServer> m_server; // last: its handler uses the rest
};

} // namespace meterbench::app
