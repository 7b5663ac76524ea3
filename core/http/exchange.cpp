#include "core/http/exchange.h"

#include "core/base/number.h"
#include "core/http/header_text.h"
#include "core/http/url.h"

#include <utility>

namespace meterbench::http {

namespace {

constexpr int kMostRedirects = 10;

template <class T>
T ask(CURL* handle, CURLINFO what) {
    T value{};
    curl_easy_getinfo(handle, what, &value);
    return value;
}

} // namespace

Exchange::Exchange(const base::Clock& clock)
    : m_clock(clock)
    , m_handle(curl_easy_init(), &curl_easy_cleanup)
    , m_headers(nullptr, &curl_slist_free_all)
    , m_connectTo(nullptr, &curl_slist_free_all) {}

base::Status Exchange::begin(Posted&& posted, SecretFiles& secrets) {
    m_id = posted.id;
    m_request = std::move(posted.request);
    m_done = std::move(posted.done);
    m_token = posted.token;
    m_answer.begin(posted.startNs, m_request.bodyLimitBytes, m_request.acceptGzip);
    m_url = m_request.url;
    m_hop = {};
    m_redirects = 0;
    return setUp(secrets);
}

std::size_t Exchange::onHeader(char* bytes, std::size_t size, std::size_t count, void* self) {
    static_cast<Exchange*>(self)->takeHeader({bytes, size * count});
    return size * count;
}

std::size_t Exchange::onBody(char* bytes, std::size_t size, std::size_t count, void* self) {
    Collector& answer = static_cast<Exchange*>(self)->m_answer;
    return answer.takeBody({bytes, size * count}) ? size * count : 0;
}

void Exchange::takeHeader(std::string_view line) {
    if (line.starts_with("HTTP/")) { // also after a 100 and after the proxy's own answer
        const std::size_t space = line.find(' ');
        const std::string_view digits =
            space == std::string_view::npos ? "" : line.substr(space + 1, 3);
        m_answer.takeStatus(static_cast<int>(base::parseInteger(digits).value_or(0)));
        return;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos ||
        m_answer.isBodyBegun()) { // the empty line; trailers are not headers
        return;
    }
    m_answer.takeHeader(line.substr(0, colon), trimmed(line.substr(colon + 1), kBlanksAndLineEnds));
}

std::string Exchange::redirectUrl() const {
    const std::string location(m_answer.response.header("Location"));
    const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url(curl_url(), &curl_url_cleanup);
    char* text = nullptr;
    if (location.empty() || curl_url_set(url.get(), CURLUPART_URL, m_url.c_str(), 0) != CURLUE_OK ||
        curl_url_set(url.get(), CURLUPART_URL, location.c_str(), 0) != CURLUE_OK ||
        curl_url_get(url.get(), CURLUPART_URL, &text, 0) != CURLUE_OK) {
        return {};
    }
    std::string target(text);
    curl_free(text);
    return target;
}

bool Exchange::continues(CURLcode code, SecretFiles& secrets) {
    const bool follow = m_request.options == nullptr || m_request.options->followRedirects;
    if (code != CURLE_OK || !follow || !isRedirect(m_answer.response.status) ||
        m_redirects > kMostRedirects) {
        return false;
    }
    const std::string target = redirectUrl();
    if (target.empty()) {
        return false;
    }
    ++m_redirects;
    m_hop.isForeign = m_hop.isForeign || originOf(target) != originOf(m_url);
    m_hop.isToGet =
        m_hop.isToGet || (m_answer.response.status <= 303 && m_request.method != "HEAD");
    m_url = target;
    if (m_redirects > kMostRedirects) {
        return false;
    }
    m_answer.forgetAnswer();
    if (const base::Status status = setUp(secrets); !status) {
        m_answer.response.error = status.error();
        return false;
    }
    return true;
}

bool Exchange::isTokenRefused(CURLcode code) const {
    // another origin never saw the token
    return code == CURLE_OK && !m_hop.isForeign &&
           m_token.isRefusedBy(m_answer.response.status);
}

Posted Exchange::takeBack() {
    Posted posted{
        m_id, m_answer.response.startNs, std::move(m_request), std::move(m_done), m_token};
    m_request = {};
    m_done = nullptr;
    m_answer.response = {};
    return posted;
}

void Exchange::readConnection() {
    const auto connectUs =
        ask<curl_off_t>(handle(), CURLINFO_CONNECT_TIME_T); // 0 on a kept connection
    if (connectUs <= 0 && ask<curl_off_t>(handle(), CURLINFO_PRETRANSFER_TIME_T) <= 0) {
        return;
    }
    m_answer.response.connectUs = connectUs;
    if (const char* address = ask<char*>(handle(), CURLINFO_PRIMARY_IP);
        address != nullptr && *address != '\0') {
        const std::string port = std::to_string(ask<long>(handle(), CURLINFO_PRIMARY_PORT));
        const std::string text(address);
        m_answer.response.remoteAddress =
            (text.find(':') == std::string::npos ? text : "[" + text + "]") + ":" + port;
    }
}

Progress Exchange::progress() const {
    Progress p;
    p.host = hostAndPort(m_url);
    p.remoteAddress = m_answer.response.remoteAddress;
    p.connectUs = m_answer.response.connectUs;
    p.resolved = ask<curl_off_t>(handle(), CURLINFO_NAMELOOKUP_TIME_T) > 0;
    p.secured = !m_url.starts_with("https:") || m_answer.response.connectUs == 0 ||
                ask<curl_off_t>(handle(), CURLINFO_APPCONNECT_TIME_T) > 0;
    p.status = m_answer.response.status;
    p.bodyBytes = m_answer.response.wireBytes;
    p.expectedBytes = m_answer.expectedBytes();
    p.osError = static_cast<int>(ask<long>(handle(), CURLINFO_OS_ERRNO));
    p.curlText = m_errorText.data();
    return p;
}

base::Error Exchange::failure(CURLcode code) const {
    if (m_answer.isOverLimit()) {
        return m_answer.overLimit();
    }
    return wordsFor(code, progress(), m_request.timeout);
}

void Exchange::finish(CURLcode code) {
    readConnection();
    if (code != CURLE_OK) {
        m_answer.response.error = failure(code);
        m_answer.response.reach = reachOf(code, progress());
    } else if (m_answer.response.error) { // a redirect that could not be followed
        m_answer.response.status = 0;
    } else if (m_redirects > kMostRedirects) {
        m_answer.response.error = base::Error{
            base::Code::Network,
            "more than " + std::to_string(kMostRedirects) + " redirects, the last one to " +
                hostAndPort(m_url)};
    } else {
        m_answer.decodeBody();
    }
    conclude();
}

void Exchange::finish(base::Error error) {
    readConnection();
    m_answer.response.error = std::move(error);
    conclude();
}

void Exchange::conclude() {
    if (m_answer.response.error) {
        m_answer.response.body.clear();
    }
    m_answer.response.tokenUs = m_token.waitedUs;
    m_answer.response.totalUs = (m_clock.steadyNs() - m_answer.response.startNs) / 1000;
    const Done done = std::move(m_done);
    m_done = nullptr;
    m_request = {};
    done(std::exchange(m_answer.response, {}));
}

} // namespace meterbench::http
