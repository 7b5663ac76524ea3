#include "core/api/http_server.h"

#include "core/api/guarded_listener.h"
#include "core/http/gzip.h"

#include <QAbstractHttpServer>
#include <QHostAddress>
#include <QHttpServerRequest>
#include <QHttpServerResponder>
#include <QPointer>
#include <QThreadPool>
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
#include <QHttpHeaders>
#endif

#include <algorithm>
#include <deque>
#include <exception>
#include <map>
#include <memory>
#include <optional>

namespace meterbench::api {

namespace {

constexpr std::size_t kWorthPackingBytes = 1024;
/// Answers that the worker has to make.
constexpr std::size_t kMostUnderWay = 32;
/// Requests of one connection behind an answer that is under way.
constexpr std::size_t kMostTurns = 64;

using Headers = std::vector<std::pair<std::string, std::string>>;

QByteArray bytes(const std::string& text) {
    return {text.data(), static_cast<qsizetype>(text.size())};
}

HttpRequest toRequest(const http::FramedRequest& framed, const QByteArray& body) {
    const std::string_view target = framed.target();
    const std::size_t mark = target.find('?');
    HttpRequest request;
    request.method = framed.method();
    request.path = target.substr(0, mark);
    request.query = mark == std::string_view::npos ? "" : target.substr(mark + 1);
    for (std::size_t i = 0; i < framed.headerCount(); ++i) {
        request.headers.emplace_back(framed.headerName(i), framed.headerValue(i));
    }
    request.body.assign(body.constData(), static_cast<std::size_t>(body.size()));
    return request;
}

bool takesGzip(const HttpRequest& request) {
    const std::string accepted = request.header("accept-encoding");
    const std::size_t at = accepted.find("gzip");
    return at != std::string::npos && accepted.compare(at, 8, "gzip;q=0") != 0;
}

void pack(bool takesGzip, HttpResponse& response) {
    if (takesGzip && response.body.size() >= kWorthPackingBytes) {
        response.body = http::gzip(response.body);
        response.headers.emplace_back("Content-Encoding", "gzip");
        response.headers.emplace_back("Vary", "Accept-Encoding");
    }
}

Headers headersOf(const HttpResponse& response, bool last) {
    Headers all = response.headers;
    const bool bodiless = response.status == 204 || response.status == 304;
    if (!response.contentType.empty() && !bodiless) {
        all.emplace_back("Content-Type", response.contentType);
    }
    if (!bodiless) {
        all.emplace_back("Content-Length", std::to_string(response.body.size()));
    }
    all.emplace_back("X-Content-Type-Options", "nosniff");
    if (last) {
        all.emplace_back("Connection", "close");
    }
    return all;
}

void writeTo(
    QHttpServerResponder& responder,
    const HttpResponse& response,
    const Headers& headers,
    bool withBody
) {
    const auto status = static_cast<QHttpServerResponder::StatusCode>(response.status);
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    QHttpHeaders all;
    for (const auto& [name, value] : headers) {
        all.append(bytes(name), bytes(value));
    }
    withBody ? responder.write(bytes(response.body), all, status) : responder.write(all, status);
#else
    responder.writeStatusLine(status);
    for (const auto& [name, value] : headers) {
        responder.writeHeader(bytes(name), bytes(value));
    }
    responder.writeBody(
        withBody ? response.body.data() : "",
        withBody ? static_cast<qint64>(response.body.size()) : 0
    );
#endif
}

/// What a handler or its later part gives, packed; an exception is an answer too.
HttpResponse made(const std::function<HttpResponse()>& make, bool takesGzip) {
    HttpResponse response;
    try {
        response = make();
    } catch (const std::exception& problem) {
        response = {
            500,
            "text/plain; charset=utf-8",
            std::string("internal error: ") + problem.what() + "\n",
            {}};
    }
    pack(takesGzip, response);
    return response;
}

/// A request whose answer waits: for the worker, or for the answer before it on its connection.
struct Turn {
    QHttpServerResponder responder;
    std::uint64_t number = 0;
    bool isLast = false;
    bool withBody = true;
    std::optional<HttpResponse> response; ///< nothing: under way
};

} // namespace

/// QtHttpServer without its router: every request goes to the one handler, answered before it
/// returns, or in its turn when the worker is done with it.
class HttpServer::Inside final : public QAbstractHttpServer {
public:
    Inside(Handler handler, http::ServerLimits limits, http::HostRules rules)
        : m_handler(std::move(handler))
        , m_listener(std::move(limits), std::move(rules)) {
        m_worker.setMaxThreadCount(1);
    }

    /// After what is being made; what waits for the worker is never made.
    ~Inside() override {
        m_worker.clear();
        m_worker.waitForDone();
    }

    base::Status listen(const QHostAddress& host, quint16 port, const std::string& shown) {
        if (!m_listener.listen(host, port)) {
            return base::Error{
                base::Code::Io,
                "cannot listen on " + shown + ": " + m_listener.errorString().toStdString()};
        }
        bind(&m_listener);
        m_listener.setParent(nullptr); // bind() adopts it; it is a member here
        m_listener.followBind();
        return {};
    }

    [[nodiscard]] const QTcpServer& listener() const { return m_listener; }

protected:
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    bool
    handleRequest(const QHttpServerRequest& request, QHttpServerResponder& responder) override {
        answer(request, responder);
        return true;
    }

    void
    missingHandler(const QHttpServerRequest& request, QHttpServerResponder& responder) override {
        answer(request, responder);
    }
#else
    bool handleRequest(const QHttpServerRequest& request, QTcpSocket* socket) override {
        QHttpServerResponder responder = makeResponder(request, socket);
        answer(request, responder);
        return true;
    }

    void missingHandler(const QHttpServerRequest&, QTcpSocket* socket) override {
        socket->abort();
    }
#endif

private:
    void answer(const QHttpServerRequest& asked, QHttpServerResponder& responder) {
        GuardedConnection* const connection = m_listener.current();
        std::optional<http::FramedRequest> framed =
            connection != nullptr ? connection->take() : std::nullopt;
        const QByteArray body = asked.body();
        if (!framed || framed->bodyBytes() != static_cast<std::uint64_t>(body.size())) {
            if (connection != nullptr) {
                connection->disagree();
            }
            return;
        }
        const HttpRequest request = toRequest(*framed, body);
        const bool packs = takesGzip(request);
        Turn turn{std::move(responder), ++m_asked, framed->endsConnection(), request.method != "HEAD", {}};
        HttpResponse response = made([&] { return m_handler(request); }, packs);
        if (response.later) {
            turn.response = startLater(std::move(response.later), packs, connection, turn.number);
        } else {
            turn.response = std::move(response);
        }
        if (turn.response && !connection->isHeld()) {
            write(turn);
        } else {
            await(std::move(turn), connection);
        }
    }

    static void write(Turn& turn) {
        const HttpResponse& response = *turn.response;
        writeTo(turn.responder, response, headersOf(response, turn.isLast), turn.withBody);
    }

    /// Nothing: the worker will make it.
    std::optional<HttpResponse> startLater(
        std::function<HttpResponse()> make,
        bool packs,
        GuardedConnection* connection,
        std::uint64_t number
    ) {
        if (m_underWay >= kMostUnderWay) {
            return HttpResponse{
                503, "text/plain; charset=utf-8", "too many questions at once; try again later\n", {}};
        }
        ++m_underWay;
        const QPointer<GuardedConnection> whose(connection);
        m_worker.start([this, whose, number, packs, make = std::move(make)] {
            auto response = std::make_shared<HttpResponse>(made(make, packs));
            QMetaObject::invokeMethod(
                this,
                [this, whose, number, response] {
                    --m_underWay;
                    if (whose != nullptr) {
                        finish(whose, number, std::move(*response));
                    }
                },
                Qt::QueuedConnection
            );
        });
        return std::nullopt;
    }

    void await(Turn turn, GuardedConnection* connection) {
        std::deque<Turn>& turns = m_turns[connection];
        if (turns.empty()) {
            connect(connection, &QObject::destroyed, this, [this, connection] {
                m_turns.erase(connection);
            });
        } else if (turns.size() >= kMostTurns) {
            connection->abort();
            return;
        }
        connection->hold();
        turns.push_back(std::move(turn));
    }

    /// Writes what has its turn now.
    void finish(GuardedConnection* connection, std::uint64_t number, HttpResponse response) {
        const auto found = m_turns.find(connection);
        if (found == m_turns.end()) {
            return;
        }
        std::deque<Turn>& turns = found->second;
        const auto turn = std::ranges::find(turns, number, &Turn::number);
        if (turn != turns.end()) {
            turn->response = std::move(response);
        }
        while (!turns.empty() && turns.front().response) {
            if (connection->isOpen()) {
                write(turns.front());
            }
            turns.pop_front();
            connection->release();
        }
        if (turns.empty()) {
            disconnect(connection, &QObject::destroyed, this, nullptr);
            m_turns.erase(found);
        }
    }

    Handler m_handler;
    std::map<GuardedConnection*, std::deque<Turn>> m_turns; ///< of connections with one under way
    std::uint64_t m_asked = 0;
    std::size_t m_underWay = 0; ///< at the worker
    QThreadPool m_worker;
    GuardedListener m_listener; ///< goes first: its connections tell m_turns
};

HttpServer::HttpServer(std::unique_ptr<Inside> inside)
    : m_inside(std::move(inside)) {}

HttpServer::~HttpServer() = default;

base::Result<std::unique_ptr<HttpServer>>
HttpServer::listen(const std::string& address, Handler handler, http::ServerLimits limits) {
    const std::size_t colon = address.rfind(':');
    std::string host = address.substr(0, colon == std::string::npos ? 0 : colon);
    bool isNumber = false;
    const quint16 port = QString::fromStdString(address.substr(colon + 1)).toUShort(&isNumber);
    if (host.starts_with('[') && host.ends_with(']')) {
        host = host.substr(1, host.size() - 2);
    }
    const QHostAddress bound = host.empty()          ? QHostAddress(QHostAddress::Any)
                               : host == "localhost" ? QHostAddress(QHostAddress::LocalHost)
                                                     : QHostAddress(QString::fromStdString(host));
    if (colon == std::string::npos || !isNumber || bound.isNull()) {
        return base::Error{
            base::Code::InvalidInput,
            "\"" + address +
                "\" is not an address to listen on; it must be HOST:PORT with a literal address, "
                "such as 127.0.0.1:9090"};
    }
    const http::HostRules rules(limits, host.empty() ? "0.0.0.0" : host);
    auto inside = std::make_unique<Inside>(std::move(handler), std::move(limits), rules);
    if (base::Status status = inside->listen(bound, port, address); !status) {
        return status.error();
    }
    return std::unique_ptr<HttpServer>(new HttpServer(std::move(inside)));
}

std::uint16_t HttpServer::port() const {
    return m_inside->listener().serverPort();
}

std::string HttpServer::address() const {
    const QHostAddress address = m_inside->listener().serverAddress();
    const std::string text = address.toString().toStdString();
    const bool six = address.protocol() == QAbstractSocket::IPv6Protocol;
    return (six ? "[" + text + "]" : text) + ":" + std::to_string(port());
}

} // namespace meterbench::api
