// Url: the parts of an http or https URL that a request needs, read by libcurl's URL parser (RFC
// 3986 plus; dot segments are resolved). Any thread.
#pragma once

#include <optional>
#include <string>

namespace meterbench::http {

struct Url {
    std::string scheme;     ///< "http"
    std::string host;       ///< "db1", "[::1]"
    std::string port;       ///< "9100"; the scheme's own when none is written
    std::string target;     ///< "/metrics?a=b": what stands in the request line
    std::string hostHeader; ///< "db1:9100"; without the scheme's own port
    bool hasUser = false;   ///< "user@" or "user:password@" stands in it

    [[nodiscard]] std::string hostAndPort() const { return host + ":" + port; }

    /// "https://db1:9100": what connections and credentials belong to.
    [[nodiscard]] std::string origin() const { return scheme + "://" + hostAndPort(); }
};

/// Nothing when it is no URL.
[[nodiscard]] std::optional<Url> parseUrl(const std::string& text);

/// "db1:9100" of a URL, the scheme's port filled in; empty when it is no URL.
[[nodiscard]] std::string hostAndPort(const std::string& url);
/// Url::origin(); empty when it is no URL.
[[nodiscard]] std::string originOf(const std::string& url);

} // namespace meterbench::http
