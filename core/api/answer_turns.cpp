#include "core/api/answer_turns.h"

#include "core/http/gzip.h"

#include <QPointer>
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
#include <QHttpHeaders>
#endif

#include <algorithm>
#include <exception>
#include <memory>

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

} // namespace

bool takesGzip(const HttpRequest& request) {
    const std::string accepted = request.header("accept-encoding");
    const std::size_t at = accepted.find("gzip");
    return at != std::string::npos && accepted.compare(at, 8, "gzip;q=0") != 0;
}

AnswerTurns::~AnswerTurns() {
    m_worker.clear();
    m_worker.waitForDone();
}

void AnswerTurns::answer(Asked asked, const std::function<HttpResponse()>& make) {
    Turn turn{std::move(asked), ++m_asked, {}};
    HttpResponse response = made(make, turn.asked.takesGzip);
    if (response.later) {
        turn.response = startLater(std::move(response.later), turn);
    } else {
        turn.response = std::move(response);
    }
    if (turn.response && !turn.asked.connection->isHeld()) {
        write(turn);
    } else {
        await(std::move(turn));
    }
}

void AnswerTurns::write(Turn& turn) {
    const HttpResponse& response = *turn.response;
    const Headers headers = headersOf(response, turn.asked.isLast);
    writeTo(turn.asked.responder, response, headers, turn.asked.withBody);
}

/// Nothing: the worker will make it.
std::optional<HttpResponse>
AnswerTurns::startLater(std::function<HttpResponse()> make, const Turn& turn) {
    if (m_underWay >= kMostUnderWay) {
        return HttpResponse{
            503, "text/plain; charset=utf-8", "too many questions at once; try again later\n", {}};
    }
    ++m_underWay;
    const QPointer<GuardedConnection> whose(turn.asked.connection);
    const bool packs = turn.asked.takesGzip;
    m_worker.start([this, whose, packs, number = turn.number, make = std::move(make)] {
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

void AnswerTurns::await(Turn turn) {
    GuardedConnection* const connection = turn.asked.connection;
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
void AnswerTurns::finish(
    GuardedConnection* connection, std::uint64_t number, HttpResponse response
) {
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

} // namespace meterbench::api
