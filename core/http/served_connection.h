// ServedConnection: one accepted socket: what comes is framed by the guard, whole requests go to
// the handler, answers go out in order. A client that does not read its answers is not read either.
// It has no timer of its own: the loop asks for its deadline now and then. The loop's thread.
#pragma once

#include "core/http/answer_queue.h"
#include "core/http/guard.h"
#include "core/http/server.h"
#include "core/http/tls_session.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace meterbench::http {

class ServedConnection {
public:
    /// The socket is non-blocking and is closed with this. Everything referred to must outlive it.
    ServedConnection(
        int fd,
        std::string peer,
        const ServerLimits& limits,
        const HostRules& rules,
        const Handler& handler,
        std::unique_ptr<TlsSession> tls
    );
    ~ServedConnection();
    ServedConnection(const ServedConnection&) = delete;
    ServedConnection& operator=(const ServedConnection&) = delete;

    enum class Next : std::uint8_t { GoOn, Close };

    /// Reads, answers, writes as far as it goes. buffer: borrowed for the call.
    [[nodiscard]] Next serve(std::span<char> buffer, std::int64_t nowNs);
    /// The deadline has passed: says so to whoever sends too slowly.
    [[nodiscard]] Next timeUp(std::int64_t nowNs);
    /// Refuses before anything was read: too many connections.
    [[nodiscard]] Next refuse(int status, std::string text, std::int64_t nowNs);

    /// No answer is under way.
    [[nodiscard]] bool isAtRest() const { return m_out.isEmpty(); }

    [[nodiscard]] int fd() const { return m_fd; }

    /// For the poller: EPOLLIN, EPOLLOUT or both.
    [[nodiscard]] std::uint32_t wantedEvents() const;

    [[nodiscard]] std::int64_t deadlineNs() const { return m_deadlineNs; }

    /// When it is to be served again because an answer is held back until then; 0: none is.
    [[nodiscard]] std::int64_t heldUntilNs() const { return m_heldUntilNs; }

    [[nodiscard]] std::uint64_t takeRequests() { return std::exchange(m_requests, 0); }

    [[nodiscard]] std::uint64_t takeRefused() { return std::exchange(m_refused, 0); }

private:
    [[nodiscard]] bool isBlocked() const;
    [[nodiscard]] Next hold() const;
    void reset();
    [[nodiscard]] bool takeMore(std::span<char> buffer);
    void noteEnd(ssize_t got);
    void feed(std::string_view bytes);
    void answer();
    void queue(Answer&& answer);
    [[nodiscard]] Answer ask(const ServedRequest& request) const;
    void endWithRefusal();
    [[nodiscard]] Next write();
    [[nodiscard]] Next linger(std::span<char> buffer);
    void arm(std::int64_t nowNs);
    [[nodiscard]] ssize_t receive(char* to, std::size_t size);
    [[nodiscard]] ssize_t sendSome();

    int m_fd;
    std::string m_peer;
    const ServerLimits& m_limits;
    const Handler& m_handler;
    Guard m_guard;
    std::unique_ptr<TlsSession> m_tls;
    std::string m_waiting; ///< read, and not looked at while the client does not read its answers
    AnswerQueue m_out;
    std::int64_t m_deadlineNs = 0;
    std::int64_t m_nowNs = 0;       ///< of the turn
    std::int64_t m_heldUntilNs = 0; ///< nothing goes out before; 0: nothing is held
    Guard::Phase m_timedPhase = Guard::Phase::Ended;
    std::uint64_t m_timedRequest = ~std::uint64_t{0};
    std::uint64_t m_requests = 0;
    std::uint64_t m_refused = 0;
    bool m_endsAfterOut = false;
    bool m_isClientDone = false; ///< it says no more
    bool m_isLingering = false;  ///< the last words are out, the client has to close
    bool m_isBroken = false;
    bool m_hasSent = false; ///< some of the answers under way, since the deadline was set
};

} // namespace meterbench::http
