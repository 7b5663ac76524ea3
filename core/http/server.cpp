#include "core/http/server.h"

#include "core/http/listening_socket.h"
#include "core/http/poller.h"
#include "core/http/served_connection.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <deque>
#include <string>
#include <utility>

namespace meterbench::http {

namespace {

constexpr std::size_t kBufferBytes = 256 * 1024;
constexpr int kMostAccepts = 64; ///< in one turn
constexpr std::uint64_t kListenerKey = 1ULL << 63U;
constexpr std::int64_t kSweepEveryNs = 1'000'000'000;
constexpr std::int64_t kStopNs = 1'000'000'000;
/// Connections above the bound that are told so; further ones are closed without a word.
constexpr std::size_t kMostRefusing = 64;

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

} // namespace

std::string_view ServedRequest::header(std::string_view name) const {
    for (const HeaderView& header : headers) {
        if (std::ranges::equal(header.name, name, {}, lower, lower)) {
            return header.value;
        }
    }
    return {};
}

class ServerLoop::Inside {
public:
    explicit Inside(const base::Clock& clock)
        : m_clock(clock)
        , m_buffer(kBufferBytes, '\0') {}

    ~Inside() {
        m_slots.clear();
        for (const auto& listener : m_listeners) {
            ::close(listener->fd);
        }
    }

    base::Result<Listening> listen(ListenOptions&& options, Handler&& handler) {
        std::unique_ptr<TlsContext> tls;
        if (options.tls.isWanted()) {
            auto made = TlsContext::make(options.tls);
            if (!made) {
                return made.error();
            }
            tls = std::move(*made);
        }
        auto socket = ListeningSocket::open(options.address);
        if (!socket) {
            return socket.error();
        }
        const int fd = socket->fd;
        const HostRules rules(options.limits, socket->host);
        m_hasTls = m_hasTls || tls != nullptr;
        m_listeners.push_back(std::make_unique<Listener>(Listener{
            fd, std::move(options.limits), rules, std::move(handler), std::move(tls), 0, 0}));
        m_poller.watch(fd, kListenerKey | (m_listeners.size() - 1), EPOLLIN);
        return Listening{addressText(socket->bound), portOf(socket->bound)};
    }

    void run(const std::function<std::int64_t()>& onTurn) {
        if (m_hasTls) {
            ignoreBrokenPipes();
        }
        std::int64_t waitMs = onTurn();
        while (!m_isStopping) {
            static_cast<void>(turn(waitUntil(waitMs)));
            waitMs = onTurn();
        }
        finish();
    }

    void wake() { m_poller.wakeUp(); }

    void stop() {
        m_isStopping = true;
        m_poller.wakeUp();
    }

    ServerCounts counts() const {
        ServerCounts counts = m_counts;
        counts.connections = m_open;
        return counts;
    }

private:
    struct Listener {
        int fd = -1;
        ServerLimits limits;
        HostRules rules;
        Handler handler;
        std::unique_ptr<TlsContext> tls;
        std::size_t open = 0;
        std::size_t refusing = 0;
    };

    struct Slot {
        std::unique_ptr<ServedConnection> connection;
        std::uint32_t generation = 0;
        std::uint32_t events = 0; ///< that the poller knows
        std::int64_t heldNs = 0;  ///< as m_held knows it
        Listener* listener = nullptr;
        bool isRefusing = false;
    };

    /// A connection whose answer goes out later.
    struct Held {
        std::uint32_t index = 0;
        std::uint32_t generation = 0;
        std::int64_t untilNs = 0;
    };

    /// OpenSSL writes without MSG_NOSIGNAL. For this thread only, and it keeps it: what came
    /// meanwhile would arrive otherwise.
    static void ignoreBrokenPipes() {
        sigset_t set;
        sigemptyset(&set);
        sigaddset(&set, SIGPIPE);
        ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
    }

    /// For the poller: until the sweep, or what the owner wants.
    [[nodiscard]] int waitUntil(std::int64_t waitMs) const {
        std::int64_t untilMs = waitMs;
        if (m_nextSweepNs != 0) {
            const std::int64_t sweepMs =
                std::max<std::int64_t>(0, (m_nextSweepNs - m_clock.steadyNs()) / 1'000'000 + 1);
            untilMs = untilMs < 0 ? sweepMs : std::min(untilMs, sweepMs);
        }
        for (const Held& held : m_held) {
            const std::int64_t heldMs =
                std::max<std::int64_t>(0, (held.untilNs - m_clock.steadyNs()) / 1'000'000 + 1);
            untilMs = untilMs < 0 ? heldMs : std::min(untilMs, heldMs);
        }
        return static_cast<int>(std::min<std::int64_t>(untilMs, 3'600'000));
    }

    /// Answers whether anything was ready.
    bool turn(int timeoutMs) {
        const auto ready = m_poller.wait(timeoutMs);
        const std::int64_t now = m_clock.steadyNs();
        for (const Poller::Ready& one : ready) {
            if ((one.key & kListenerKey) != 0) {
                accept(*m_listeners[one.key & ~kListenerKey], now);
                continue;
            }
            serve(
                static_cast<std::uint32_t>(one.key), static_cast<std::uint32_t>(one.key >> 32U), now
            );
        }
        letGo(now);
        if (m_nextSweepNs != 0 && now >= m_nextSweepNs) {
            sweep(now);
        }
        return !ready.empty();
    }

    void serve(std::uint32_t index, std::uint32_t generation, std::int64_t now) {
        if (index < m_slots.size() && m_slots[index].connection &&
            m_slots[index].generation == generation) {
            after(index, m_slots[index].connection->serve(m_buffer, now));
        }
    }

    /// Answers that were held back and are due.
    void letGo(std::int64_t now) {
        for (const Held& held : std::exchange(m_held, {})) {
            if (held.untilNs > now) {
                m_held.push_back(held);
            } else {
                serve(held.index, held.generation, now);
            }
        }
    }

    void accept(Listener& listener, std::int64_t now) {
        for (int i = 0; i < kMostAccepts; ++i) {
            sockaddr_storage peer{};
            socklen_t size = sizeof peer;
            const int fd = ::accept4(
                listener.fd, reinterpret_cast<sockaddr*>(&peer), &size, SOCK_NONBLOCK | SOCK_CLOEXEC
            );
            if (fd < 0) {
                if (errno != EAGAIN && errno != ECONNABORTED && errno != EINTR) {
                    // No descriptors or no memory are left. Level-triggered, it would wake the loop
                    // for ever: until the next sweep.
                    m_poller.forget(listener.fd);
                    m_hasPaused = true;
                    sweepAt(now + kSweepEveryNs);
                }
                return;
            }
            const int one = 1;
            ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
            open(listener, fd, addressText(peer), now);
        }
    }

    void open(Listener& listener, int fd, std::string peer, std::int64_t now) {
        ++m_counts.accepted;
        const bool isOver = listener.open >= listener.limits.connections;
        if (isOver && listener.refusing >= kMostRefusing) {
            ++m_counts.refused;
            ::close(fd);
            return;
        }
        std::uint32_t index = 0;
        if (m_free.empty()) {
            index = static_cast<std::uint32_t>(m_slots.size());
            m_slots.emplace_back();
        } else {
            index = m_free.back();
            m_free.pop_back();
        }
        Slot& slot = m_slots[index];
        slot.listener = &listener;
        slot.isRefusing = isOver;
        slot.events = 0;
        slot.heldNs = 0;
        slot.connection = std::make_unique<ServedConnection>(
            fd,
            std::move(peer),
            listener.limits,
            listener.rules,
            listener.handler,
            listener.tls ? std::make_unique<TlsSession>(*listener.tls, fd) : nullptr
        );
        ++m_open;
        ++(isOver ? listener.refusing : listener.open);
        // Mostly the first request is there already.
        after(
            index,
            isOver ? slot.connection->refuse(
                         503,
                         "more than " + std::to_string(listener.limits.connections) +
                             " connections; try again later",
                         now
                     )
                   : slot.connection->serve(m_buffer, now)
        );
    }

    void after(std::uint32_t index, ServedConnection::Next next) {
        Slot& slot = m_slots[index];
        m_counts.requests += slot.connection->takeRequests();
        m_counts.refused += slot.connection->takeRefused();
        if (next == ServedConnection::Next::Close) {
            close(index);
            return;
        }
        if (const std::int64_t untilNs = slot.connection->heldUntilNs(); untilNs != slot.heldNs) {
            slot.heldNs = untilNs;
            if (untilNs != 0) {
                m_held.push_back({index, slot.generation, untilNs});
            }
        }
        const std::uint32_t wanted = slot.connection->wantedEvents();
        if (wanted != slot.events) {
            slot.events = wanted;
            const std::uint64_t key =
                static_cast<std::uint64_t>(slot.generation & 0x7fffffffU) << 32U | index;
            m_poller.watch(slot.connection->fd(), key, wanted);
        }
        sweepAt(slot.connection->deadlineNs());
    }

    void close(std::uint32_t index) {
        Slot& slot = m_slots[index];
        slot.connection.reset(); // closing takes it out of the epoll
        slot.generation = (slot.generation + 1) & 0x7fffffffU;
        --m_open;
        --(slot.isRefusing ? slot.listener->refusing : slot.listener->open);
        m_free.push_back(index);
    }

    /// Not more often than once a second: a deadline is kept to that.
    void sweepAt(std::int64_t deadlineNs) {
        const std::int64_t at = std::max(deadlineNs, m_lastSweepNs + kSweepEveryNs);
        m_nextSweepNs = m_nextSweepNs == 0 ? at : std::min(m_nextSweepNs, at);
    }

    void sweep(std::int64_t now) {
        m_lastSweepNs = now;
        m_nextSweepNs = 0;
        if (m_hasPaused) {
            m_hasPaused = false;
            for (std::size_t i = 0; i < m_listeners.size(); ++i) {
                m_poller.watch(m_listeners[i]->fd, kListenerKey | i, EPOLLIN);
            }
        }
        for (std::uint32_t i = 0; i < m_slots.size(); ++i) {
            if (!m_slots[i].connection) {
                continue;
            }
            if (m_slots[i].connection->deadlineNs() <= now) {
                after(i, m_slots[i].connection->timeUp(now));
            } else {
                sweepAt(m_slots[i].connection->deadlineNs());
            }
        }
    }

    /// Answers under way still go out, for a while.
    void finish() {
        for (const auto& listener : m_listeners) {
            m_poller.forget(listener->fd);
        }
        const std::int64_t end = m_clock.steadyNs() + kStopNs;
        const auto isBusy = [](const Slot& slot) {
            return slot.connection && !slot.connection->isAtRest();
        };
        int quiet = 0; // a clock that stands still must not keep it
        while (std::ranges::any_of(m_slots, isBusy) && m_clock.steadyNs() < end && quiet < 100) {
            quiet += turn(10) ? 0 : 1;
        }
        for (std::uint32_t i = 0; i < m_slots.size(); ++i) {
            if (m_slots[i].connection) {
                close(i);
            }
        }
    }

    const base::Clock& m_clock;
    Poller m_poller;
    std::string m_buffer;
    std::vector<std::unique_ptr<Listener>> m_listeners;
    std::deque<Slot> m_slots;
    std::vector<std::uint32_t> m_free;
    std::vector<Held> m_held; ///< mostly empty
    std::size_t m_open = 0;
    ServerCounts m_counts;
    std::int64_t m_nextSweepNs = 0; ///< 0: nothing to look for
    std::int64_t m_lastSweepNs = 0;
    bool m_hasPaused = false;
    bool m_hasTls = false;
    std::atomic<bool> m_isStopping = false;
};

ServerLoop::ServerLoop(const base::Clock& clock)
    : m_inside(std::make_unique<Inside>(clock)) {}

ServerLoop::~ServerLoop() = default;

base::Result<Listening> ServerLoop::listen(ListenOptions options, Handler handler) {
    return m_inside->listen(std::move(options), std::move(handler));
}

void ServerLoop::run(const std::function<std::int64_t()>& onTurn) {
    m_inside->run(onTurn);
}

void ServerLoop::wake() {
    m_inside->wake();
}

void ServerLoop::stop() {
    m_inside->stop();
}

ServerCounts ServerLoop::counts() const {
    return m_inside->counts();
}

} // namespace meterbench::http
