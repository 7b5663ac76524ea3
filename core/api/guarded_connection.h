// GuardedConnection: one accepted socket under the guard. Its slot on readyRead runs before
// QHttpServer's (connected in incomingConnection) and a second one after it (slots run in the order
// of connection). The first feeds the guard with what came and keeps refused bytes from
// QHttpServer; the second learns how much was consumed and ends the connection where the client or
// the guard wants it. Owned by its socket. The server's thread only.
#pragma once

#include "core/http/guard.h"

#include <QObject>
#include <QTcpSocket>
#include <QTimer>

#include <functional>
#include <optional>

namespace meterbench::api {

class GuardedConnection : public QObject {
    Q_OBJECT

public:
    /// Connects the slot that runs before QHttpServer's. onRead is told each time right before
    /// QHttpServer reads.
    GuardedConnection(
        QTcpSocket* socket,
        const http::ServerLimits& limits,
        const http::HostRules& rules,
        std::function<void(GuardedConnection*)> onRead
    );

    /// Call when QHttpServer has connected its slot.
    void attachAfter();

    [[nodiscard]] bool isAttached() const { return m_attached; }

    /// The head of the request that QHttpServer hands over now.
    [[nodiscard]] std::optional<http::FramedRequest> take() { return m_guard.take(); }

    /// An answer comes later: until release() the connection stays, and nothing else goes out.
    void hold() { ++m_held; }

    void release();

    [[nodiscard]] bool isHeld() const { return m_held > 0; }

    /// What is written can still reach the client.
    [[nodiscard]] bool isOpen() const {
        return !m_ended && m_socket->state() == QAbstractSocket::ConnectedState;
    }

    /// Ends it without words.
    void abort() { m_socket->abort(); }

    /// Answers 400 and ends: QHttpServer and the guard disagree about what was asked.
    void disagree();

private:
    void before();
    void after();
    void timeUp();
    void feedGuard();
    /// Ends the connection if everything before the guard's stop has been answered.
    void endIfDue();
    void end(const std::string& lastWords);
    void halfClose();
    void armTimer();
    [[nodiscard]] std::uint64_t consumed() const;

    QTcpSocket* m_socket;
    const http::ServerLimits m_limits;
    http::Guard m_guard;
    std::function<void(GuardedConnection*)> m_onRead;
    QTimer m_timer;
    http::Guard::Phase m_timedPhase = http::Guard::Phase::Ended;
    std::uint64_t m_timedRequest = 0;
    std::uint64_t m_consumedBefore = 0; // when QHttpServer had read last
    std::size_t m_held = 0;             // answers that come later
    bool m_attached = false;
    bool m_ended = false;
};

} // namespace meterbench::api
