#include "core/api/http_server.h"

#include "core/api/answer_turns.h"
#include "core/api/guarded_listener.h"

#include <QAbstractHttpServer>
#include <QHostAddress>
#include <QHttpServerRequest>
#include <QHttpServerResponder>

#include <memory>
#include <optional>

namespace meterbench::api {

namespace {

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

} // namespace

/// QtHttpServer without its router: every request goes to the one handler, answered before it
/// returns, or in its turn when the worker is done with it.
class HttpServer::Inside final : public QAbstractHttpServer {
public:
    Inside(Handler handler, http::ServerLimits limits, http::HostRules rules)
        : m_handler(std::move(handler))
        , m_listener(std::move(limits), std::move(rules)) {}

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
        AnswerTurns::Asked turn{
            std::move(responder),
            connection,
            framed->endsConnection(),
            request.method != "HEAD",
            takesGzip(request)};
        m_turns.answer(std::move(turn), [&] { return m_handler(request); });
    }

    Handler m_handler;
    AnswerTurns m_turns;
    GuardedListener m_listener; ///< goes first: its connections tell the turns
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
