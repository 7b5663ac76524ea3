#include "core/http/curl_multi.h"

namespace meterbench::http {

namespace {

constexpr long kKeptConnections = 100'000;

} // namespace

CurlMulti::CurlMulti(const base::Clock& clock, Poller& poller)
    : m_clock(clock)
    , m_poller(poller)
    , m_multi(curl_multi_init(), &curl_multi_cleanup) {
    CURLM* const multi = m_multi.get();
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, kKeptConnections);
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, &CurlMulti::onSocket);
    curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, &CurlMulti::onTimer);
    curl_multi_setopt(multi, CURLMOPT_TIMERDATA, this);
}

int CurlMulti::onSocket(CURL*, curl_socket_t socket, int what, void* self, void*) {
    Poller& poller = static_cast<CurlMulti*>(self)->m_poller;
    if (what == CURL_POLL_REMOVE) {
        poller.forget(socket);
        return 0;
    }
    const std::uint32_t in = (what & CURL_POLL_IN) != 0 ? EPOLLIN : 0U;
    const std::uint32_t out = (what & CURL_POLL_OUT) != 0 ? EPOLLOUT : 0U;
    poller.watch(socket, static_cast<std::uint64_t>(socket), in | out);
    return 0;
}

int CurlMulti::onTimer(CURLM*, long waitMs, void* self) {
    auto& multi = *static_cast<CurlMulti*>(self);
    if (waitMs < 0) {
        multi.m_dueNs.reset();
    } else {
        multi.m_dueNs = multi.m_clock.steadyNs() + waitMs * 1'000'000;
    }
    return 0;
}

void CurlMulti::add(Transfer& transfer) {
    curl_multi_add_handle(m_multi.get(), transfer.handle());
}

void CurlMulti::remove(Transfer& transfer) {
    curl_multi_remove_handle(m_multi.get(), transfer.handle());
}

void CurlMulti::onReady(const Poller::Ready& ready) {
    const int in = (ready.events & EPOLLIN) != 0 ? CURL_CSELECT_IN : 0;
    const int out = (ready.events & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0;
    const int wrong = (ready.events & (EPOLLERR | EPOLLHUP)) != 0 ? CURL_CSELECT_ERR : 0;
    int running = 0;
    curl_multi_socket_action(
        m_multi.get(), static_cast<curl_socket_t>(ready.key), in | out | wrong, &running
    );
}

void CurlMulti::onTime() {
    if (!m_dueNs || *m_dueNs > m_clock.steadyNs()) {
        return;
    }
    m_dueNs.reset(); // curl sets the next one by its callback
    int running = 0;
    curl_multi_socket_action(m_multi.get(), CURL_SOCKET_TIMEOUT, 0, &running);
}

CurlMulti::Ended CurlMulti::nextEnded() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(m_multi.get(), &left)) {
        if (message->msg != CURLMSG_DONE) {
            continue;
        }
        char* transfer = nullptr;
        const CURLcode code = message->data.result; // gone once the handle is removed
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
        const Ended ended{reinterpret_cast<Transfer*>(transfer), code};
        ended.transfer->ended(code);
        remove(*ended.transfer);
        return ended;
    }
    return {};
}

} // namespace meterbench::http
