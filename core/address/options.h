// AddressOptions: everything that is told to the address when it starts. Plain values; where they
// come from (flags, environment, files) is the program's business.
#pragma once

#include "core/address/view.h"
#include "core/http/server.h"

#include <cstdint>
#include <string>
#include <vector>

namespace meterbench::address {

/// Who may ask, by HTTP Basic.
struct User {
    std::string name;
    std::string secret;  ///< the password, or its bcrypt hash ($2a$, $2b$, $2y$)
    bool isHash = false;

    friend bool operator==(const User&, const User&) = default;
};

struct AddressOptions {
    std::string listenAddress;    ///< HOST:PORT; empty: it does not listen
    std::string lifecycleAddress; ///< HOST:PORT of a second listener for health and own metrics
    std::string dataFolder;       ///< of the journals
    Mode mode = Mode::Aggregation;
    gateway::Profile profile = gateway::Profile::Strict;
    gateway::StoreRules rules;
    gateway::StoreLimits limits;
    http::ServerLimits server;
    http::ServerTls tls;
    std::vector<User> writers; ///< empty: anybody who reaches the address may push
    std::vector<User> readers; ///< empty: anybody may read; else these and the writers
    /// Value of Access-Control-Allow-Origin: an origin, or "*"; empty: no CORS.
    std::string corsOrigin;
    std::string telemetryPath = "/metrics";
    std::string routePrefix; ///< "/push": all paths stand behind it; empty: none
    bool enableLifecycle = false; ///< /-/quit
    bool enableAdmin = false;     ///< /api/v1/admin/wipe
    bool checkConsistency = true; ///< Pushgateway mode
    bool utf8Names = false;       ///< Pushgateway mode
    std::string about;            ///< program and version, for pages and build info
};

} // namespace meterbench::address
