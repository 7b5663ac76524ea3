// KeptConnections: the sockets of PlainExchanges, those in use and those that wait for the next
// request to the same origin. The last one used is used first, so that what is not needed grows
// old. The client's thread.
#pragma once

#include "core/http/client.h"
#include "core/http/poller.h"

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace meterbench::http {

struct Connection;

/// One origin; kept as long as somebody holds it or a connection to it waits.
struct Site {
    std::vector<Connection*> idle; ///< the last one used stands last
};

using SitePtr = std::shared_ptr<Site>;

struct Connection {
    int fd = -1;
    std::uint64_t key = 0; ///< in the poller
    std::string remoteAddress;
    SitePtr site;
    RequestId user = 0; ///< whose exchange is under way on it; 0: nobody's
    std::int64_t idleSinceNs = 0;
};

class KeptConnections {
public:
    /// Keys begin behind firstKey.
    KeptConnections(Poller& poller, std::uint64_t firstKey);
    ~KeptConnections();
    KeptConnections(const KeptConnections&) = delete;
    KeptConnections& operator=(const KeptConnections&) = delete;

    [[nodiscard]] SitePtr siteOf(const std::string& origin);

    /// A connected, non-blocking socket; ours from now on.
    [[nodiscard]] Connection&
    adopt(int fd, std::string remoteAddress, const SitePtr& site, RequestId user);
    /// One that waits; null: there is none.
    [[nodiscard]] Connection* take(Site& site, RequestId user);
    void giveBack(Connection& connection, std::int64_t nowNs);
    void close(Connection& connection);

    /// Null: closed already.
    [[nodiscard]] Connection* find(std::uint64_t key);

    void closeIdleSince(std::int64_t beforeNs);

private:
    Poller& m_poller;
    std::uint64_t m_lastKey;
    std::unordered_map<std::string, SitePtr> m_sites; ///< by origin
    std::unordered_map<std::uint64_t, std::unique_ptr<Connection>> m_connections;
};

} // namespace meterbench::http
