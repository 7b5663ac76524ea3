#include "core/http/connector.h"

#include <sys/socket.h>
#include <unistd.h>

#include <utility>

namespace meterbench::http {

namespace {

template <class T>
T ask(CURL* handle, CURLINFO what) {
    T value{};
    curl_easy_getinfo(handle, what, &value);
    return value;
}

} // namespace

Connector::Connector(const Url& url, std::chrono::milliseconds timeout, std::uint64_t owner)
    : m_url(url)
    , m_owner(owner)
    , m_handle(curl_easy_init(), &curl_easy_cleanup) {
    CURL* const h = m_handle.get();
    const auto timeoutMs = static_cast<long>(timeout.count());
    curl_easy_setopt(h, CURLOPT_URL, (m_url.origin() + "/").c_str());
    curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "http");
    curl_easy_setopt(h, CURLOPT_PRIVATE, static_cast<Transfer*>(this));
    curl_easy_setopt(h, CURLOPT_ERRORBUFFER, m_errorText.data());
    curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(h, CURLOPT_QUICK_EXIT, 1L); // a name server that hangs holds up nobody else
    curl_easy_setopt(h, CURLOPT_TIMEOUT_MS, timeoutMs);
    curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT_MS, timeoutMs);
    curl_easy_setopt(h, CURLOPT_PROXY, ""); // the environment is not asked
    curl_easy_setopt(h, CURLOPT_CONNECT_ONLY, 1L);
    curl_easy_setopt(h, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(h, CURLOPT_CLOSESOCKETFUNCTION, &Connector::onClose);
    curl_easy_setopt(h, CURLOPT_CLOSESOCKETDATA, this);
}

Connector::~Connector() {
    m_handle.reset(); // may still close sockets through us
    if (m_kept >= 0) {
        ::close(m_kept);
    }
}

void Connector::ended(CURLcode code) {
    curl_socket_t socket = CURL_SOCKET_BAD;
    if (code == CURLE_OK &&
        curl_easy_getinfo(m_handle.get(), CURLINFO_ACTIVESOCKET, &socket) == CURLE_OK) {
        m_kept = socket;
    }
}

int Connector::onClose(void* self, curl_socket_t socket) {
    return socket == static_cast<Connector*>(self)->m_kept ? 0 : ::close(socket);
}

int Connector::takeSocket() {
    return std::exchange(m_kept, -1);
}

std::string Connector::remoteAddress() const {
    const char* const address = ask<char*>(handle(), CURLINFO_PRIMARY_IP);
    if (address == nullptr || *address == '\0') {
        return {};
    }
    const std::string text(address);
    return (text.find(':') == std::string::npos ? text : "[" + text + "]") + ":" +
           std::to_string(ask<long>(handle(), CURLINFO_PRIMARY_PORT));
}

std::int64_t Connector::connectUs() const {
    return ask<curl_off_t>(handle(), CURLINFO_CONNECT_TIME_T);
}

Progress Connector::progress() const {
    Progress p;
    p.host = m_url.hostAndPort();
    if (connectUs() > 0) {
        p.remoteAddress = remoteAddress();
        p.connectUs = connectUs();
    }
    p.resolved = ask<curl_off_t>(handle(), CURLINFO_NAMELOOKUP_TIME_T) > 0;
    p.osError = static_cast<int>(ask<long>(handle(), CURLINFO_OS_ERRNO));
    p.curlText = m_errorText.data();
    return p;
}

} // namespace meterbench::http
