#include "core/config/http_reader.h"

#include "core/config/headers_reader.h"
#include "core/config/scalars.h"

#include <algorithm>

namespace meterbench::config {

namespace {

bool equalsIgnoringCase(std::string_view lower, std::string_view text) {
    return std::equal(lower.begin(), lower.end(), text.begin(), text.end(), [](char a, char b) {
        return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b - 'A' + 'a') : b);
    });
}

void readBasicAuth(const Node& node, Reading& reading, http::BasicAuth& out) {
    MapReader map(node, reading);
    map.text("username", out.username);
    map.file("username_file", out.usernameFile);
    map.refuse("username_ref", "use username or username_file");
    map.text("password", out.password.value);
    map.file("password_file", out.password.file);
    map.refuse("password_ref", "use password or password_file");
    map.atMostOneOf({"username", "username_file", "username_ref"});
    map.atMostOneOf({"password", "password_file", "password_ref"});
    map.finish();
}

std::string_view trimmed(std::string_view text) {
    const std::size_t start = text.find_first_not_of(" \t");
    if (start == std::string_view::npos) {
        return {};
    }
    return text.substr(start, text.find_last_not_of(" \t") - start + 1);
}

void readAuthorization(const Node& node, Reading& reading, http::Authorization& out) {
    MapReader map(node, reading);
    std::string type;
    if (map.text("type", type) && !trimmed(type).empty()) {
        out.type = trimmed(type);
    }
    if (equalsIgnoringCase("basic", out.type)) {
        map.errorAt("type", "authorization type cannot be \"basic\"", "use basic_auth");
    }
    map.text("credentials", out.credentials.value);
    map.file("credentials_file", out.credentials.file);
    map.refuse("credentials_ref", "use credentials or credentials_file");
    map.atMostOneOf({"credentials", "credentials_file", "credentials_ref"});
    map.finish();
}

http::TlsVersion readTlsVersion(MapReader& map, std::string_view key) {
    const int index = map.word(key, {"TLS10", "TLS11", "TLS12", "TLS13"});
    return index < 0 ? http::TlsVersion::Any : static_cast<http::TlsVersion>(index + 1);
}

void checkTls(MapReader& map, const http::TlsOptions& tls) {
    map.atMostOneOf({"ca", "ca_file", "ca_ref"});
    map.atMostOneOf({"cert", "cert_file", "cert_ref"});
    map.atMostOneOf({"key", "key_file", "key_ref"});
    const bool hasCert = map.has("cert") || map.has("cert_file") || map.has("cert_ref");
    const bool hasKey = map.has("key") || map.has("key_file") || map.has("key_ref");
    if (hasCert && !hasKey) {
        map.errorAt("cert_file", "a client certificate needs its key", "set key_file");
    }
    if (hasKey && !hasCert) {
        map.errorAt("key_file", "a client key needs its certificate", "set cert_file");
    }
    const bool bothVersions =
        tls.minVersion != http::TlsVersion::Any && tls.maxVersion != http::TlsVersion::Any;
    if (bothVersions && tls.maxVersion < tls.minVersion) {
        map.errorAt("max_version", "max_version is less than min_version", "swap the two");
    }
    if (!tls.ca.empty() && tls.ca.find("-----BEGIN CERTIFICATE-----") == std::string::npos) {
        map.errorAt(
            "ca", "this is not a PEM certificate", "it begins with -----BEGIN CERTIFICATE-----"
        );
    }
}

void readTls(const Node& node, Reading& reading, http::TlsOptions& out) {
    MapReader map(node, reading);
    map.text("ca", out.ca);
    map.file("ca_file", out.caFile);
    map.refuse("ca_ref", "use ca or ca_file");
    map.refuse("cert", "use cert_file");
    map.file("cert_file", out.certFile);
    map.refuse("cert_ref", "use cert_file");
    map.refuse("key", "use key_file");
    map.file("key_file", out.keyFile);
    map.refuse("key_ref", "use key_file");
    map.text("server_name", out.serverName);
    map.boolean("insecure_skip_verify", out.insecureSkipVerify);
    out.minVersion = readTlsVersion(map, "min_version");
    out.maxVersion = readTlsVersion(map, "max_version");
    checkTls(map, out);
    map.finish();
}

void readProxy(MapReader& map, std::string& proxyUrl, std::string& noProxy) {
    if (map.text("proxy_url", proxyUrl) && !proxyUrl.empty()) {
        checkUrl(map, "proxy_url", proxyUrl, {"http", "https", "socks5", "socks5h"});
    }
    map.text("no_proxy", noProxy);
    map.refuseTrue("proxy_from_environment");
    map.refuse("proxy_connect_header");
    const Entry* fromEnvironment = map.node().find("proxy_from_environment");
    const bool environment = fromEnvironment != nullptr && fromEnvironment->value.text == "true";
    if (environment && (map.has("proxy_url") || map.has("no_proxy"))) {
        map.errorAt(
            "proxy_from_environment",
            "proxy_from_environment excludes proxy_url and no_proxy",
            "keep one of the two ways"
        );
    }
    if (map.has("no_proxy") && !map.has("proxy_url") && !environment) {
        map.errorAt(
            "no_proxy", "no_proxy has a meaning only with proxy_url", "set proxy_url or remove it"
        );
    }
    if (map.has("proxy_connect_header") && !map.has("proxy_url") && !environment) {
        map.errorAt("proxy_connect_header", "proxy_connect_header needs a proxy", "set proxy_url");
    }
}

void readEndpointParams(
    const Node& node, Reading& reading, std::vector<std::pair<std::string, std::string>>& out
) {
    MapReader map(node, reading);
    for (const Entry& entry : map.node().entries) {
        std::string value;
        map.text(entry.key, value);
        out.emplace_back(entry.key, value);
    }
}

void checkOAuth2(MapReader& map, const http::OAuth2& oauth2) {
    const auto need = [&map](std::string_view key, bool isGiven, const char* hint) {
        if (!isGiven) {
            map.errorAt(key, "oauth2 needs " + std::string(key), hint);
        }
    };
    need("client_id", !oauth2.clientId.empty(), "set the id that the token server knows");
    need("client_secret", !oauth2.clientSecret.empty(), "set client_secret or client_secret_file");
    need("token_url", !oauth2.tokenUrl.empty(), "set the URL that gives tokens");
    if (!oauth2.tokenUrl.empty()) {
        checkUrl(map, "token_url", oauth2.tokenUrl, {"http", "https"});
    }
}

/// Also the ways to prove who we are that came after 2.42 (signed assertions): refused.
void readOAuth2(const Node& node, Reading& reading, http::ClientOptions& out) {
    MapReader map(node, reading);
    http::OAuth2& oauth2 = out.oauth2;
    map.text("client_id", oauth2.clientId);
    map.text("client_secret", oauth2.clientSecret.value);
    map.file("client_secret_file", oauth2.clientSecret.file);
    map.refuse("client_secret_ref", "use client_secret or client_secret_file");
    if (const Node* scopes = map.take("scopes")) {
        readTexts(*scopes, reading, oauth2.scopes);
    }
    map.text("token_url", oauth2.tokenUrl);
    if (const Node* params = map.take("endpoint_params")) {
        readEndpointParams(*params, reading, oauth2.endpointParams);
    }
    for (const std::string_view key :
         {"grant_type",
          "client_certificate_key",
          "client_certificate_key_file",
          "client_certificate_key_ref",
          "client_certificate_key_id",
          "signature_algorithm",
          "iss",
          "audience",
          "claims"}) {
        map.refuse(
            key, "use client_secret or client_secret_file; an audience is an endpoint_params"
        );
    }
    map.atMostOneOf({"client_secret", "client_secret_file", "client_secret_ref"});
    if (const Node* tls = map.take("tls_config")) {
        readTls(*tls, reading, out.oauth2Tls);
    }
    readProxy(map, oauth2.proxyUrl, oauth2.noProxy);
    map.finish();
    checkOAuth2(map, oauth2);
}

void readBearer(MapReader& map, http::ClientOptions& out) {
    http::Secret token;
    map.text("bearer_token", token.value);
    map.file("bearer_token_file", token.file);
    if (!token.empty()) {
        out.hasAuthorization = true;
        out.authorization.credentials = token;
    }
}

void checkOneWay(MapReader& map, std::initializer_list<std::string_view> otherAuth) {
    if (otherAuth.size() == 0) {
        map.atMostOneOf(
            {"basic_auth", "authorization", "oauth2", "bearer_token", "bearer_token_file"}
        );
        return;
    }
    map.atMostOneOf(
        {"basic_auth",
         "authorization",
         "oauth2",
         "bearer_token",
         "bearer_token_file",
         "sigv4",
         "azuread",
         "google_iam"}
    );
}

} // namespace

void readHttp(
    MapReader& map, http::ClientOptions& out, std::initializer_list<std::string_view> otherAuth
) {
    if (const Node* node = map.take("basic_auth")) {
        out.hasBasicAuth = true;
        readBasicAuth(*node, map.reading(), out.basicAuth);
    }
    if (const Node* node = map.take("authorization")) {
        out.hasAuthorization = true;
        readAuthorization(*node, map.reading(), out.authorization);
    }
    readBearer(map, out);
    if (const Node* node = map.take("oauth2")) {
        out.hasOAuth2 = true;
        readOAuth2(*node, map.reading(), out);
    }
    for (const std::string_view key : otherAuth) {
        map.refuse(key, "use basic_auth, authorization or oauth2");
    }
    checkOneWay(map, otherAuth);
    if (const Node* node = map.take("tls_config")) {
        readTls(*node, map.reading(), out.tls);
    }
    readProxy(map, out.proxyUrl, out.noProxy);
    map.boolean("follow_redirects", out.followRedirects);
    map.boolean("enable_http2", out.http2);
    if (const Node* node = map.take("http_headers")) {
        out.headers = readHttpHeaders(*node, map.reading());
    }
}

bool checkUrl(
    MapReader& map,
    std::string_view key,
    std::string_view url,
    const std::vector<std::string_view>& schemes
) {
    const std::size_t colon = url.find("://");
    const std::string_view scheme = url.substr(0, colon);
    const bool known = colon != std::string_view::npos &&
                       std::any_of(schemes.begin(), schemes.end(), [&](std::string_view one) {
                           return equalsIgnoringCase(one, scheme);
                       });
    if (!known) {
        map.errorAt(
            key, "this is not a whole URL", "it begins with " + listed(schemes, "or") + " and ://"
        );
        return false;
    }
    const std::string_view rest = url.substr(colon + 3);
    const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
    const std::size_t at = authority.rfind('@');
    const std::string_view host =
        at == std::string_view::npos ? authority : authority.substr(at + 1);
    const bool blank = std::any_of(url.begin(), url.end(), [](char c) {
        return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f;
    });
    if (host.empty() || host.front() == ':' || blank) {
        map.errorAt(
            key,
            blank ? "this URL contains white space" : "this URL has no host",
            "write " + std::string(schemes.front()) + "://host:port/path"
        );
        return false;
    }
    return true;
}

} // namespace meterbench::config
