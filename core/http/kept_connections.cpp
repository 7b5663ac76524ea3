#include "core/http/kept_connections.h"

#include <unistd.h>

#include <utility>

namespace meterbench::http {

KeptConnections::KeptConnections(Poller& poller, std::uint64_t firstKey)
    : m_poller(poller)
    , m_lastKey(firstKey) {}

KeptConnections::~KeptConnections() {
    for (const auto& [key, connection] : m_connections) {
        ::close(connection->fd);
    }
}

SitePtr KeptConnections::siteOf(const std::string& origin) {
    SitePtr& site = m_sites[origin];
    site = site ? site : std::make_shared<Site>();
    return site;
}

Connection&
KeptConnections::adopt(int fd, std::string remoteAddress, const SitePtr& site, RequestId user) {
    auto owned = std::make_unique<Connection>();
    Connection& connection = *owned;
    connection.fd = fd;
    connection.key = ++m_lastKey;
    connection.remoteAddress = std::move(remoteAddress);
    connection.site = site;
    connection.user = user;
    m_poller.watch(fd, connection.key, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET);
    m_connections.emplace(connection.key, std::move(owned));
    return connection;
}

Connection* KeptConnections::take(Site& site, RequestId user) {
    if (site.idle.empty()) {
        return nullptr;
    }
    Connection* const connection = site.idle.back();
    site.idle.pop_back();
    connection->user = user;
    return connection;
}

void KeptConnections::giveBack(Connection& connection, std::int64_t nowNs) {
    connection.user = 0;
    connection.idleSinceNs = nowNs;
    connection.site->idle.push_back(&connection);
}

void KeptConnections::close(Connection& connection) {
    if (connection.user == 0) {
        std::erase(connection.site->idle, &connection);
    }
    ::close(connection.fd); // leaves the poller by itself
    m_connections.erase(connection.key);
}

Connection* KeptConnections::find(std::uint64_t key) {
    const auto found = m_connections.find(key);
    return found == m_connections.end() ? nullptr : found->second.get();
}

void KeptConnections::closeIdleSince(std::int64_t beforeNs) {
    std::vector<Connection*> old;
    for (const auto& [key, connection] : m_connections) {
        if (connection->user == 0 && connection->idleSinceNs < beforeNs) {
            old.push_back(connection.get());
        }
    }
    for (Connection* const connection : old) {
        close(*connection);
    }
    std::erase_if(m_sites, [](const auto& entry) { return entry.second.use_count() == 1; });
}

} // namespace meterbench::http
