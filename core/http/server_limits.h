// ServerLimits: what a listener bounds, and whom it answers. Plain values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace meterbench::http {

/// Bounds of one listener. Every one of them answers with a plain 4xx or 503 that says which bound.
struct ServerLimits {
    std::uint64_t headerBytes = 32 * 1024;
    std::uint64_t bodyBytes = 16 * 1024 * 1024;
    std::size_t connections = 512;
    int idleSeconds = 60;
    int headerSeconds = 10;
    int bodySeconds = 60;
    /// Host names besides the bound address, localhost and literals of loopback; "*" allows all.
    std::vector<std::string> hosts;
    /// Names without a dot are taken too: nobody outside the local network can make them resolve.
    bool allowPlainNames = false;
    /// Paths that answer under any Host name, such as /-/healthy.
    std::vector<std::string> openPaths;
    /// Origins (scheme://host[:port]) that may call besides the host itself; "*" allows all.
    std::vector<std::string> origins;
};

} // namespace meterbench::http
