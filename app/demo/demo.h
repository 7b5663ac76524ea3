// Demo: the service's exporters and a remote-write receiver inside the program, joined to the
// engine by real HTTP over loopback, on free ports. No network, no files. Needs the event loop of
// the thread that makes it.
#pragma once

#include "app/demo/service.h"
#include "core/api/http_server.h"
#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/config/config.h"

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_set>

namespace meterbench::app {

/// What the receiver has decoded so far.
struct DemoReceived {
    std::uint64_t requests = 0;
    std::uint64_t samples = 0;
    std::uint64_t staleMarkers = 0;
    std::uint64_t bytes = 0;
    std::uint64_t refused = 0;
    std::uint64_t series = 0;
};

class Demo {
public:
    [[nodiscard]] static base::Result<std::unique_ptr<Demo>> start(const base::Clock& clock);

    /// Three targets scraped every second, one endpoint.
    [[nodiscard]] config::Config config() const;

    [[nodiscard]] const DemoReceived& received() const { return m_received; }

private:
    explicit Demo(const base::Clock& clock);
    [[nodiscard]] api::HttpResponse answer(const api::HttpRequest& request);
    [[nodiscard]] api::HttpResponse write(const api::HttpRequest& request);
    [[nodiscard]] std::string receiverExposition() const;

    const base::Clock& m_clock;
    Service m_service;
    DemoReceived m_received;
    std::unordered_set<std::uint64_t> m_series;
    std::unique_ptr<api::HttpServer> m_server; // last: its handler uses the rest
};

} // namespace meterbench::app
