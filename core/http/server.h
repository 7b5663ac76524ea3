// Server: HTTP/1.1 served over one epoll loop, for the addresses at which programs push, create
// metrics and scrape. One thread runs the loop and calls the handlers, which answer at once. Every
// request is framed strictly (guard.h) and bounded in size and time before a handler sees it. Not
// QtHttpServer, which core/api uses: its event loop looks at every connection at every wake-up, so
// 10,000 idle ones would slow each push down. Sources: RFC 9110, RFC 9112. Errors: InvalidInput
// (address, certificate), Network (in use, not permitted).
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/http/client.h"
#include "core/http/server_limits.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::http {

struct HeaderView {
    std::string_view name;
    std::string_view value;
};

/// Valid during the call of the handler only.
struct ServedRequest {
    std::string_view method;
    std::string_view path;  ///< raw, still percent-encoded, without the query
    std::string_view query; ///< raw, without '?'
    std::string_view body;  ///< whole; chunks joined, content encoding untouched
    std::string_view peer;  ///< "127.0.0.1:53124"
    std::span<const HeaderView> headers;

    /// Case-insensitive, the first one; empty when absent.
    [[nodiscard]] std::string_view header(std::string_view name) const;
};

struct Answer {
    int status = 200;
    std::string contentType = "text/plain; charset=utf-8"; ///< empty: none is sent
    std::string body; ///< is sent as it is, without a copy; left out for HEAD by the server
    std::vector<Header> headers;

    /// How the answer goes out. Anything but Whole is for those who test clients on purpose.
    enum class Ending : std::uint8_t {
        Whole,
        Cut,   ///< half of it, then the end of the connection
        Reset, ///< nothing of it: the connection is reset
    };
    Ending ending = Ending::Whole;
    std::int64_t delayMs = 0; ///< is held back so long, and with it what comes behind it
};

using Handler = std::function<Answer(const ServedRequest&)>;

/// PEM files; all empty: plain HTTP.
struct ServerTls {
    std::string certificateFile;
    std::string keyFile;
    std::string clientCaFile; ///< not empty: clients must show a certificate signed by it

    /// One of them is enough: what was meant to be safe is not served in the clear.
    [[nodiscard]] bool isWanted() const {
        return !certificateFile.empty() || !keyFile.empty() || !clientCaFile.empty();
    }
};

struct ListenOptions {
    std::string address; ///< HOST:PORT with a literal address; port 0 takes a free one
    ServerLimits limits;
    ServerTls tls;
};

struct Listening {
    std::string address; ///< "127.0.0.1:9091"
    std::uint16_t port = 0;
};

struct ServerCounts {
    std::size_t connections = 0; ///< open now
    std::uint64_t accepted = 0;  ///< since the start
    std::uint64_t requests = 0;  ///< that reached a handler
    std::uint64_t refused = 0;   ///< by a bound or a framing rule
};

class ServerLoop {
public:
    explicit ServerLoop(const base::Clock& clock);
    ~ServerLoop();
    ServerLoop(const ServerLoop&) = delete;
    ServerLoop& operator=(const ServerLoop&) = delete;

    /// Before run(), or from the loop's thread.
    [[nodiscard]] base::Result<Listening> listen(ListenOptions options, Handler handler);

    /// Serves until stop(). onTurn is called once in each turn of the loop, behind the requests of
    /// that turn; it answers the milliseconds until it wants the next turn at the latest, -1: only
    /// when there are requests or somebody wakes it.
    void run(const std::function<std::int64_t()>& onTurn);

    /// Any thread: a turn soon.
    void wake();

    /// Any thread: run() returns after answers under way are out, at the latest after a second.
    void stop();

    /// The loop's thread.
    [[nodiscard]] ServerCounts counts() const;

private:
    class Inside;
    std::unique_ptr<Inside> m_inside;
};

} // namespace meterbench::http
