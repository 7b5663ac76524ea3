// GuardedListener: the QTcpServer given to QHttpServer::bind(). Puts each accepted socket under the
// guard before QHttpServer knows it, and refuses those above the bound with a 503. The server's
// thread only.
#pragma once

#include "core/api/guarded_connection.h"

#include <QTcpServer>

namespace meterbench::api {

class GuardedListener : public QTcpServer {
    Q_OBJECT

public:
    GuardedListener(http::ServerLimits limits, http::HostRules rules);

    /// Call after QHttpServer::bind(this): from then on the second slots are connected behind
    /// QHttpServer's.
    void followBind();

    /// The connection whose bytes QHttpServer is reading right now.
    [[nodiscard]] GuardedConnection* current() const { return m_current; }

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    void refuse(QTcpSocket* socket);
    void attachAll();

    http::ServerLimits m_limits;
    http::HostRules m_rules;
    QList<GuardedConnection*> m_fresh; ///< not attached yet
    GuardedConnection* m_current = nullptr;
    int m_connections = 0;
    int m_refusing = 0;
};

} // namespace meterbench::api
