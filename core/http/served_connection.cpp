#include "core/http/served_connection.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <exception>
#include <utility>

namespace meterbench::http {

namespace {

/// While so much waits for the client, no further requests of it are read.
constexpr std::size_t kMostUnreadBytes = 1 << 20;
/// In one turn, so that others have theirs.
constexpr int kMostRounds = 4;
constexpr std::int64_t kLingerNs = 5'000'000'000;
constexpr std::size_t kMostPieces = 16;
/// Requests with more headers than that have them on the heap.
constexpr std::size_t kFewHeaders = 64;

} // namespace

ServedConnection::ServedConnection(
    int fd,
    std::string peer,
    const ServerLimits& limits,
    const HostRules& rules,
    const Handler& handler,
    std::unique_ptr<TlsSession> tls
)
    : m_fd(fd)
    , m_peer(std::move(peer))
    , m_limits(limits)
    , m_handler(handler)
    , m_guard(limits, rules)
    , m_tls(std::move(tls)) {}

ServedConnection::~ServedConnection() {
    if (m_tls) {
        m_tls->shutDown();
        m_tls.reset();
    }
    ::close(m_fd);
}

bool ServedConnection::isBlocked() const {
    return m_heldUntilNs != 0 || m_out.bytes() > kMostUnreadBytes;
}

std::uint32_t ServedConnection::wantedEvents() const {
    if (m_heldUntilNs != 0) {
        return 0; // the loop knows when
    }
    const bool waitsToRead = m_tls && m_tls->wantsRead();
    const bool waitsToWrite = m_tls && m_tls->wantsWrite();
    const bool reads = !isBlocked() || m_isLingering || waitsToRead;
    // A handshake that waits for the client must not be woken because the socket takes more.
    const bool writes = waitsToWrite || !m_waiting.empty() || (!m_out.isEmpty() && !waitsToRead);
    return (reads ? static_cast<std::uint32_t>(EPOLLIN) : 0U) |
           (writes ? static_cast<std::uint32_t>(EPOLLOUT) : 0U);
}

ssize_t ServedConnection::receive(char* to, std::size_t size) {
    return m_tls ? m_tls->read(to, size) : ::recv(m_fd, to, size, 0);
}

ServedConnection::Next ServedConnection::serve(std::span<char> buffer, std::int64_t nowNs) {
    if (m_isLingering) {
        return linger(buffer);
    }
    m_nowNs = nowNs;
    if (m_heldUntilNs > nowNs) {
        return hold();
    }
    m_heldUntilNs = 0;
    Next next = write();
    bool hasMore = true;
    for (int round = 0; round < kMostRounds && hasMore && next == Next::GoOn; ++round) {
        hasMore = takeMore(buffer);
        next = write();
    }
    arm(nowNs);
    return next;
}

/// Woken although nothing is wanted of the socket: the client may have gone.
ServedConnection::Next ServedConnection::hold() const {
    char byte = 0;
    const ssize_t got = ::recv(m_fd, &byte, 1, MSG_PEEK);
    return got < 0 && errno != EAGAIN && errno != EINTR ? Next::Close : Next::GoOn;
}

/// Of what waits, or else of what the socket has. False: there is no more, or the client has to
/// read its answers first.
bool ServedConnection::takeMore(std::span<char> buffer) {
    if (isBlocked() || m_endsAfterOut) {
        return false;
    }
    if (!m_waiting.empty()) {
        const std::string waiting = std::exchange(m_waiting, {});
        feed(waiting);
        return true;
    }
    const ssize_t got = receive(buffer.data(), buffer.size());
    if (got <= 0) {
        noteEnd(got);
        return false;
    }
    feed({buffer.data(), static_cast<std::size_t>(got)});
    // A socket that gave less than it could has no more; asking again would only say so.
    return m_tls || static_cast<std::size_t>(got) == buffer.size() || !m_waiting.empty();
}

void ServedConnection::noteEnd(ssize_t got) {
    if (got == 0) { // answers under way still go out
        m_isClientDone = true;
        m_endsAfterOut = true;
    } else if (m_tls && m_tls->sawPlainHttp()) {
        m_tls.reset();
        m_guard.refuse(400, "this address speaks HTTPS; the request was plain HTTP");
        endWithRefusal();
    } else {
        m_isBroken = errno != EAGAIN && errno != EINTR;
    }
}

void ServedConnection::feed(std::string_view bytes) {
    while (!bytes.empty() && !m_endsAfterOut) {
        if (isBlocked()) {
            m_waiting.append(bytes);
            return;
        }
        bytes.remove_prefix(m_guard.feedRequest(bytes));
        if (m_guard.refusal()) {
            endWithRefusal();
            return;
        }
        if (m_guard.isComplete()) {
            answer();
        }
    }
    if (m_guard.wantsContinue() && !m_endsAfterOut) {
        m_guard.continued();
        m_out.add("HTTP/1.1 100 Continue\r\n\r\n");
    }
}

void ServedConnection::answer() {
    const FramedRequest& framed = m_guard.request();
    std::array<HeaderView, kFewHeaders> few;
    std::vector<HeaderView> many;
    std::span<HeaderView> headers(few);
    if (framed.headerCount() > few.size()) {
        many.resize(framed.headerCount());
        headers = many;
    }
    headers = headers.first(framed.headerCount());
    for (std::size_t i = 0; i < headers.size(); ++i) {
        headers[i] = {framed.headerName(i), framed.headerValue(i)};
    }
    const std::string_view target = framed.target();
    const std::size_t question = target.find('?');
    const std::string_view query =
        question == std::string_view::npos ? std::string_view() : target.substr(question + 1);
    ++m_requests;
    Answer answer =
        ask({framed.method(), target.substr(0, question), query, m_guard.body(), m_peer, headers});
    m_endsAfterOut = framed.endsConnection();
    queue(std::move(answer));
    m_guard.letGo();
}

void ServedConnection::queue(Answer&& answer) {
    if (answer.ending == Answer::Ending::Reset) {
        reset();
        return;
    }
    if (answer.delayMs > 0) {
        m_heldUntilNs = m_nowNs + answer.delayMs * 1'000'000;
    }
    const bool isCut = answer.ending == Answer::Ending::Cut;
    m_out.add(std::move(answer), m_guard.request().method() == "HEAD", m_endsAfterOut);
    m_endsAfterOut = m_endsAfterOut || isCut;
}

/// Closing with a linger of zero seconds sends RST.
void ServedConnection::reset() {
    const struct linger atOnce { 1, 0 };

    ::setsockopt(m_fd, SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
    m_isBroken = true;
    m_endsAfterOut = true;
}

/// A handler throws nothing of ours; what a library throws there ends this request only.
Answer ServedConnection::ask(const ServedRequest& request) const {
    try {
        return m_handler(request);
    } catch (const std::exception& problem) {
        Answer answer;
        answer.status = 500;
        answer.body = std::string("internal error: ") + problem.what() + "\n";
        return answer;
    }
}

void ServedConnection::endWithRefusal() {
    ++m_refused;
    m_out.add(m_guard.refusal()->toHttp());
    m_endsAfterOut = true;
}

ssize_t ServedConnection::sendSome() {
    std::array<iovec, kMostPieces> pieces{};
    const std::size_t count = m_out.front(pieces);
    if (m_tls) {
        return m_tls->write(static_cast<const char*>(pieces[0].iov_base), pieces[0].iov_len);
    }
    if (count == 1) {
        return ::send(m_fd, pieces[0].iov_base, pieces[0].iov_len, MSG_NOSIGNAL);
    }
    msghdr message{};
    message.msg_iov = pieces.data();
    message.msg_iovlen = count;
    return ::sendmsg(m_fd, &message, MSG_NOSIGNAL);
}

ServedConnection::Next ServedConnection::write() {
    if (m_heldUntilNs != 0) {
        return Next::GoOn;
    }
    for (int round = 0; round < kMostRounds && !m_out.isEmpty() && !m_isBroken; ++round) {
        const ssize_t sent = sendSome();
        if (sent < 0) {
            return errno == EAGAIN || errno == EINTR ? Next::GoOn : Next::Close;
        }
        m_out.sent(static_cast<std::size_t>(sent));
        m_hasSent = true;
    }
    if (m_isBroken || (m_isClientDone && m_out.isEmpty())) {
        return Next::Close;
    }
    if (m_endsAfterOut && m_out.isEmpty() && !m_isLingering) {
        // Closing at once would reset the connection, and with unread bytes under way the client
        // might never see the last words.
        if (m_tls) {
            m_tls->shutDown();
        }
        ::shutdown(m_fd, SHUT_WR);
        m_isLingering = true;
        std::string().swap(m_waiting);
    }
    return Next::GoOn;
}

ServedConnection::Next ServedConnection::linger(std::span<char> buffer) {
    for (int reads = 0; reads < kMostRounds; ++reads) {
        const ssize_t got = ::recv(m_fd, buffer.data(), buffer.size(), 0);
        if (got <= 0) {
            return got < 0 && (errno == EAGAIN || errno == EINTR) ? Next::GoOn : Next::Close;
        }
    }
    return Next::GoOn;
}

/// One deadline for each phase of each request; bytes that trickle in do not move it. While answers
/// are under way the client has to take some of them in the time that it may be idle.
void ServedConnection::arm(std::int64_t nowNs) {
    const Guard::Phase phase = m_out.isEmpty() ? m_guard.phase() : Guard::Phase::Idle;
    const bool isSame = phase == m_timedPhase && m_guard.requestCount() == m_timedRequest;
    if (!std::exchange(m_hasSent, false) && isSame) {
        return;
    }
    m_timedPhase = phase;
    m_timedRequest = m_guard.requestCount();
    const int seconds = phase == Guard::Phase::Head   ? m_limits.headerSeconds
                        : phase == Guard::Phase::Body ? m_limits.bodySeconds
                                                      : m_limits.idleSeconds;
    m_deadlineNs = nowNs + (m_isLingering ? kLingerNs : seconds * 1'000'000'000LL);
}

ServedConnection::Next ServedConnection::timeUp(std::int64_t nowNs) {
    const Guard::Phase phase = m_guard.phase();
    const bool isSlow = phase == Guard::Phase::Head || phase == Guard::Phase::Body;
    if (m_isLingering || !isSlow || !m_out.isEmpty()) {
        return Next::Close; // idle, or does not read its answer
    }
    const bool isHead = phase == Guard::Phase::Head;
    const int seconds = isHead ? m_limits.headerSeconds : m_limits.bodySeconds;
    return refuse(
        408,
        std::string(isHead ? "the headers" : "the body") + " did not arrive within " +
            std::to_string(seconds) + " s",
        nowNs
    );
}

ServedConnection::Next ServedConnection::refuse(int status, std::string text, std::int64_t nowNs) {
    m_guard.refuse(status, std::move(text));
    endWithRefusal();
    const Next next = write();
    arm(nowNs);
    return next;
}

} // namespace meterbench::http
