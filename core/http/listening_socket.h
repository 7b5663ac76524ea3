// ListeningSocket: a socket that listens on HOST:PORT, and addresses as text. Errors: InvalidInput
// (no address), Network (in use, not permitted); both name the address. Any thread.
#pragma once

#include "core/base/result.h"

#include <sys/socket.h>

#include <cstdint>
#include <string>

namespace meterbench::http {

struct ListeningSocket {
    int fd = -1;      ///< non-blocking; the receiver closes it
    std::string host; ///< without brackets
    sockaddr_storage bound{};

    /// HOST is a literal, localhost, or empty for all addresses; port 0 takes a free one.
    [[nodiscard]] static base::Result<ListeningSocket> open(const std::string& address);
};

[[nodiscard]] std::uint16_t portOf(const sockaddr_storage& address);

/// "127.0.0.1:9091", "[::1]:9091".
[[nodiscard]] std::string addressText(const sockaddr_storage& address);

} // namespace meterbench::http
