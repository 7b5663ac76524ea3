#include "core/http/exchange.h"

#include "core/base/duration.h"
#include "core/base/number.h"
#include "core/http/gzip.h"

#include <algorithm>
#include <utility>

namespace meterbench::http {

namespace {

constexpr std::uint64_t kLargestBodyBytes = 1ULL << 30;
constexpr std::uint64_t kLargestReserveBytes = 64ULL << 20;
constexpr int kMostRedirects = 10;

std::uint64_t effectiveLimit(const Request& request) {
    return request.bodyLimitBytes == 0 ? kLargestBodyBytes
                                       : std::min(request.bodyLimitBytes, kLargestBodyBytes);
}

/// Packed bytes may be a little more than what they decode to; a body that cannot fit is not read
/// to its end.
std::uint64_t wireLimit(const Request& request, bool gzipped) {
    const std::uint64_t limit = effectiveLimit(request);
    return gzipped ? limit + limit / 1024 + 64 : limit;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kSpace = " \t\r\n";
    const std::size_t first = text.find_first_not_of(kSpace);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

bool isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

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

base::Status Exchange::begin(RequestId id, Request&& request, Done&& done, SecretFiles& secrets) {
    m_id = id;
    m_request = std::move(request);
    m_done = std::move(done);
    m_response = {};
    m_response.startNs = m_clock.steadyNs();
    m_url = m_request.url;
    m_foreign = false;
    m_toGet = false;
    m_redirects = 0;
    forgetAnswer();
    return setUp(secrets);
}

void Exchange::forgetAnswer() {
    m_response.status = 0;
    m_response.headers.clear();
    m_response.body.clear();
    m_response.wireBytes = 0;
    m_expectedBytes = -1;
    m_gzipped = false;
    m_bodyBegun = false;
    m_overLimit = false;
}

std::size_t Exchange::onHeader(char* bytes, std::size_t size, std::size_t count, void* self) {
    static_cast<Exchange*>(self)->takeHeader({bytes, size * count});
    return size * count;
}

std::size_t Exchange::onBody(char* bytes, std::size_t size, std::size_t count, void* self) {
    return static_cast<Exchange*>(self)->takeBody({bytes, size * count}) ? size * count : 0;
}

void Exchange::takeHeader(std::string_view line) {
    if (line.starts_with("HTTP/")) { // also after a 100 and after the proxy's own answer
        forgetAnswer();
        const std::size_t space = line.find(' ');
        const std::string_view digits =
            space == std::string_view::npos ? "" : line.substr(space + 1, 3);
        m_response.status = static_cast<int>(base::parseInteger(digits).value_or(0));
        return;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos ||
        m_bodyBegun) { // the empty line; trailers are not headers
        return;
    }
    m_response.headers.push_back(
        {std::string(line.substr(0, colon)), std::string(trimmed(line.substr(colon + 1)))}
    );
}

void Exchange::reserveBody() {
    m_bodyBegun = true;
    m_expectedBytes = base::parseInteger(m_response.header("Content-Length")).value_or(-1);
    m_gzipped = m_request.acceptGzip && m_response.header("Content-Encoding") == "gzip";
    if (m_expectedBytes > 0) {
        const std::uint64_t most = std::min(wireLimit(m_request, m_gzipped), kLargestReserveBytes);
        m_response.body.reserve(std::min(static_cast<std::uint64_t>(m_expectedBytes), most));
    }
}

bool Exchange::takeBody(std::string_view bytes) {
    if (!m_bodyBegun) {
        reserveBody();
    }
    m_response.wireBytes += bytes.size();
    const std::uint64_t coming = std::max(
        m_response.wireBytes, static_cast<std::uint64_t>(std::max<std::int64_t>(m_expectedBytes, 0))
    );
    if (coming >= wireLimit(m_request, m_gzipped)) {
        m_overLimit = true;
        return false;
    }
    m_response.body.append(bytes);
    return true;
}

std::string Exchange::redirectUrl() const {
    const std::string location(m_response.header("Location"));
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
    if (code != CURLE_OK || !follow || !isRedirect(m_response.status) ||
        m_redirects > kMostRedirects) {
        return false;
    }
    const std::string target = redirectUrl();
    if (target.empty()) {
        return false;
    }
    ++m_redirects;
    m_foreign = m_foreign || originOf(target) != originOf(m_url);
    m_toGet = m_toGet || (m_response.status <= 303 && m_request.method != "HEAD");
    m_url = target;
    if (m_redirects > kMostRedirects) {
        return false;
    }
    forgetAnswer();
    if (const base::Status status = setUp(secrets); !status) {
        m_response.error = status.error();
        return false;
    }
    return true;
}

void Exchange::readConnection() {
    const auto connectUs =
        ask<curl_off_t>(handle(), CURLINFO_CONNECT_TIME_T); // 0 on a kept connection
    if (connectUs <= 0 && ask<curl_off_t>(handle(), CURLINFO_PRETRANSFER_TIME_T) <= 0) {
        return;
    }
    m_response.connectUs = connectUs;
    if (const char* address = ask<char*>(handle(), CURLINFO_PRIMARY_IP);
        address != nullptr && *address != '\0') {
        const std::string port = std::to_string(ask<long>(handle(), CURLINFO_PRIMARY_PORT));
        const std::string text(address);
        m_response.remoteAddress =
            (text.find(':') == std::string::npos ? text : "[" + text + "]") + ":" + port;
    }
}

Progress Exchange::progress() const {
    Progress p;
    p.host = hostAndPort(m_url);
    p.remoteAddress = m_response.remoteAddress;
    p.connectUs = m_response.connectUs;
    p.resolved = ask<curl_off_t>(handle(), CURLINFO_NAMELOOKUP_TIME_T) > 0;
    p.secured = !m_url.starts_with("https:") || m_response.connectUs == 0 ||
                ask<curl_off_t>(handle(), CURLINFO_APPCONNECT_TIME_T) > 0;
    p.status = m_response.status;
    p.bodyBytes = m_response.wireBytes;
    p.expectedBytes = m_expectedBytes;
    p.osError = static_cast<int>(ask<long>(handle(), CURLINFO_OS_ERRNO));
    p.curlText = m_errorText.data();
    return p;
}

base::Error Exchange::failure(CURLcode code) const {
    if (m_overLimit) {
        return {
            base::Code::Limit,
            "the body is at or over the limit of " + base::formatSize(effectiveLimit(m_request))};
    }
    return wordsFor(code, progress(), m_request.timeout);
}

void Exchange::decodeBody() {
    if (!m_gzipped || m_response.body.empty()) {
        return;
    }
    auto plain = gunzip(m_response.body, effectiveLimit(m_request));
    if (plain) {
        m_response.body = std::move(plain).value();
    } else {
        m_response.error = plain.error();
    }
}

void Exchange::finish(CURLcode code) {
    readConnection();
    if (code != CURLE_OK) {
        m_response.error = failure(code);
    } else if (m_response.error) { // a redirect that could not be followed
        m_response.status = 0;
    } else if (m_redirects > kMostRedirects) {
        m_response.error = base::Error{
            base::Code::Network,
            "more than " + std::to_string(kMostRedirects) + " redirects, the last one to " +
                hostAndPort(m_url)};
    } else {
        decodeBody();
    }
    conclude();
}

void Exchange::finish(base::Error error) {
    readConnection();
    m_response.error = std::move(error);
    conclude();
}

void Exchange::conclude() {
    if (m_response.error) {
        m_response.body.clear();
    }
    m_response.totalUs = (m_clock.steadyNs() - m_response.startNs) / 1000;
    const Done done = std::move(m_done);
    m_done = nullptr;
    m_request = {};
    done(std::exchange(m_response, {}));
}

} // namespace meterbench::http
