// A raw TCP server for the client's tests: port 0 on loopback, one thread per connection, every
// byte under the test's control. The script gets each request (head and body) and writes whatever
// it likes, or nothing at all.
#pragma once

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace meterbench::tests {

/// One accepted connection, as the script sees it.
class TinyConnection {
public:
    explicit TinyConnection(int fd)
        : m_fd(fd) {}

    void write(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t n = ::send(m_fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (n <= 0) {
                return;
            }
            bytes.remove_prefix(static_cast<std::size_t>(n));
        }
    }

    /// With a Content-Length.
    void
    answer(const std::string& statusLine, std::string_view body, const std::string& headers = {}) {
        write(
            "HTTP/1.1 " + statusLine + "\r\n" + headers +
            "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n"
        );
        write(body);
    }

    /// So that closing sends a reset.
    void closeWithReset() {
        const linger now{1, 0};
        ::setsockopt(m_fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        m_open = false;
    }

    void close() { m_open = false; }

    [[nodiscard]] bool isOpen() const { return m_open; }

private:
    int m_fd;
    bool m_open = true;
};

class TinyServer {
public:
    using Script = std::function<void(TinyConnection&, const std::string& request)>;

    explicit TinyServer(Script script)
        : m_script(std::move(script)) {
        m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        const bool bound =
            ::bind(m_listener, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
            ::listen(m_listener, 512) == 0 &&
            ::getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &size) == 0;
        m_port = bound ? ntohs(address.sin_port) : 0;
        m_acceptor = std::thread([this] { acceptAll(); });
    }

    ~TinyServer() {
        ::shutdown(m_listener, SHUT_RDWR);
        m_acceptor.join();
        {
            const std::lock_guard lock(m_mutex);
            for (const int fd : m_open) {
                ::shutdown(fd, SHUT_RDWR);
            }
        }
        for (std::thread& thread : m_threads) {
            thread.join();
        }
        ::close(m_listener);
    }

    TinyServer(const TinyServer&) = delete;
    TinyServer& operator=(const TinyServer&) = delete;

    [[nodiscard]] std::string host() const { return "127.0.0.1:" + std::to_string(m_port); }

    [[nodiscard]] std::string url(const std::string& path = "/metrics") const {
        return "http://" + host() + path;
    }

    [[nodiscard]] int connections() const { return m_connections; }

    [[nodiscard]] std::vector<std::string> requests() const {
        const std::lock_guard lock(m_mutex);
        return m_requests;
    }

    /// Waits until so many requests have arrived.
    void waitForRequests(std::size_t count) {
        std::unique_lock lock(m_mutex);
        m_arrived.wait(lock, [this, count] { return m_requests.size() >= count; });
    }

private:
    void acceptAll() {
        for (;;) {
            const int fd = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
            if (fd < 0) {
                return;
            }
            const int now = 1; // head and body are two writes; no waiting for the acknowledgement between them
            ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &now, sizeof now);
            ++m_connections;
            const std::lock_guard lock(m_mutex);
            m_open.push_back(fd);
            m_threads.emplace_back([this, fd] { serve(fd); });
        }
    }

    void serve(int fd) {
        TinyConnection connection(fd);
        std::string buffer;
        while (connection.isOpen() && readRequest(fd, buffer)) {
            const std::size_t size = requestSize(buffer);
            const std::string request = buffer.substr(0, size);
            buffer.erase(0, size);
            {
                const std::lock_guard lock(m_mutex);
                m_requests.push_back(request);
            }
            m_arrived.notify_all();
            m_script(connection, request);
        }
        const std::lock_guard lock(m_mutex);
        m_open.remove(fd);
        ::close(fd);
    }

    static std::size_t requestSize(const std::string& buffer) {
        const std::size_t end = buffer.find("\r\n\r\n");
        if (end == std::string::npos) {
            return std::string::npos;
        }
        const std::size_t at = buffer.find("Content-Length: ");
        const std::size_t body = at < end ? std::stoul(buffer.substr(at + 16)) : 0;
        return end + 4 + body;
    }

    static bool readRequest(int fd, std::string& buffer) {
        char bytes[65536];
        while (requestSize(buffer) > buffer.size()) {
            const ssize_t n = ::recv(fd, bytes, sizeof bytes, 0);
            if (n <= 0) {
                return false;
            }
            buffer.append(bytes, static_cast<std::size_t>(n));
        }
        return true;
    }

    Script m_script;
    int m_listener = -1;
    int m_port = 0;
    std::atomic<int> m_connections = 0;
    mutable std::mutex m_mutex;
    std::condition_variable m_arrived;
    std::vector<std::string> m_requests;
    std::list<int> m_open;
    std::list<std::thread> m_threads;
    std::thread m_acceptor;
};

} // namespace meterbench::tests
