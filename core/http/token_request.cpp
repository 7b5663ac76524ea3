#include "core/http/token_request.h"

#include "core/base/base64.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace meterbench::http {

namespace {

constexpr std::chrono::milliseconds kTimeout{10'000};
constexpr std::uint64_t kLargestAnswerBytes = 1 << 20; // as Go's oauth2

bool isUnreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.' || c == '~';
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) {
        text.append(text.empty() ? "" : " ").append(word);
    }
    return text;
}

std::string formOf(std::vector<std::pair<std::string, std::string>> fields) {
    // in the order of the names, as Go's url.Values are written
    std::ranges::stable_sort(fields, {}, &std::pair<std::string, std::string>::first);
    std::string form;
    for (const auto& [name, value] : fields) {
        form.append(form.empty() ? "" : "&");
        form.append(formEncoded(name)).append("=").append(formEncoded(value));
    }
    return form;
}

/// With its length before it, so that no two lists of texts give the same key.
void appendPart(std::string& key, std::string_view part) {
    key.append(std::to_string(part.size())).append(":").append(part);
}

} // namespace

std::string formEncoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        if (isUnreserved(c)) {
            encoded.push_back(c);
        } else if (c == ' ') {
            encoded.push_back('+');
        } else {
            const auto byte = static_cast<unsigned char>(c);
            encoded.append({'%', digits[byte >> 4U], digits[byte & 15U]});
        }
    }
    return encoded;
}

Request tokenRequest(const ClientOptions& options, const std::string& secret, ClientProof proof) {
    const OAuth2& oauth2 = options.oauth2;
    auto fields = oauth2.endpointParams;
    const auto isSaid = [&fields](std::string_view name) {
        return std::ranges::any_of(fields, [name](const auto& field) {
            return field.first == name;
        });
    };
    if (!isSaid("grant_type")) { // one of the parameters may name another, as in Go
        fields.emplace_back("grant_type", "client_credentials");
    }
    if (!oauth2.scopes.empty()) {
        fields.emplace_back("scope", joined(oauth2.scopes));
    }
    ClientOptions way;
    way.tls = options.oauth2Tls;
    way.proxyUrl = oauth2.proxyUrl;
    way.noProxy = oauth2.noProxy;
    way.followRedirects = proof == ClientProof::Basic;
    Request request;
    request.method = "POST";
    request.url = oauth2.tokenUrl;
    request.headers = {
        {"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}};
    if (proof == ClientProof::Basic) {
        const std::string both = formEncoded(oauth2.clientId) + ":" + formEncoded(secret);
        request.headers.push_back({"Authorization", "Basic " + base::toBase64(both)});
    } else {
        fields.emplace_back("client_id", oauth2.clientId);
        fields.emplace_back("client_secret", secret);
    }
    request.body = formOf(std::move(fields));
    request.options = std::make_shared<const ClientOptions>(std::move(way));
    request.timeout = kTimeout;
    request.bodyLimitBytes = kLargestAnswerBytes;
    return request;
}

std::string tokenKey(const ClientOptions& options, const std::string& secret) {
    const OAuth2& oauth2 = options.oauth2;
    const TlsOptions& tls = options.oauth2Tls;
    std::string key;
    for (const std::string& part :
         {oauth2.tokenUrl,
          oauth2.clientId,
          secret,
          oauth2.proxyUrl,
          oauth2.noProxy,
          tls.ca,
          tls.caFile,
          tls.certFile,
          tls.keyFile,
          tls.serverName}) {
        appendPart(key, part);
    }
    key.push_back(tls.insecureSkipVerify ? '1' : '0');
    key.push_back(static_cast<char>('0' + static_cast<int>(tls.minVersion)));
    key.push_back(static_cast<char>('0' + static_cast<int>(tls.maxVersion)));
    appendPart(key, joined(oauth2.scopes));
    for (const auto& [name, value] : oauth2.endpointParams) {
        appendPart(key, name);
        appendPart(key, value);
    }
    return key;
}

} // namespace meterbench::http
