// For the server's tests: a server that says back what arrived, over real sockets, on a loop with a
// thread of its own.
#pragma once

#include "core/http/server.h"
#include "tests/support/raw_client.h"

#include <QTest>

#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

namespace meterbench::tests {

/// Says back what arrived.
inline http::Answer echo(const http::ServedRequest& request) {
    http::Answer answer;
    answer.contentType = "text/plain";
    if (request.path == "/large") {
        answer.body.assign(100'000, 'L');
    } else if (request.path == "/huge") {
        answer.body.assign(40'000'000, 'H');
    } else if (request.path == "/wrong-method") {
        answer.status = 405;
        answer.headers.push_back({"Allow", "GET, OPTIONS"});
    } else if (request.path == "/throws") {
        throw std::runtime_error("oh");
    } else {
        answer.body = std::string(request.method) + " " + std::string(request.path) + " ?" +
                      std::string(request.query) + " " + std::string(request.body);
    }
    return answer;
}

/// A loop on a thread of its own.
class Served {
public:
    Served(
        const base::Clock& clock,
        const std::string& address,
        http::ServerLimits limits,
        http::ServerTls tls
    )
        : m_loop(clock) {
        auto listening = m_loop.listen({address, std::move(limits), std::move(tls)}, echo);
        if (!listening) {
            m_error = listening.error().context;
            return;
        }
        m_listening = *listening;
        auto second = m_loop.listen({"127.0.0.1:0", {}, {}}, echo);
        m_plainPort = second ? second->port : 0;
        m_thread = std::thread([this] { m_loop.run([] { return std::int64_t{-1}; }); });
    }

    ~Served() {
        m_loop.stop();
        if (m_thread.joinable()) {
            m_thread.join();
        }
    }

    [[nodiscard]] std::uint16_t port() const { return m_listening.port; }

    /// Of a second listener on the same loop, with other limits and without TLS.
    [[nodiscard]] std::uint16_t plainPort() const { return m_plainPort; }

    [[nodiscard]] const std::string& address() const { return m_listening.address; }

    [[nodiscard]] const std::string& error() const { return m_error; }

    http::ServerLoop& loop() { return m_loop; }

private:
    http::ServerLoop m_loop;
    http::Listening m_listening;
    std::uint16_t m_plainPort = 0;
    std::string m_error;
    std::thread m_thread;
};

inline const base::SystemClock kClock;

inline std::unique_ptr<Served> serve(http::ServerLimits limits = {}, http::ServerTls tls = {}) {
    auto served =
        std::make_unique<Served>(kClock, "127.0.0.1:0", std::move(limits), std::move(tls));
    return served->error().empty() ? std::move(served) : nullptr;
}

/// One loop looks at what came first first: behind this it has seen what other clients sent before.
inline void goRound(const Served& server) {
    RawClient client(server.plainPort());
    client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QCOMPARE(client.read().status, 200);
}

inline std::string get(const std::string& target, const std::string& headers = {}) {
    return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
}

inline std::string
post(const std::string& target, const std::string& headers, const std::string& body = {}) {
    return "POST " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n" + body;
}

} // namespace meterbench::tests
