// What a request costs the servers, in CPU time of their process (user and system, kernel included)
// and in resident bytes for an idle connection: PUTs of 7.3 KB over 8 kept connections, without and
// with 10,000 idle ones beside them, at http::ServerLoop and at api::HttpServer (QtHttpServer). A
// server is a process of its own, as one process may not hold both ends of 10,000 connections.
#include "core/api/http_server.h"
#include "core/http/server.h"

#include <QCoreApplication>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

using namespace meterbench;

namespace {

constexpr std::size_t kKept = 8;
constexpr std::size_t kIdle = 10'000;
constexpr std::size_t kBodyBytes = 7'300;

http::ServerLimits wideLimits() {
    http::ServerLimits limits;
    limits.connections = kIdle + 100;
    limits.idleSeconds = 600;
    return limits;
}

void tell(int pipe, std::uint16_t port) {
    if (::write(pipe, &port, sizeof port) != sizeof port) {
        std::exit(1);
    }
}

void serveLoop(int pipe) {
    const base::SystemClock clock;
    http::ServerLoop loop(clock);
    const auto listening =
        loop.listen({"127.0.0.1:0", wideLimits(), {}}, [](const http::ServedRequest& request) {
            http::Answer answer;
            answer.status = request.body.size() == kBodyBytes ? 200 : 202;
            return answer;
        });
    if (!listening) {
        std::exit(1);
    }
    tell(pipe, listening->port);
    loop.run([] { return std::int64_t{-1}; });
}

/// The floor: what the kernel takes for the same bytes, and nothing is looked at.
void serveNothing(int pipe) {
    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    socklen_t size = sizeof address;
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(listener, reinterpret_cast<const sockaddr*>(&address), size);
    ::listen(listener, 4'096);
    ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
    tell(pipe, ntohs(address.sin_port));
    const int poller = ::epoll_create1(0);
    epoll_event event{EPOLLIN, {.fd = listener}};
    ::epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
    std::vector<char> buffer(256 * 1'024);
    constexpr std::string_view kAnswer = "HTTP/1.1 200 OK\r\nContent-Type: text/plain; "
                                         "charset=utf-8\r\nContent-Length: 0\r\n\r\n";
    while (true) {
        std::array<epoll_event, 256> ready{};
        const int count = ::epoll_wait(poller, ready.data(), ready.size(), -1);
        for (int i = 0; i < count; ++i) {
            const int fd = ready[static_cast<std::size_t>(i)].data.fd;
            if (fd == listener) {
                event.data.fd = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK);
                ::epoll_ctl(poller, EPOLL_CTL_ADD, event.data.fd, &event);
            } else if (::recv(fd, buffer.data(), buffer.size(), 0) > 0) {
                static_cast<void>(::send(fd, kAnswer.data(), kAnswer.size(), MSG_NOSIGNAL));
            } else {
                ::close(fd);
            }
        }
    }
}

void serveQt(int pipe) {
    int count = 1;
    std::array<char, 8> name{"bench"};
    std::array<char*, 2> words{name.data(), nullptr};
    const QCoreApplication application(count, words.data());
    const auto server = api::HttpServer::listen(
        "127.0.0.1:0",
        [](const api::HttpRequest& request) {
            api::HttpResponse answer;
            answer.status = request.body.size() == kBodyBytes ? 200 : 202;
            return answer;
        },
        wideLimits()
    );
    if (!server) {
        std::exit(1);
    }
    tell(pipe, (*server)->port());
    QCoreApplication::exec();
}

struct Server {
    pid_t process = 0;
    std::uint16_t port = 0;

    explicit Server(void (*serve)(int)) {
        std::array<int, 2> pipe{};
        if (::pipe(pipe.data()) != 0 || (process = ::fork()) < 0) {
            std::exit(1);
        }
        if (process == 0) {
            serve(pipe[1]);
            std::exit(0);
        }
        if (::read(pipe[0], &port, sizeof port) != sizeof port) {
            std::exit(1);
        }
        ::close(pipe[0]);
        ::close(pipe[1]);
    }

    ~Server() {
        ::kill(process, SIGKILL);
        ::waitpid(process, nullptr, 0);
    }

    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    [[nodiscard]] double cpuSeconds() const {
        clockid_t clock{};
        timespec now{};
        ::clock_getcpuclockid(process, &clock);
        ::clock_gettime(clock, &now);
        return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
    }

    [[nodiscard]] double residentBytes() const {
        std::ifstream file("/proc/" + std::to_string(process) + "/statm");
        double pages = 0;
        file >> pages >> pages;
        return pages * static_cast<double>(::sysconf(_SC_PAGESIZE));
    }
};

int connectTo(std::uint16_t port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        std::perror("connect");
        std::exit(1);
    }
    const int one = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

std::string putOf(std::size_t bodyBytes) {
    return "PUT /metrics/job/bench/instance/17 HTTP/1.1\r\nHost: 127.0.0.1:9091\r\n"
           "User-Agent: bench/1.0\r\nAccept: */*\r\n"
           "Content-Type: text/plain; version=0.0.4; charset=utf-8\r\nContent-Length: " +
           std::to_string(bodyBytes) + "\r\n\r\n" + std::string(bodyBytes, 'm');
}

void sendAll(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) {
            std::exit(1);
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

/// One answer; it is small and comes in one piece.
void readAnswer(int fd) {
    std::array<char, 4096> bytes{};
    const ssize_t got = ::recv(fd, bytes.data(), bytes.size(), 0);
    if (got < 12 || std::string_view(bytes.data(), 12) != "HTTP/1.1 200") {
        std::fprintf(stderr, "not the answer that was expected\n");
        std::exit(1);
    }
}

double microsecondsFor(const Server& server, std::size_t requests) {
    std::array<pollfd, kKept> kept{};
    const std::string put = putOf(kBodyBytes);
    for (pollfd& one : kept) {
        one = {connectTo(server.port), POLLIN, 0};
        sendAll(one.fd, put);
    }
    const double before = server.cpuSeconds();
    for (std::size_t done = 0; done < requests;) {
        ::poll(kept.data(), kept.size(), -1);
        for (const pollfd& one : kept) {
            if (one.revents != 0) {
                readAnswer(one.fd);
                sendAll(one.fd, put);
                ++done;
            }
        }
    }
    const double spent = server.cpuSeconds() - before;
    std::ranges::for_each(kept, [](const pollfd& one) { ::close(one.fd); });
    return spent / static_cast<double>(requests) * 1e6;
}

void measure(const char* name, void (*serve)(int), std::size_t requests) {
    const Server server(serve);
    std::printf("%-22s %7.2f us a PUT alone\n", name, microsecondsFor(server, requests));
    const double before = server.residentBytes();
    std::vector<int> idle(kIdle);
    for (int& fd : idle) { // each has said something once
        fd = connectTo(server.port);
        sendAll(fd, putOf(kBodyBytes));
        readAnswer(fd);
    }
    const double each = (server.residentBytes() - before) / static_cast<double>(kIdle);
    std::printf("%-22s %7.0f bytes resident an idle connection\n", name, each);
    const double beside = microsecondsFor(server, requests / 4);
    std::printf("%-22s %7.2f us a PUT beside %zu idle connections\n", name, beside, kIdle);
    std::ranges::for_each(idle, [](int fd) { ::close(fd); });
}

} // namespace

int main(int count, char** /*words*/) {
    ::setvbuf(stdout, nullptr, _IOLBF, 0);
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
    const bool isShort = count > 1; // without the slow one
    measure("recv and send", serveNothing, 300'000);
    measure("http::ServerLoop", serveLoop, 300'000);
    if (!isShort) {
        measure("api::HttpServer (Qt)", serveQt, 20'000);
    }
    return 0;
}
