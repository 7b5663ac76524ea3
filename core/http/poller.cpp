#include "core/http/poller.h"

#include "core/base/check.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>

namespace meterbench::http {

namespace {

constexpr std::uint64_t kWakeUpKey = ~std::uint64_t{0};

} // namespace

Poller::Poller()
    : m_epoll(::epoll_create1(EPOLL_CLOEXEC))
    , m_event(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    MB_CHECK(m_epoll >= 0 && m_event >= 0, "the system gives an epoll and an event");
    watch(m_event, kWakeUpKey, EPOLLIN | EPOLLET); // edge-triggered: it is never read
}

Poller::~Poller() {
    ::close(m_event);
    ::close(m_epoll);
}

void Poller::watch(int fd, std::uint64_t key, std::uint32_t events) {
    epoll_event event{};
    event.events = events;
    event.data.u64 = key;
    if (::epoll_ctl(m_epoll, EPOLL_CTL_ADD, fd, &event) != 0 && errno == EEXIST) {
        ::epoll_ctl(m_epoll, EPOLL_CTL_MOD, fd, &event);
    }
}

void Poller::forget(int fd) {
    epoll_event unused{};
    ::epoll_ctl(m_epoll, EPOLL_CTL_DEL, fd, &unused);
}

std::span<const Poller::Ready> Poller::wait(int timeoutMs) {
    const int count =
        ::epoll_wait(m_epoll, m_raw.data(), static_cast<int>(m_raw.size()), timeoutMs);
    std::size_t ready = 0;
    for (int i = 0; i < count; ++i) {
        const epoll_event& event = m_raw[static_cast<std::size_t>(i)];
        if (event.data.u64 != kWakeUpKey) {
            m_ready[ready++] = {event.data.u64, event.events};
        }
    }
    return {m_ready.data(), ready};
}

void Poller::wakeUp() {
    const std::uint64_t one = 1;
    static_cast<void>(!::write(m_event, &one, sizeof one));
}

} // namespace meterbench::http
