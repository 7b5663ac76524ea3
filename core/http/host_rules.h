// HostRules: which Host and Origin values a server takes. A page that a browser loaded from
// elsewhere must not reach a server on this machine under a name that its author controls (DNS
// rebinding) nor post to it across origins. Not authentication. Source: RFC 9110 section 7.2, RFC
// 6454. Any thread.
#pragma once

#include "core/http/server_limits.h"

#include <string>
#include <string_view>
#include <vector>

namespace meterbench::http {

class HostRules {
public:
    /// boundHost: the address that is listened on, without a port.
    HostRules(const ServerLimits& limits, std::string boundHost);

    /// The value of a Host header: name or literal, with or without a port.
    [[nodiscard]] bool allowsHost(std::string_view host) const;
    /// Paths that answer under any Host name: probes ask by whatever address they have, and the
    /// answer is no secret.
    [[nodiscard]] bool isOpenPath(std::string_view target) const;
    /// An Origin must name the same host and port as the Host header of its request, or be one of
    /// those that the limits allow.
    [[nodiscard]] bool allowsOrigin(std::string_view origin, std::string_view host) const;

private:
    std::vector<std::string> m_hosts;
    std::vector<std::string> m_openPaths;
    bool m_all = false;
    bool m_anyLiteral =
        false; ///< bound to all addresses: each of the machine's literals is its own
    std::vector<std::string> m_origins;
    bool m_anyOrigin = false;
    /// A name without a dot cannot be resolved from outside the local network, so no page that a
    /// browser loaded from elsewhere can come under it.
    bool m_allowsPlainNames = false;
};

} // namespace meterbench::http
