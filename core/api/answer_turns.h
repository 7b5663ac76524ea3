// AnswerTurns: the answers of QtHttpServer's connections, in the order of their requests. One that
// is made at once is written at once; one that comes later (HttpResponse::later) is made on the one
// worker thread, and what the connection asks meanwhile goes out behind it. The connection is held
// until then (guarded_connection.h). The server's thread only.
#pragma once

#include "core/api/guarded_connection.h"
#include "core/api/http_server.h"

#include <QHttpServerResponder>
#include <QObject>
#include <QThreadPool>

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>

namespace meterbench::api {

[[nodiscard]] bool takesGzip(const HttpRequest& request);

class AnswerTurns final : public QObject {
public:
    struct Asked {
        QHttpServerResponder responder;
        GuardedConnection* connection = nullptr;
        bool isLast = false; ///< the connection ends behind it
        bool withBody = true;
        bool takesGzip = false;
    };

    AnswerTurns() { m_worker.setMaxThreadCount(1); }

    /// After what is being made; what waits for the worker is never made.
    ~AnswerTurns() override;

    /// `make` is called before it returns.
    void answer(Asked asked, const std::function<HttpResponse()>& make);

private:
    struct Turn {
        Asked asked;
        std::uint64_t number = 0;
        std::optional<HttpResponse> response; ///< nothing: under way
    };

    static void write(Turn& turn);
    [[nodiscard]] std::optional<HttpResponse>
    startLater(std::function<HttpResponse()> make, const Turn& turn);
    void await(Turn turn);
    void finish(GuardedConnection* connection, std::uint64_t number, HttpResponse response);

    std::map<GuardedConnection*, std::deque<Turn>> m_turns; ///< of connections with one under way
    std::uint64_t m_asked = 0;
    std::size_t m_underWay = 0; ///< at the worker
    QThreadPool m_worker;
};

} // namespace meterbench::api
