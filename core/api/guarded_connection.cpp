#include "core/api/guarded_connection.h"

#ifdef Q_OS_WIN
#include <winsock2.h>
#else
#include <sys/socket.h>
#endif

#include <chrono>

namespace meterbench::api {

namespace {

/// Answers that a client asked for and does not read.
constexpr qint64 kMostUnreadAnswerBytes = 64LL << 20;
/// How long the client may take to read the last answer and to close.
constexpr std::chrono::seconds kLingering{5};

} // namespace

GuardedConnection::GuardedConnection(
    QTcpSocket* socket,
    const http::ServerLimits& limits,
    const http::HostRules& rules,
    std::function<void(GuardedConnection*)> onRead
)
    : QObject(socket)
    , m_socket(socket)
    , m_limits(limits)
    , m_guard(m_limits, rules)
    , m_onRead(std::move(onRead)) {
    // A transaction of QHttpServer keeps a whole request in the socket's buffer.
    m_socket->setReadBufferSize(
        static_cast<qint64>(limits.headerBytes * 2 + limits.bodyBytes * 2 + 65'536)
    );
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &GuardedConnection::timeUp);
    connect(m_socket, &QTcpSocket::readyRead, this, &GuardedConnection::before);
    connect(m_socket, &QTcpSocket::bytesWritten, this, &GuardedConnection::halfClose);
    armTimer();
}

void GuardedConnection::attachAfter() {
    m_attached = true;
    connect(m_socket, &QTcpSocket::readyRead, this, &GuardedConnection::after);
}

std::uint64_t GuardedConnection::consumed() const {
    return m_guard.fedBytes() - static_cast<std::uint64_t>(m_socket->bytesAvailable());
}

void GuardedConnection::before() {
    if (m_ended) {
        m_socket->readAll();
        return;
    }
    feedGuard();
    endIfDue();
    armTimer();
    m_onRead(this);
}

/// Whatever stood unread when the guard was fed last is known to it already.
void GuardedConnection::feedGuard() {
    const qint64 available = m_socket->bytesAvailable();
    const auto known = static_cast<qint64>(m_guard.fedBytes() - m_consumedBefore);
    if (available <= known) {
        return;
    }
    const QByteArray bytes = m_socket->peek(available);
    m_guard.feed({bytes.constData() + known, static_cast<std::size_t>(available - known)});
}

void GuardedConnection::after() {
    if (m_ended) {
        return;
    }
    m_consumedBefore = consumed();
    endIfDue();
    if (m_socket->bytesToWrite() > kMostUnreadAnswerBytes) {
        m_socket->abort();
        return;
    }
    if (!m_ended && m_guard.wantsContinue() && m_consumedBefore >= m_guard.requestStart()) {
        m_guard.continued();
#if QT_VERSION < QT_VERSION_CHECK(6, 5, 0)
        m_socket->write("HTTP/1.1 100 Continue\r\n\r\n");
#endif
    }
    armTimer();
}

void GuardedConnection::endIfDue() {
    if (m_ended || isHeld() || m_guard.phase() != http::Guard::Phase::Ended ||
        consumed() < m_guard.requestStart()) {
        return;
    }
    if (const auto& refusal = m_guard.refusal()) {
        end(refusal->toHttp());
    } else if (m_guard.isAnswered()) {
        end({});
    }
}

void GuardedConnection::release() {
    --m_held;
    if (!isHeld() && !m_ended) {
        m_timer.start(std::chrono::seconds(m_limits.idleSeconds));
        endIfDue();
    }
}

void GuardedConnection::end(const std::string& lastWords) {
    m_ended = true;
    m_socket->readAll();
    m_socket->write(lastWords.data(), static_cast<qint64>(lastWords.size()));
    m_timer.start(kLingering);
    halfClose();
}

/// After the last words are out, says so to the client, which closes then. Closing at once would
/// reset the connection, and with unread bytes under way the client might never see the words.
void GuardedConnection::halfClose() {
    if (!m_ended || m_socket->bytesToWrite() > 0 ||
        m_socket->state() != QAbstractSocket::ConnectedState) {
        return;
    }
#ifdef Q_OS_WIN
    ::shutdown(static_cast<SOCKET>(m_socket->socketDescriptor()), SD_SEND);
#else
    ::shutdown(static_cast<int>(m_socket->socketDescriptor()), SHUT_WR);
#endif
}

void GuardedConnection::disagree() {
    end(http::FramingRefusal{400, "the request could be understood in two ways"}.toHttp());
}

/// One deadline for each phase of each request; bytes that trickle in do not move it.
void GuardedConnection::armTimer() {
    const http::Guard::Phase phase = m_guard.phase();
    if (m_ended || (phase == m_timedPhase && m_guard.requestCount() == m_timedRequest)) {
        return;
    }
    m_timedPhase = phase;
    m_timedRequest = m_guard.requestCount();
    const int seconds = phase == http::Guard::Phase::Head   ? m_limits.headerSeconds
                        : phase == http::Guard::Phase::Body ? m_limits.bodySeconds
                                                      : m_limits.idleSeconds;
    m_timer.start(std::chrono::seconds(seconds));
}

void GuardedConnection::timeUp() {
    const http::Guard::Phase phase = m_guard.phase();
    if (m_ended) {
        m_socket->abort();
    } else if (isHeld()) {
        m_timer.start(std::chrono::seconds(m_limits.idleSeconds)); // it waits for us
    } else if (phase == http::Guard::Phase::Head || phase == http::Guard::Phase::Body) {
        const bool head = phase == http::Guard::Phase::Head;
        const int seconds = head ? m_limits.headerSeconds : m_limits.bodySeconds;
        m_guard.refuse(
            408,
            std::string(head ? "the headers" : "the body") + " did not arrive within " +
                std::to_string(seconds) + " s"
        );
        end(m_guard.refusal()->toHttp());
    } else if (m_socket->bytesToWrite() > 0) {
        m_socket->abort(); // does not read its answer
    } else {
        end({});
    }
}

} // namespace meterbench::api
