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
constexpr int kMostReads = 4;
constexpr std::int64_t kLingerNs = 5'000'000'000;
/// Larger bodies go out as they are, smaller ones together with their head.
constexpr std::size_t kOwnSegmentBytes = 32 * 1024;
constexpr std::size_t kMostSegments = 16;
/// Kept for the next request of an idle connection.
constexpr std::size_t kKeptBodyBytes = 16 * 1024;

std::string_view reasonOf(int status) {
    switch (status) {
    case 200:
        return "OK";
    case 201:
        return "Created";
    case 202:
        return "Accepted";
    case 204:
        return "No Content";
    case 307:
        return "Temporary Redirect";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 413:
        return "Content Too Large";
    case 415:
        return "Unsupported Media Type";
    case 422:
        return "Unprocessable Entity";
    case 429:
        return "Too Many Requests";
    case 500:
        return "Internal Server Error";
    case 501:
        return "Not Implemented";
    case 503:
        return "Service Unavailable";
    default:
        return "Answer";
    }
}

std::string headOf(const Answer& answer, bool isLast) {
    std::string head;
    head.reserve(192);
    head.append("HTTP/1.1 ").append(std::to_string(answer.status)).append(" ");
    head.append(reasonOf(answer.status)).append("\r\n");
    if (!answer.contentType.empty()) {
        head.append("Content-Type: ").append(answer.contentType).append("\r\n");
    }
    for (const Header& header : answer.headers) {
        head.append(header.name).append(": ").append(header.value).append("\r\n");
    }
    if (answer.status != 204) {
        head.append("Content-Length: ").append(std::to_string(answer.body.size())).append("\r\n");
    }
    return head.append(isLast ? "Connection: close\r\n\r\n" : "\r\n");
}

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

std::uint32_t ServedConnection::wantedEvents() const {
    const bool isBlocked = m_outBytes > kMostUnreadBytes && !m_isLingering;
    const bool writes = !m_out.empty() || (m_tls && m_tls->wantsWrite());
    return (isBlocked ? 0U : static_cast<std::uint32_t>(EPOLLIN)) |
           (writes ? static_cast<std::uint32_t>(EPOLLOUT) : 0U);
}

ssize_t ServedConnection::receive(char* to, std::size_t size) {
    return m_tls ? m_tls->read(to, size) : ::recv(m_fd, to, size, 0);
}

ServedConnection::Next ServedConnection::serve(std::span<char> buffer, std::int64_t nowNs) {
    if (m_isLingering) {
        return linger(buffer);
    }
    Next next = write();
    if (next == Next::GoOn && !m_waiting.empty() && m_outBytes <= kMostUnreadBytes) {
        const std::string waiting = std::exchange(m_waiting, {});
        feed(waiting);
    }
    next = next == Next::GoOn ? readAndAnswer(buffer) : next;
    next = next == Next::GoOn ? write() : next;
    arm(nowNs);
    return next;
}

ServedConnection::Next ServedConnection::readAndAnswer(std::span<char> buffer) {
    for (int reads = 0; reads < kMostReads && !m_endsAfterOut; ++reads) {
        if (m_outBytes > kMostUnreadBytes) {
            return Next::GoOn;
        }
        const ssize_t got = receive(buffer.data(), buffer.size());
        if (got < 0) {
            return errno == EAGAIN || errno == EINTR ? Next::GoOn : Next::Close;
        }
        if (got == 0) { // the client says no more; answers under way still go out
            m_endsAfterOut = true;
            return m_out.empty() ? Next::Close : Next::GoOn;
        }
        feed({buffer.data(), static_cast<std::size_t>(got)});
        const bool isAll = !m_tls && static_cast<std::size_t>(got) < buffer.size();
        if (isAll) {
            return Next::GoOn; // asking again would only say so
        }
    }
    return Next::GoOn;
}

void ServedConnection::feed(std::string_view bytes) {
    while (!bytes.empty() && !m_endsAfterOut) {
        if (m_outBytes > kMostUnreadBytes) {
            m_waiting.append(bytes);
            return;
        }
        bytes.remove_prefix(m_guard.feedRequest(bytes, m_body));
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
        m_out.emplace_back("HTTP/1.1 100 Continue\r\n\r\n");
        m_outBytes += m_out.back().size();
    }
}

void ServedConnection::answer() {
    const std::optional<FramedRequest> framed = m_guard.take();
    if (!framed) {
        return;
    }
    std::array<HeaderView, 64> few;
    std::vector<HeaderView> many;
    std::span<HeaderView> headers(few);
    if (framed->headers.size() > few.size()) {
        many.resize(framed->headers.size());
        headers = many;
    }
    headers = headers.first(framed->headers.size());
    for (std::size_t i = 0; i < headers.size(); ++i) {
        headers[i] = {framed->headers[i].first, framed->headers[i].second};
    }
    const std::string_view target = framed->target;
    const std::size_t question = target.find('?');
    ++m_requests;
    Answer answer = ask(
        {framed->method,
         target.substr(0, question),
         question == std::string_view::npos ? std::string_view() : target.substr(question + 1),
         m_body,
         m_peer,
         headers}
    );
    appendAnswer(std::move(answer), framed->method == "HEAD", framed->endsConnection);
    if (m_body.capacity() > kKeptBodyBytes) {
        m_body = {};
    }
    m_body.clear();
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

void ServedConnection::appendAnswer(Answer&& answer, bool isHead, bool isLast) {
    std::string head = headOf(answer, isLast);
    m_endsAfterOut = m_endsAfterOut || isLast;
    if (isHead) {
        answer.body.clear();
    }
    m_outBytes += head.size() + answer.body.size();
    if (answer.body.size() < kOwnSegmentBytes) {
        head += answer.body;
        answer.body.clear();
    }
    m_out.push_back(std::move(head));
    if (!answer.body.empty()) {
        m_out.push_back(std::move(answer.body));
    }
}

void ServedConnection::endWithRefusal() {
    ++m_refused;
    m_out.push_back(m_guard.refusal()->toHttp());
    m_outBytes += m_out.back().size();
    m_endsAfterOut = true;
}

ssize_t ServedConnection::sendSome() {
    if (m_tls) {
        return m_tls->write(m_out.front().data() + m_outAt, m_out.front().size() - m_outAt);
    }
    if (m_out.size() == 1) {
        return ::send(
            m_fd, m_out.front().data() + m_outAt, m_out.front().size() - m_outAt, MSG_NOSIGNAL
        );
    }
    std::array<iovec, kMostSegments> parts{};
    const std::size_t count = std::min(m_out.size(), parts.size());
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t sent = i == 0 ? m_outAt : 0;
        parts[i] = {m_out[i].data() + sent, m_out[i].size() - sent};
    }
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = count;
    return ::sendmsg(m_fd, &message, MSG_NOSIGNAL);
}

ServedConnection::Next ServedConnection::write() {
    while (!m_out.empty()) {
        const ssize_t sent = sendSome();
        if (sent < 0) {
            return errno == EAGAIN || errno == EINTR ? Next::GoOn : Next::Close;
        }
        auto left = static_cast<std::size_t>(sent);
        m_outBytes -= left;
        while (!m_out.empty() && left >= m_out.front().size() - m_outAt) {
            left -= m_out.front().size() - m_outAt;
            m_out.pop_front();
            m_outAt = 0;
        }
        m_outAt += m_out.empty() ? 0 : left;
    }
    if (!m_endsAfterOut) {
        return Next::GoOn;
    }
    // Closing at once would reset the connection, and with unread bytes under way the client might
    // never see the last words.
    if (m_tls) {
        m_tls->shutDown();
    }
    ::shutdown(m_fd, SHUT_WR);
    m_isLingering = true;
    m_waiting = {};
    return Next::GoOn;
}

ServedConnection::Next ServedConnection::linger(std::span<char> buffer) {
    for (int reads = 0; reads < kMostReads; ++reads) {
        const ssize_t got = ::recv(m_fd, buffer.data(), buffer.size(), 0);
        if (got <= 0) {
            return got < 0 && (errno == EAGAIN || errno == EINTR) ? Next::GoOn : Next::Close;
        }
    }
    return Next::GoOn;
}

/// One deadline for each phase of each request; bytes that trickle in do not move it.
void ServedConnection::arm(std::int64_t nowNs) {
    if (m_isLingering) {
        m_deadlineNs = nowNs + kLingerNs;
        return;
    }
    const Guard::Phase phase = m_guard.phase();
    if (phase == m_timedPhase && m_guard.requestCount() == m_timedRequest) {
        return;
    }
    m_timedPhase = phase;
    m_timedRequest = m_guard.requestCount();
    const int seconds = phase == Guard::Phase::Head   ? m_limits.headerSeconds
                        : phase == Guard::Phase::Body ? m_limits.bodySeconds
                                                      : m_limits.idleSeconds;
    m_deadlineNs = nowNs + seconds * 1'000'000'000LL;
}

ServedConnection::Next ServedConnection::timeUp(std::int64_t nowNs) {
    const Guard::Phase phase = m_guard.phase();
    const bool isSlow = phase == Guard::Phase::Head || phase == Guard::Phase::Body;
    if (m_isLingering || !isSlow || !m_out.empty()) {
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

ServedConnection::Next
ServedConnection::refuse(int status, std::string text, std::int64_t nowNs) {
    m_guard.refuse(status, std::move(text));
    endWithRefusal();
    const Next next = write();
    arm(nowNs);
    return next;
}

} // namespace meterbench::http
