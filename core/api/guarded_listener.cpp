#include "core/api/guarded_listener.h"

#include <QPointer>

namespace meterbench::api {

namespace {

/// So many are told why they are refused; further ones are just closed.
constexpr int kMostRefusing = 64;
constexpr int kRefusingMs = 2'000;

} // namespace

GuardedListener::GuardedListener(http::ServerLimits limits, http::HostRules rules)
    : m_limits(std::move(limits))
    , m_rules(std::move(rules)) {}

void GuardedListener::followBind() {
    // QHttpServer takes its sockets on one of these, depending on the version; it connected before
    // us.
    connect(this, &QTcpServer::newConnection, this, &GuardedListener::attachAll);
    connect(this, &QTcpServer::pendingConnectionAvailable, this, &GuardedListener::attachAll);
}

void GuardedListener::incomingConnection(qintptr descriptor) {
    auto* socket = new QTcpSocket(this);
    if (!socket->setSocketDescriptor(descriptor)) {
        delete socket;
        return;
    }
    if (static_cast<std::size_t>(m_connections) >= m_limits.connections) {
        refuse(socket);
        return;
    }
    ++m_connections;
    const QPointer<GuardedListener> self(this);
    connect(socket, &QObject::destroyed, this, [this] { --m_connections; });
    auto* connection =
        new GuardedConnection(socket, m_limits, m_rules, [self](GuardedConnection* reading) {
            if (self != nullptr) {
                self->m_current = reading;
            }
        });
    m_fresh.append(connection);
    connect(connection, &QObject::destroyed, this, [this, connection] {
        m_fresh.removeAll(connection);
        m_current = m_current == connection ? nullptr : m_current;
    });
    addPendingConnection(socket);
}

void GuardedListener::attachAll() {
    if (hasPendingConnections()) {
        return; // QHttpServer has not taken them yet: it listens to the other signal
    }
    for (GuardedConnection* connection : std::as_const(m_fresh)) {
        connection->attachAfter();
    }
    m_fresh.clear();
}

void GuardedListener::refuse(QTcpSocket* socket) {
    if (m_refusing >= kMostRefusing) {
        socket->abort();
        socket->deleteLater();
        return;
    }
    ++m_refusing;
    const std::string words =
        http::FramingRefusal{
            503,
            "more than " + std::to_string(m_limits.connections) + " connections; try again later"}
            .toHttp();
    connect(socket, &QObject::destroyed, this, [this] { --m_refusing; });
    connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    connect(socket, &QTcpSocket::readyRead, socket, [socket] { socket->readAll(); });
    QTimer::singleShot(kRefusingMs, socket, [socket] {
        socket->abort();
        socket->deleteLater();
    });
    socket->write(words.data(), static_cast<qint64>(words.size()));
    socket->disconnectFromHost();
}

} // namespace meterbench::api
