#include "core/http/listening_socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>

namespace meterbench::http {

namespace {

constexpr int kBacklog = 4'096;

struct HostAndPort {
    std::string host;
    std::uint16_t port = 0;
};

std::optional<HostAndPort> split(const std::string& address) {
    const std::size_t colon = address.rfind(':');
    if (colon == std::string::npos) {
        return std::nullopt;
    }
    HostAndPort parts{address.substr(0, colon), 0};
    const char* const last = address.data() + address.size();
    const auto read = std::from_chars(address.data() + colon + 1, last, parts.port);
    if (read.ec != std::errc() || read.ptr != last) {
        return std::nullopt;
    }
    if (parts.host.starts_with('[') && parts.host.ends_with(']')) {
        parts.host = parts.host.substr(1, parts.host.size() - 2);
    } else if (parts.host.empty()) {
        parts.host = "0.0.0.0";
    } else if (parts.host == "localhost") {
        parts.host = "127.0.0.1";
    }
    return parts;
}

/// The size of the socket's address; 0: the host is no literal.
socklen_t fill(sockaddr_storage& address, const HostAndPort& parts) {
    auto* const four = reinterpret_cast<sockaddr_in*>(&address);
    auto* const six = reinterpret_cast<sockaddr_in6*>(&address);
    if (::inet_pton(AF_INET, parts.host.c_str(), &four->sin_addr) == 1) {
        four->sin_family = AF_INET;
        four->sin_port = htons(parts.port);
        return sizeof *four;
    }
    if (::inet_pton(AF_INET6, parts.host.c_str(), &six->sin6_addr) == 1) {
        six->sin6_family = AF_INET6;
        six->sin6_port = htons(parts.port);
        return sizeof *six;
    }
    return 0;
}

} // namespace

base::Result<ListeningSocket> ListeningSocket::open(const std::string& address) {
    ListeningSocket made;
    const auto parts = split(address);
    socklen_t size = parts ? fill(made.bound, *parts) : 0;
    if (size == 0) {
        return base::Error{
            base::Code::InvalidInput,
            "\"" + address +
                "\" is not an address to listen on; it must be HOST:PORT with a literal address, "
                "such as 127.0.0.1:9091"};
    }
    made.host = parts->host;
    auto* const raw = reinterpret_cast<sockaddr*>(&made.bound);
    const int one = 1;
    made.fd = ::socket(made.bound.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    ::setsockopt(made.fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (made.fd < 0 || ::bind(made.fd, raw, size) != 0 || ::listen(made.fd, kBacklog) != 0) {
        const std::string why = std::strerror(errno);
        ::close(made.fd);
        return base::Error{base::Code::Network, "cannot listen on " + address + ": " + why};
    }
    ::getsockname(made.fd, raw, &size);
    return made;
}

std::uint16_t portOf(const sockaddr_storage& address) {
    return ntohs(
        address.ss_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6&>(address).sin6_port
                                      : reinterpret_cast<const sockaddr_in&>(address).sin_port
    );
}

std::string addressText(const sockaddr_storage& address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const bool isSix = address.ss_family == AF_INET6;
    const void* const raw =
        isSix ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in6&>(address).sin6_addr)
              : &reinterpret_cast<const sockaddr_in&>(address).sin_addr;
    ::inet_ntop(address.ss_family, raw, text.data(), text.size());
    const std::string host = text.data();
    return (isSix ? "[" + host + "]" : host) + ":" + std::to_string(portOf(address));
}

} // namespace meterbench::http
