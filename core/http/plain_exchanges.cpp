#include "core/http/plain_exchanges.h"

#include "core/http/request_head.h"

#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace meterbench::http {

namespace {

constexpr std::size_t kReceiveBytes = 256 * 1024;
constexpr std::size_t kSpareExchanges = 256;
constexpr std::size_t kKnownAddresses = 100'000;
constexpr std::int64_t kSecondNs = 1'000'000'000;
constexpr std::int64_t kKeepIdleNs = 600 * kSecondNs;
constexpr std::int64_t kCloseIdleEveryNs = 60 * kSecondNs;
constexpr std::uint32_t kClosing = EPOLLRDHUP | EPOLLHUP | EPOLLERR;

bool isPlainText(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
}

/// What we speak ourselves.
bool isPlain(const Url& url) {
    return url.scheme == "http" && !url.hasUser && isPlainText(url.host) && isPlainText(url.target);
}

} // namespace

/// A URL that was asked before.
struct PlainExchanges::Address {
    std::optional<Url> url; ///< nothing: not for us
    SitePtr site;
    bool redirects = false; ///< leads elsewhere, as far as is known
};

struct PlainExchanges::Running {
    RequestId id = 0;
    Request request;
    Done done;
    TokenUse token;
    Collector answer;
    ResponseReader reader;
    std::shared_ptr<Address> address;
    std::string head;
    std::size_t sentBytes = 0; ///< of head and body
    std::int64_t deadlineNs = 0;
    Connection* connection = nullptr;
    std::unique_ptr<Connector> connector;
    bool onKept = false; ///< the connection was used before

    [[nodiscard]] bool isSent() const { return sentBytes == head.size() + request.body.size(); }
};

PlainExchanges::PlainExchanges(Surroundings surroundings)
    : m_around(std::move(surroundings))
    , m_connections(m_around.poller, kFirstKey)
    , m_received(kReceiveBytes) {}

PlainExchanges::~PlainExchanges() {
    for (auto& [id, running] : m_running) {
        if (running->connector) {
            m_around.multi.remove(*running->connector);
        }
    }
}

std::shared_ptr<PlainExchanges::Address> PlainExchanges::addressOf(const std::string& url) {
    if (const auto known = m_addresses.find(url); known != m_addresses.end()) {
        return known->second;
    }
    if (m_addresses.size() >= kKnownAddresses) {
        m_addresses.clear();
    }
    auto address = std::make_shared<Address>();
    address->url = parseUrl(url);
    if (address->url && isPlain(*address->url)) {
        address->site = m_connections.siteOf(address->url->origin());
    } else {
        address->url.reset();
    }
    return m_addresses[url] = address;
}

bool PlainExchanges::start(Posted& posted) {
    if (!optionsOf(posted.request).proxyUrl.empty()) {
        return false;
    }
    std::shared_ptr<Address> address = addressOf(posted.request.url);
    if (!address->url || address->redirects) {
        return false;
    }
    RunningPtr owned = spare();
    Running& running = *owned;
    running.id = posted.id;
    running.request = std::move(posted.request);
    running.done = std::move(posted.done);
    running.token = posted.token;
    running.address = std::move(address);
    running.answer.begin(
        posted.startNs, running.request.bodyLimitBytes, running.request.acceptGzip
    );
    running.deadlineNs = posted.startNs + running.request.timeout.count() * 1'000'000;
    m_running.emplace(running.id, std::move(owned));
    auto head = requestHead(running.request, *running.address->url, m_around.secrets);
    if (!head) {
        running.answer.response.error = head.error();
        finish(running);
        return true;
    }
    running.head = std::move(head).value();
    m_deadlines.push({running.deadlineNs, running.id});
    begin(running, false);
    return true;
}

PlainExchanges::RunningPtr PlainExchanges::spare() {
    if (m_spare.empty()) {
        return std::make_unique<Running>();
    }
    RunningPtr running = std::move(m_spare.back());
    m_spare.pop_back();
    return running;
}

void PlainExchanges::begin(Running& running, bool freshOnly) {
    running.sentBytes = 0;
    running.reader.begin(running.answer, running.request.method == "HEAD");
    Connection* const kept =
        freshOnly ? nullptr : m_connections.take(*running.address->site, running.id);
    if (kept == nullptr) {
        connect(running);
        return;
    }
    running.connection = kept;
    running.onKept = true;
    running.answer.response.connectUs = 0;
    running.answer.response.remoteAddress = kept->remoteAddress;
    send(running);
}

void PlainExchanges::connect(Running& running) {
    const std::int64_t leftMs = (running.deadlineNs - m_around.clock.steadyNs()) / 1'000'000;
    running.onKept = false;
    running.answer.response.connectUs = -1;
    running.answer.response.remoteAddress.clear();
    running.connector = std::make_unique<Connector>(
        *running.address->url,
        std::chrono::milliseconds(std::max<std::int64_t>(leftMs, 1)),
        running.id
    );
    m_around.multi.add(*running.connector);
}

void PlainExchanges::onConnected(Connector& connector, CURLcode code) {
    const auto found = m_running.find(connector.owner());
    if (found == m_running.end()) {
        return;
    }
    Running& running = *found->second;
    const int fd = code == CURLE_OK ? connector.takeSocket() : -1;
    if (fd < 0) {
        fail(running, code == CURLE_OK ? CURLE_COULDNT_CONNECT : code);
        return;
    }
    Connection& connection =
        m_connections.adopt(fd, connector.remoteAddress(), running.address->site, running.id);
    running.connection = &connection;
    running.answer.response.connectUs = std::max<std::int64_t>(connector.connectUs(), 1);
    running.answer.response.remoteAddress = connection.remoteAddress;
    running.connector.reset();
    send(running);
}

void PlainExchanges::onReady(const Poller::Ready& ready) {
    Connection* const connection = m_connections.find(ready.key);
    if (connection == nullptr) {
        return; // closed in this round
    }
    const RequestId id = connection->user;
    if (id == 0) {
        if ((ready.events & (EPOLLIN | kClosing)) != 0) { // nobody asked: it says goodbye
            m_connections.close(*connection);
        }
        return;
    }
    Running& running = *m_running.at(id);
    if ((ready.events & (EPOLLIN | kClosing)) != 0) {
        receive(running, (ready.events & kClosing) != 0);
    }
    if (m_running.contains(id) && running.connection == connection && !running.isSent()) {
        send(running);
    }
}

void PlainExchanges::send(Running& running) {
    while (!running.isSent()) {
        const std::size_t headLeft =
            running.head.size() - std::min(running.sentBytes, running.head.size());
        const std::size_t bodyAt =
            running.sentBytes - std::min(running.sentBytes, running.head.size());
        std::array<iovec, 2> parts{
            iovec{running.head.data() + running.head.size() - headLeft, headLeft},
            iovec{running.request.body.data() + bodyAt, running.request.body.size() - bodyAt}};
        msghdr message{};
        message.msg_iov = parts.data();
        message.msg_iovlen = parts.size();
        const ssize_t sent = ::sendmsg(running.connection->fd, &message, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) {
            continue;
        }
        if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            return; // told when there is room again
        }
        if (sent < 0) {
            receive(running, true); // it may have answered before it closed
            return;
        }
        running.sentBytes += static_cast<std::size_t>(sent);
    }
}

void PlainExchanges::receive(Running& running, bool isClosing) {
    while (true) {
        const ssize_t got = ::recv(running.connection->fd, m_received.data(), m_received.size(), 0);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            if (isClosing && !running.isSent()) { // it takes no more and says nothing
                cutShort(running, EPIPE);
            }
            return;
        }
        if (got <= 0) {
            cutShort(running, got < 0 ? errno : 0);
            return;
        }
        const auto size = static_cast<std::size_t>(got);
        const std::size_t used = running.reader.take({m_received.data(), size});
        if (running.reader.state() != ResponseReader::State::Reading) {
            const bool keep = used == size && !isClosing && running.isSent() &&
                              running.reader.state() == ResponseReader::State::Complete &&
                              running.reader.keepsConnection();
            leaveConnection(running, keep);
            answered(running);
            return;
        }
        if (size < m_received.size() && !isClosing) {
            return; // nothing more is there
        }
    }
}

/// The connection ended, in order (0) or not.
void PlainExchanges::cutShort(Running& running, int osError) {
    if (osError == 0) {
        running.reader.takeEnd();
    }
    leaveConnection(running, false);
    if (running.reader.state() == ResponseReader::State::Complete) {
        answered(running);
    } else if (running.onKept && !running.reader.hasBegun()) {
        begin(running, true);
    } else {
        fail(running, CURLE_RECV_ERROR);
    }
}

bool PlainExchanges::follows(const Running& running) const {
    const Response& response = running.answer.response;
    return isRedirect(response.status) && optionsOf(running.request).followRedirects &&
           !response.header("Location").empty();
}

/// Ends our part in it; `running` is gone afterwards.
Posted PlainExchanges::takeBack(Running& running) {
    Posted posted{
        running.id,
        running.answer.response.startNs,
        std::move(running.request),
        std::move(running.done),
        running.token};
    m_running.erase(posted.id);
    return posted;
}

void PlainExchanges::answered(Running& running) {
    switch (running.reader.state()) {
    case ResponseReader::State::OverLimit:
        running.answer.response.error = running.answer.overLimit();
        break;
    case ResponseReader::State::Broken:
        fail(running, CURLE_WEIRD_SERVER_REPLY);
        return;
    default:
        if (follows(running)) {
            running.address->redirects = true; // straight to the one who follows, next time
            m_around.follow(takeBack(running));
            return;
        }
        if (running.token.isRefusedBy(running.answer.response.status)) {
            m_around.renew(takeBack(running));
            return;
        }
        running.answer.decodeBody();
    }
    finish(running);
}

Progress PlainExchanges::progressOf(const Running& running) const {
    if (running.connector) {
        return running.connector->progress();
    }
    const Response& response = running.answer.response;
    Progress p;
    p.host = running.address->url->hostAndPort();
    p.remoteAddress = response.remoteAddress;
    p.connectUs = response.connectUs;
    p.resolved = true;
    p.status = response.status;
    p.bodyBytes = response.wireBytes;
    p.expectedBytes = running.answer.expectedBytes();
    return p;
}

void PlainExchanges::fail(Running& running, CURLcode code) {
    running.answer.response.reach = reachOf(static_cast<int>(code), progressOf(running));
    running.answer.response.error =
        wordsFor(static_cast<int>(code), progressOf(running), running.request.timeout);
    finish(running);
}

/// Ends the exchange: what it still holds is let go, its caller gets the response.
void PlainExchanges::finish(Running& running) {
    RunningPtr ended = std::move(m_running.extract(running.id).mapped());
    if (ended->connector) {
        m_around.multi.remove(*ended->connector); // no harm when curl is done with it
        ended->connector.reset();
    }
    leaveConnection(*ended, false);
    Response response = std::exchange(ended->answer.response, {});
    if (response.error) {
        response.body.clear();
    }
    response.tokenUs = ended->token.waitedUs;
    response.totalUs = (m_around.clock.steadyNs() - response.startNs) / 1000;
    const Done done = std::exchange(ended->done, nullptr);
    ended->request = {};
    ended->address.reset();
    if (m_spare.size() < kSpareExchanges) {
        m_spare.push_back(std::move(ended));
    }
    done(std::move(response));
}

void PlainExchanges::leaveConnection(Running& running, bool keep) {
    Connection* const connection = std::exchange(running.connection, nullptr);
    if (connection != nullptr && keep) {
        m_connections.giveBack(*connection, m_around.clock.steadyNs());
    } else if (connection != nullptr) {
        m_connections.close(*connection);
    }
}

bool PlainExchanges::cancel(RequestId id, const base::Error& why) {
    const auto found = m_running.find(id);
    if (found == m_running.end()) {
        return false;
    }
    found->second->answer.response.error = why;
    finish(*found->second);
    return true;
}

void PlainExchanges::cancelAll(const base::Error& why) {
    while (!m_running.empty()) {
        cancel(m_running.begin()->first, why);
    }
}

std::optional<std::int64_t> PlainExchanges::dueNs() {
    while (!m_deadlines.empty() && !m_running.contains(m_deadlines.top().id)) {
        m_deadlines.pop();
    }
    return m_deadlines.empty() ? std::nullopt : std::optional(m_deadlines.top().atNs);
}

void PlainExchanges::onTime() {
    const std::int64_t now = m_around.clock.steadyNs();
    while (!m_deadlines.empty() && m_deadlines.top().atNs <= now) {
        const auto found = m_running.find(m_deadlines.top().id);
        m_deadlines.pop();
        if (found != m_running.end()) {
            fail(*found->second, CURLE_OPERATION_TIMEDOUT);
        }
    }
    if (now >= m_closeIdleNs) {
        m_closeIdleNs = now + kCloseIdleEveryNs;
        m_connections.closeIdleSince(now - kKeepIdleNs);
    }
}

} // namespace meterbench::http
