// ClientOptions: how to speak to one server: auth, TLS, proxy, extra headers (Prometheus's
// http_config). Plain values, checked when the configuration is read. Secrets are in here: never
// print one of these, use Secret::masked().
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace meterbench::http {

/// A text that must not be printed. A file is read again for each request when it has changed.
struct Secret {
    std::string value;
    std::string file; ///< read instead of value when not empty (surrounding white space cut off)

    [[nodiscard]] bool empty() const { return value.empty() && file.empty(); }

    [[nodiscard]] const char* masked() const { return empty() ? "" : "<secret>"; }

    friend bool operator==(const Secret&, const Secret&) = default;
};

struct BasicAuth {
    std::string username;
    std::string usernameFile;
    Secret password;

    friend bool operator==(const BasicAuth&, const BasicAuth&) = default;
};

/// Authorization: <type> <credentials>
struct Authorization {
    std::string type = "Bearer";
    Secret credentials;

    friend bool operator==(const Authorization&, const Authorization&) = default;
};

/// Client credentials (RFC 6749 section 4.4), sent in the Basic form as Prometheus does; the token
/// goes with each request as a bearer's (token_keeper.h). Source: prometheus common/config OAuth2.
struct OAuth2 {
    std::string clientId;
    Secret clientSecret;
    std::string tokenUrl;
    std::vector<std::string> scopes;
    std::vector<std::pair<std::string, std::string>> endpointParams; ///< such as audience
    std::string proxyUrl; ///< to the token's server; empty: none
    std::string noProxy;

    friend bool operator==(const OAuth2&, const OAuth2&) = default;
};

enum class TlsVersion : std::uint8_t { Any, Tls10, Tls11, Tls12, Tls13 };

struct TlsOptions {
    std::string ca; ///< PEM text
    std::string caFile;
    std::string certFile;
    std::string keyFile;
    std::string serverName;
    bool insecureSkipVerify = false;
    TlsVersion minVersion = TlsVersion::Any;
    TlsVersion maxVersion = TlsVersion::Any;

    friend bool operator==(const TlsOptions&, const TlsOptions&) = default;
};

/// http_headers: name → values and secrets, each sent as a header line of its own.
struct ExtraHeader {
    std::string name;
    std::vector<std::string> values;
    std::vector<Secret> secrets;

    friend bool operator==(const ExtraHeader&, const ExtraHeader&) = default;
};

struct ClientOptions {
    bool hasBasicAuth = false;
    BasicAuth basicAuth;
    bool hasAuthorization = false;
    Authorization authorization;
    bool hasOAuth2 = false;
    OAuth2 oauth2;
    TlsOptions oauth2Tls; ///< of the token's server
    TlsOptions tls;
    std::string proxyUrl; ///< empty: none (the environment is not asked)
    std::string noProxy;
    bool followRedirects = true; ///< credentials are not sent on to another host
    bool http2 = false;
    std::vector<ExtraHeader> headers;

    friend bool operator==(const ClientOptions&, const ClientOptions&) = default;
};

} // namespace meterbench::http
