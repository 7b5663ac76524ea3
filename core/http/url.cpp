#include "core/http/url.h"

#include <curl/curl.h>

#include <memory>

namespace meterbench::http {

namespace {

using Parsed = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

std::string part(CURLU* url, CURLUPart what, unsigned flags = 0) {
    char* text = nullptr;
    if (curl_url_get(url, what, &text, flags) != CURLUE_OK) {
        return {};
    }
    std::string copy(text);
    curl_free(text);
    return copy;
}

} // namespace

std::optional<Url> parseUrl(const std::string& text) {
    const Parsed parsed(curl_url(), &curl_url_cleanup);
    if (curl_url_set(parsed.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) {
        return std::nullopt;
    }
    Url url;
    url.scheme = part(parsed.get(), CURLUPART_SCHEME);
    url.host = part(parsed.get(), CURLUPART_HOST);
    url.port = part(parsed.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
    url.target = part(parsed.get(), CURLUPART_PATH);
    if (const std::string query = part(parsed.get(), CURLUPART_QUERY); !query.empty()) {
        url.target += "?" + query;
    }
    const std::string written = part(parsed.get(), CURLUPART_PORT, CURLU_NO_DEFAULT_PORT);
    url.hostHeader = written.empty() ? url.host : url.host + ":" + written;
    url.hasUser = !part(parsed.get(), CURLUPART_USER).empty() ||
                  !part(parsed.get(), CURLUPART_PASSWORD).empty();
    return url;
}

std::string hostAndPort(const std::string& url) {
    const std::optional<Url> parsed = parseUrl(url);
    return parsed ? parsed->hostAndPort() : std::string();
}

std::string originOf(const std::string& url) {
    const std::optional<Url> parsed = parseUrl(url);
    return parsed ? parsed->origin() : std::string();
}

} // namespace meterbench::http
