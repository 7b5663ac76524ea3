// A blocking raw socket for the server's tests: writes any bytes, reads whole answers, knows
// nothing it is not told.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

namespace meterbench::tests {

struct RawAnswer {
    int status = 0;
    std::string head;
    std::string body;

    [[nodiscard]] bool has(const std::string& line) const {
        return head.find("\r\n" + line + "\r\n") != std::string::npos;
    }
};

class RawClient {
public:
    explicit RawClient(std::uint16_t port)
        : m_fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        m_connected = ::connect(m_fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
        const timeval patience{60, 0}; // a test that hangs fails instead
        ::setsockopt(m_fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }

    ~RawClient() { ::close(m_fd); }

    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    [[nodiscard]] bool isConnected() const { return m_connected; }

    [[nodiscard]] int fd() const { return m_fd; }

    /// False when the other side has closed.
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t n = ::send(m_fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (n <= 0) {
                return false;
            }
            bytes.remove_prefix(static_cast<std::size_t>(n));
        }
        return true;
    }

    /// One answer; status 0 when the connection ended first. bodiless: as for HEAD.
    RawAnswer read(bool bodiless = false) {
        RawAnswer answer;
        std::size_t end = std::string::npos;
        while ((end = m_buffer.find("\r\n\r\n")) == std::string::npos) {
            if (!fill()) {
                return answer;
            }
        }
        answer.head = m_buffer.substr(0, end + 2);
        m_buffer.erase(0, end + 4);
        answer.status = std::atoi(answer.head.substr(9, 3).c_str());
        const std::size_t at = answer.head.find("\r\nContent-Length: ");
        const std::size_t size =
            at == std::string::npos || bodiless ? 0 : std::stoul(answer.head.substr(at + 18));
        while (m_buffer.size() < size && fill()) {
        }
        answer.body = m_buffer.substr(0, size);
        m_buffer.erase(0, size);
        return answer;
    }

    /// So many bytes, heads and all; fewer when the other side closes.
    std::string readSome(std::size_t bytes) {
        while (m_buffer.size() < bytes && fill()) {
        }
        std::string some = m_buffer.substr(0, bytes);
        m_buffer.erase(0, bytes);
        return some;
    }

    /// Everything until the other side closes.
    std::string readToEnd() {
        while (fill()) {
        }
        return std::exchange(m_buffer, {});
    }

    /// True when the other side closed without a further byte.
    bool isClosedByPeer() { return m_buffer.empty() && !fill() && m_atEnd; }

private:
    bool fill() {
        char bytes[65536];
        const ssize_t n = ::recv(m_fd, bytes, sizeof bytes, 0);
        m_atEnd = n == 0;
        if (n <= 0) {
            return false;
        }
        m_buffer.append(bytes, static_cast<std::size_t>(n));
        return true;
    }

    int m_fd;
    bool m_connected = false;
    bool m_atEnd = false;
    std::string m_buffer;
};

} // namespace meterbench::tests
