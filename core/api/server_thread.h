// ServerThread: an HttpServer on a thread of its own with an event loop. The handler runs in that
// thread: it answers from snapshots or from what it owns. Needs a QCoreApplication in the program.
#pragma once

#include "core/api/http_server.h"
#include "core/base/result.h"

#include <cstdint>
#include <memory>
#include <string>

namespace meterbench::api {

class ServerThread {
public:
    /// Waits until it listens, or says why it cannot (see HttpServer::listen).
    [[nodiscard]] static base::Result<std::unique_ptr<ServerThread>>
    start(const std::string& address, Handler handler, http::ServerLimits limits = {});
    /// As stop().
    ~ServerThread();

    /// Closes the port and all connections, after the answer under way; further calls do nothing.
    /// Not from a handler.
    void stop();

    [[nodiscard]] std::uint16_t port() const { return m_port; }

    /// "127.0.0.1:9090"
    [[nodiscard]] const std::string& address() const { return m_address; }

private:
    class Thread;
    explicit ServerThread(std::unique_ptr<Thread> thread);
    std::unique_ptr<Thread> m_thread;
    std::uint16_t m_port = 0;
    std::string m_address;
};

} // namespace meterbench::api
