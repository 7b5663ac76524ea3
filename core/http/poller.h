// Poller: one epoll instance and its wake-up. Sockets are known by keys that their owners choose;
// a key that is not known any more is passed over by its owner. The client's thread, but for
// wakeUp().
#pragma once

#include <sys/epoll.h>

#include <array>
#include <cstdint>
#include <span>

namespace meterbench::http {

class Poller {
public:
    Poller();
    ~Poller();
    Poller(const Poller&) = delete;
    Poller& operator=(const Poller&) = delete;

    /// events: EPOLLIN and so on. What is known already gets the new events.
    void watch(int fd, std::uint64_t key, std::uint32_t events);
    /// Before the socket is closed.
    void forget(int fd);

    struct Ready {
        std::uint64_t key = 0;
        std::uint32_t events = 0;
    };

    /// Waits until something is ready, somebody wakes it, or the time is over; -1: no end.
    [[nodiscard]] std::span<const Ready> wait(int timeoutMs);
    /// Any thread: ends the present wait, or the next one.
    void wakeUp();

private:
    int m_epoll = -1;
    int m_event = -1;
    std::array<epoll_event, 256> m_raw{};
    std::array<Ready, 256> m_ready{};
};

} // namespace meterbench::http
