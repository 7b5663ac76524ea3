// HttpServer: QtHttpServer behind the guard (guard.h): nothing listens without it. Runs in the
// thread that creates it (that thread needs an event loop); handlers answer at once, from snapshots
// or from what that thread owns, or say how the answer is made on the server's worker thread
// (HttpResponse::later). Paths arrive raw and undecoded: QHttpServer's router is not used (it
// mangles %2F). Binds to 127.0.0.1 unless told otherwise.
#pragma once

#include "core/base/result.h"
#include "core/http/server_limits.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace meterbench::api {

struct HttpRequest {
    std::string method; ///< GET HEAD POST PUT DELETE OPTIONS PATCH
    std::string path;   ///< raw, still percent-encoded, without the query
    std::string query;  ///< raw, without '?'
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;

    [[nodiscard]] std::string header(std::string_view name) const; ///< case-insensitive
    /// All values of one parameter of the query, percent-decoded.
    [[nodiscard]] std::vector<std::string> parameter(std::string_view name) const;
};

struct HttpResponse {
    int status = 200;
    std::string contentType = "text/plain; charset=utf-8";
    std::string body; ///< left out for HEAD by the server
    std::vector<std::pair<std::string, std::string>> headers;
    /// Makes the answer in the place of this one, where that takes a while: runs on the worker
    /// thread of the server, one behind the other, and must not need the server's own thread. What
    /// the connection asks meanwhile is answered behind it.
    std::function<HttpResponse()> later = nullptr;
};

using Handler = std::function<HttpResponse(const HttpRequest&)>;

class HttpServer {
public:
    /// address is HOST:PORT; port 0 takes a free one. Errors name the address and the reason (in use, not permitted …).
    [[nodiscard]] static base::Result<std::unique_ptr<HttpServer>>
    listen(const std::string& address, Handler handler, http::ServerLimits limits = {});
    ~HttpServer();

    [[nodiscard]] std::uint16_t port() const;
    /// "127.0.0.1:9090"
    [[nodiscard]] std::string address() const;

private:
    class Inside;
    explicit HttpServer(std::unique_ptr<Inside> inside);
    std::unique_ptr<Inside> m_inside;
};

} // namespace meterbench::api
