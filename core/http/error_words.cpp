#include "core/http/error_words.h"

#include "core/base/duration.h"

#include <curl/curl.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace meterbench::http {

namespace {

using base::Code;
using base::Error;

std::string milliseconds(std::int64_t us) {
    std::array<char, 32> text{};
    if (us >= 10'000) {
        std::snprintf(text.data(), text.size(), "%lld ms", static_cast<long long>(us / 1000));
    } else {
        std::snprintf(text.data(), text.size(), "%.1f ms", static_cast<double>(us) / 1000.0);
    }
    return text.data();
}

std::string connected(const Progress& p) {
    return p.connectUs == 0
               ? "kept connection to " + p.remoteAddress
               : "connected to " + p.remoteAddress + " in " + milliseconds(p.connectUs);
}

std::string bytesSoFar(const Progress& p) {
    std::string text = std::to_string(p.bodyBytes);
    if (p.expectedBytes >= 0) {
        text += " of " + std::to_string(p.expectedBytes);
    }
    return text + " bytes";
}

Error timedOut(const Progress& p, std::chrono::milliseconds timeout) {
    const std::string within = " within " + base::formatDuration(timeout);
    if (p.status != 0) {
        return {
            Code::Timeout,
            "answer not complete" + within + " (" + bytesSoFar(p) + " from " + p.remoteAddress +
                ")"};
    }
    if (!p.remoteAddress.empty() && !p.secured) {
        return {Code::Timeout, "no TLS handshake" + within + " (" + connected(p) + ")"};
    }
    if (!p.remoteAddress.empty()) {
        return {Code::Timeout, "no answer" + within + " (" + connected(p) + ")"};
    }
    if (p.resolved) {
        return {Code::Timeout, "no connection to " + p.host + within};
    }
    return {Code::Timeout, "name of " + p.host + " not resolved" + within};
}

Error notConnected(const Progress& p) {
    if (p.osError == ECONNREFUSED) {
        return {Code::Network, "connection refused by " + p.host};
    }
    const std::string why = p.osError != 0 ? std::strerror(p.osError) : p.curlText;
    return {Code::Network, "cannot connect to " + p.host + ": " + why};
}

Error brokenOff(const Progress& p) {
    const std::string from = p.remoteAddress.empty() ? p.host : p.remoteAddress;
    if (p.status == 0) {
        return {Code::Network, "connection closed by " + from + " without an answer"};
    }
    return {
        Code::Network, "connection closed by " + from + " after " + bytesSoFar(p) + " of the body"};
}

Error untrusted(const Progress& p) {
    constexpr std::string_view kProblem = "SSL certificate problem: ";
    const std::string& text = p.curlText;
    if (const std::size_t at = text.find(kProblem); at != std::string::npos) {
        return {
            Code::Network,
            "the certificate of " + p.host +
                " is not trusted: " + text.substr(at + kProblem.size())};
    }
    if (text.find("subject name") != std::string::npos ||
        text.find("does not match") != std::string::npos) {
        return {
            Code::Network, "the certificate of " + p.host + " is for another name (" + text + ")"};
    }
    return {Code::Network, "the certificate of " + p.host + " is not trusted: " + text};
}

Error notHttp(const Progress& p) {
    return {Code::Network, "what " + p.host + " answers is not HTTP/1.1 or newer"};
}

std::string otherwise(int code, const Progress& p) {
    const std::string why =
        p.curlText.empty() ? curl_easy_strerror(static_cast<CURLcode>(code)) : p.curlText;
    return p.host + ": " + why;
}

} // namespace

Reach reachOf(int code, const Progress& p) {
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
        return Reach::Nothing;
    case CURLE_COULDNT_CONNECT:
        return Reach::Name;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
        return Reach::Connection;
    default:
        break;
    }
    if (p.remoteAddress.empty()) {
        return p.resolved ? Reach::Name : Reach::Nothing;
    }
    return p.secured ? Reach::Secured : Reach::Connection;
}

Error wordsFor(int code, const Progress& p, std::chrono::milliseconds timeout) {
    switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
        return timedOut(p, timeout);
    case CURLE_COULDNT_RESOLVE_HOST:
        return {
            Code::Network, "name " + p.host.substr(0, p.host.rfind(':')) + " cannot be resolved"};
    case CURLE_COULDNT_RESOLVE_PROXY:
        return {Code::Network, "the proxy's name cannot be resolved (" + p.curlText + ")"};
    case CURLE_COULDNT_CONNECT:
        return notConnected(p);
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_PARTIAL_FILE:
        return brokenOff(p);
    case CURLE_PEER_FAILED_VERIFICATION:
        return untrusted(p);
    case CURLE_SSL_CONNECT_ERROR:
        return {Code::Network, "no TLS with " + p.host + ": " + p.curlText};
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
        return {Code::InvalidInput, "TLS files for " + p.host + ": " + p.curlText};
    case CURLE_UNSUPPORTED_PROTOCOL:
        if (!p.remoteAddress.empty()) { // bytes came that do not begin with a status line
            return notHttp(p);
        }
        [[fallthrough]];
    case CURLE_URL_MALFORMAT:
        return {
            Code::InvalidInput,
            "not a URL that can be asked (http:// or https:// is needed): " + p.host};
    case CURLE_WEIRD_SERVER_REPLY:
        return notHttp(p);
    default:
        return {Code::Network, otherwise(code, p)};
    }
}

} // namespace meterbench::http
