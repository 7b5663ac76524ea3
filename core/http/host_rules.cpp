#include "core/http/host_rules.h"

#include <algorithm>

namespace meterbench::http {

namespace {

std::string lowered(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    });
    return out;
}

bool isDigits(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// Without the port; empty when it is no host at all.
std::string_view nameOf(std::string_view host) {
    if (host.starts_with('[')) {
        const std::size_t end = host.find(']');
        const std::string_view rest = end == std::string_view::npos ? "x" : host.substr(end + 1);
        const bool good = rest.empty() || (rest.starts_with(':') && isDigits(rest.substr(1)));
        return good ? host.substr(0, end + 1) : std::string_view();
    }
    const std::size_t colon = host.find(':');
    if (colon != std::string_view::npos && !isDigits(host.substr(colon + 1))) {
        return {};
    }
    return host.substr(0, colon);
}

bool isLiteral4(std::string_view name) {
    int parts = 0;
    while (parts < 4) {
        const std::size_t dot = name.find('.');
        const std::string_view part = name.substr(0, dot);
        if (part.empty() || part.size() > 3 || !isDigits(part)) {
            return false;
        }
        ++parts;
        if (dot == std::string_view::npos) {
            return parts == 4;
        }
        name.remove_prefix(dot + 1);
    }
    return false;
}

bool isLiteral(std::string_view name) {
    return name.starts_with('[') || isLiteral4(name);
}

bool isLoopback(std::string_view name) {
    return name == "localhost" || name == "[::1]" || (isLiteral4(name) && name.starts_with("127."));
}

} // namespace

HostRules::HostRules(const ServerLimits& limits, std::string boundHost)
    : m_openPaths(limits.openPaths)
    , m_anyLiteral(boundHost == "0.0.0.0" || boundHost == "::" || boundHost == "[::]")
    , m_allowsPlainNames(limits.allowPlainNames) {
    for (const std::string& host : limits.hosts) {
        m_all = m_all || host == "*";
        m_hosts.push_back(lowered(host));
    }
    for (const std::string& origin : limits.origins) {
        m_anyOrigin = m_anyOrigin || origin == "*";
        m_origins.push_back(lowered(origin));
    }
    const bool bare6 = boundHost.find(':') != std::string::npos && !boundHost.starts_with('[');
    m_hosts.push_back(lowered(bare6 ? "[" + boundHost + "]" : boundHost));
}

bool HostRules::isOpenPath(std::string_view target) const {
    return std::ranges::find(m_openPaths, target.substr(0, target.find('?'))) != m_openPaths.end();
}

bool HostRules::allowsHost(std::string_view host) const {
    const std::string name = lowered(nameOf(host));
    if (name.empty()) {
        return false;
    }
    const bool isPlain =
        m_allowsPlainNames && name.find('.') == std::string::npos && !isLiteral(name);
    return m_all || isPlain || isLoopback(name) || (m_anyLiteral && isLiteral(name)) ||
           std::ranges::find(m_hosts, name) != m_hosts.end();
}

bool HostRules::allowsOrigin(std::string_view origin, std::string_view host) const {
    return m_anyOrigin || lowered(origin) == "http://" + lowered(host) ||
           lowered(origin) == "https://" + lowered(host) ||
           std::ranges::find(m_origins, lowered(origin)) != m_origins.end();
}

} // namespace meterbench::http
