// The half of Exchange that tells curl what to ask and how.
#include "core/http/exchange.h"
#include "core/http/url.h"

#include <algorithm>

namespace meterbench::http {

namespace {

/// Just under the size from which malloc asks the system for fresh pages each time.
constexpr long kReceiveBufferBytes = 120 * 1024;
constexpr long kKeepIdleSeconds = 600;
constexpr long kCertificatesKeptSeconds = 60;

long curlVersion(TlsVersion version) {
    switch (version) {
    case TlsVersion::Any:
        return CURL_SSLVERSION_DEFAULT;
    case TlsVersion::Tls10:
        return CURL_SSLVERSION_TLSv1_0;
    case TlsVersion::Tls11:
        return CURL_SSLVERSION_TLSv1_1;
    case TlsVersion::Tls12:
        return CURL_SSLVERSION_TLSv1_2;
    case TlsVersion::Tls13:
        return CURL_SSLVERSION_TLSv1_3;
    }
    return CURL_SSLVERSION_DEFAULT;
}

long curlHighest(TlsVersion version) {
    // CURL_SSLVERSION_MAX_* is the version in the upper half
    return version == TlsVersion::Any ? 0L : curlVersion(version) << 16;
}

void set(CURL* handle, CURLoption option, const std::string& value) {
    if (!value.empty()) {
        curl_easy_setopt(handle, option, value.c_str());
    }
}

} // namespace

base::Status Exchange::setUp(SecretFiles& secrets) {
    curl_easy_reset(handle());
    m_errorText[0] = '\0';
    m_headers.reset();
    m_connectTo.reset();
    if (hostAndPort(m_url).empty()) {
        return base::Error{base::Code::InvalidInput, "not a URL that can be asked"};
    }
    setUpBasics();
    setUpMethod();
    if (m_url.starts_with("https:")) {
        setUpTls(optionsOf(m_request).tls);
    }
    const base::Status status = setUpHeaders(secrets);
    curl_easy_setopt(handle(), CURLOPT_HTTPHEADER, m_headers.get());
    return status;
}

void Exchange::setUpBasics() {
    CURL* h = handle();
    const ClientOptions& options = optionsOf(m_request);
    const std::int64_t goneMs = (m_clock.steadyNs() - m_answer.response.startNs) / 1'000'000;
    const auto leftMs =
        static_cast<long>(std::max<std::int64_t>(m_request.timeout.count() - goneMs, 1));
    curl_easy_setopt(h, CURLOPT_URL, m_url.c_str());
    curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(h, CURLOPT_PRIVATE, static_cast<Transfer*>(this));
    curl_easy_setopt(h, CURLOPT_ERRORBUFFER, m_errorText.data());
    curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(
        h, CURLOPT_QUICK_EXIT, 1L
    ); // a name server that hangs must not hold up the others
    curl_easy_setopt(h, CURLOPT_TIMEOUT_MS, leftMs);
    curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT_MS, leftMs);
    curl_easy_setopt(h, CURLOPT_BUFFERSIZE, kReceiveBufferBytes);
    curl_easy_setopt(h, CURLOPT_MAXAGE_CONN, kKeepIdleSeconds);
    curl_easy_setopt(h, CURLOPT_USERAGENT, "Meterbench/" MB_VERSION);
    curl_easy_setopt(
        h, CURLOPT_HTTP_VERSION, options.http2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1
    );
    curl_easy_setopt(
        h, CURLOPT_PROXY, options.proxyUrl.c_str()
    ); // empty: the environment is not asked
    curl_easy_setopt(h, CURLOPT_NOPROXY, options.noProxy.c_str());
    curl_easy_setopt(h, CURLOPT_HEADERFUNCTION, &Exchange::onHeader);
    curl_easy_setopt(h, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, &Exchange::onBody);
    curl_easy_setopt(h, CURLOPT_WRITEDATA, this);
}

void Exchange::setUpMethod() {
    CURL* h = handle();
    const std::string method = m_hop.isToGet ? "GET" : m_request.method;
    if (method == "HEAD") {
        curl_easy_setopt(h, CURLOPT_NOBODY, 1L);
        return;
    }
    if (method != "GET" && (method == "POST" || !m_request.body.empty())) {
        curl_easy_setopt(h, CURLOPT_POST, 1L);
        curl_easy_setopt(
            h, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(m_request.body.size())
        );
        curl_easy_setopt(h, CURLOPT_POSTFIELDS, m_request.body.data());
    }
    if (method != "GET" && method != "POST") {
        curl_easy_setopt(h, CURLOPT_CUSTOMREQUEST, method.c_str());
    }
}

void Exchange::setUpTls(const TlsOptions& tls) {
    CURL* h = handle();
    if (!tls.ca.empty()) {
        curl_blob blob{const_cast<char*>(tls.ca.data()), tls.ca.size(), CURL_BLOB_COPY};
        curl_easy_setopt(h, CURLOPT_CAINFO_BLOB, &blob);
    }
    set(h, CURLOPT_CAINFO, tls.caFile);
    if (!m_hop.isForeign) {
        set(h, CURLOPT_SSLCERT, tls.certFile);
        set(h, CURLOPT_SSLKEY, tls.keyFile);
    }
    curl_easy_setopt(h, CURLOPT_CA_CACHE_TIMEOUT, kCertificatesKeptSeconds);
    curl_easy_setopt(h, CURLOPT_SSL_VERIFYPEER, tls.insecureSkipVerify ? 0L : 1L);
    curl_easy_setopt(h, CURLOPT_SSL_VERIFYHOST, tls.insecureSkipVerify ? 0L : 2L);
    curl_easy_setopt(
        h, CURLOPT_SSLVERSION, curlVersion(tls.minVersion) | curlHighest(tls.maxVersion)
    );
    if (!tls.serverName.empty() && !m_hop.isForeign) {
        setUpServerName(tls.serverName);
    }
}

/// curl checks the certificate against the URL's host. So the URL gets the expected name, the
/// connection goes to the real host, and the Host header stays what it would have been.
void Exchange::setUpServerName(const std::string& serverName) {
    const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url(curl_url(), &curl_url_cleanup);
    char* text = nullptr;
    if (curl_url_set(url.get(), CURLUPART_URL, m_url.c_str(), 0) != CURLUE_OK ||
        curl_url_set(url.get(), CURLUPART_HOST, serverName.c_str(), 0) != CURLUE_OK ||
        curl_url_get(url.get(), CURLUPART_URL, &text, 0) != CURLUE_OK) {
        return;
    }
    const std::string real = hostAndPort(m_url);
    const std::string port = real.substr(real.rfind(':') + 1);
    curl_easy_setopt(handle(), CURLOPT_URL, text);
    curl_free(text);
    m_connectTo.reset(curl_slist_append(nullptr, (serverName + ":" + port + ":" + real).c_str()));
    curl_easy_setopt(handle(), CURLOPT_CONNECT_TO, m_connectTo.get());
    if (!hasHeader(m_request.headers, "Host")) {
        addHeaderLine("Host: " + (port == "443" ? real.substr(0, real.rfind(':')) : real));
    }
}

void Exchange::addHeaderLine(const std::string& line) {
    curl_slist* const extended = curl_slist_append(m_headers.get(), line.c_str());
    (void)m_headers.release();
    m_headers.reset(extended);
}

base::Status Exchange::setUpHeaders(SecretFiles& secrets) {
    const auto headers = headersOf(m_request, m_hop, secrets);
    if (!headers) {
        return headers.error();
    }
    for (const Header& header : *headers) {
        // "name;" is curl's way to send it empty
        addHeaderLine(header.value.empty() ? header.name + ";" : header.name + ": " + header.value);
    }
    for (const char* own : {"Accept", "Expect", "Content-Type"}) {
        if (!hasHeader(m_request.headers, own)) {
            addHeaderLine(std::string(own) + ":"); // curl's own one is left out
        }
    }
    const auto basic = basicAuthOf(m_request, m_hop, secrets);
    if (!basic) {
        return basic.error();
    }
    if (!basic->user.empty() || !basic->password.empty()) {
        curl_easy_setopt(handle(), CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
        curl_easy_setopt(handle(), CURLOPT_USERNAME, basic->user.c_str());
        curl_easy_setopt(handle(), CURLOPT_PASSWORD, basic->password.c_str());
    }
    return {};
}

} // namespace meterbench::http
