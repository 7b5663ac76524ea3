#include "core/billing/token_route.h"

#include "core/base/base64.h"
#include "core/base/secret.h"
#include "core/billing/answers.h"
#include "core/billing/form.h"
#include "core/http/header_text.h"

#include <nlohmann/json.hpp>

#include <map>
#include <optional>
#include <utility>

namespace meterbench::billing {

namespace {

using Json = nlohmann::json;
using Fields = std::map<std::string, std::string>;

/// Texts of a JSON object; nothing when it is none.
std::optional<Fields> jsonFields(std::string_view body) {
    const Json json = Json::parse(body, nullptr, false);
    if (!json.is_object()) {
        return std::nullopt;
    }
    Fields fields;
    for (const auto& [name, value] : json.items()) {
        if (value.is_string()) {
            fields.emplace(name, value.get<std::string>());
        }
    }
    return fields;
}

std::optional<Fields> fieldsOf(const http::ServedRequest& request) {
    const std::string_view type = request.header("content-type");
    const std::string_view media = http::trimmed(type.substr(0, type.find(';')), http::kBlanks);
    return http::equalsIgnoringCase(media, "application/json")
               ? jsonFields(request.body)
               : std::optional(formOf(request.body));
}

bool isClient(const Client& client, std::string_view id, std::string_view secret) {
    const bool isId = base::isSameSecret(client.id, id);
    return base::isSameSecret(client.secret, secret) && isId; // the secret is looked at either way
}

/// RFC 6749 2.3.1: both are written as in a form before they are joined. Some clients do not.
bool isInBasic(const Client& client, std::string_view encoded) {
    const auto plain = base::fromBase64(http::trimmed(encoded, http::kBlanks));
    const std::size_t colon = plain ? plain->find(':') : std::string::npos;
    if (colon == std::string::npos) {
        return false;
    }
    const std::string id = plain->substr(0, colon);
    const std::string secret = plain->substr(colon + 1);
    const bool isPlain = isClient(client, id, secret);
    return isClient(
               client, percentDecoded(id, Plus::IsBlank), percentDecoded(secret, Plus::IsBlank)
           ) ||
           isPlain;
}

http::Answer wrongClient(bool wasBasic) {
    http::Answer answer =
        oauthError(401, "invalid_client", "the client id or its secret is not the right one");
    if (wasBasic) {
        answer.headers.push_back({"WWW-Authenticate", "Basic realm=\"billing\""});
    }
    return answer;
}

http::Answer issued(Tokens& tokens) {
    const std::optional<std::string> token = tokens.issue();
    if (!token) {
        return oauthError(500, "server_error", "the system gives no random bytes");
    }
    http::Answer answer = jsonAnswer(
        200,
        R"({"access_token":")" + *token + R"(","expires_in":)" +
            std::to_string(tokens.lifeSeconds()) + R"(,"token_type":"Bearer"})"
    );
    answer.headers.push_back({"Cache-Control", "no-store"});
    return answer;
}

} // namespace

http::Answer
answerTokenRequest(const http::ServedRequest& request, const Client& client, Tokens& tokens) {
    const std::optional<Fields> fields = fieldsOf(request);
    if (!fields) {
        return oauthError(400, "invalid_request", "the body is no JSON object");
    }
    const auto field = [&](const char* name) {
        const auto at = fields->find(name);
        return at == fields->end() ? std::string() : at->second;
    };
    constexpr std::string_view basic = "Basic ";
    const std::string_view authorization = request.header("authorization");
    const bool isBasic = http::equalsIgnoringCase(authorization.substr(0, basic.size()), basic);
    if (isBasic && !field("client_secret").empty()) {
        return oauthError(
            400, "invalid_request", "the client shows its secret twice: in the header and the body"
        );
    }
    if (field("grant_type").empty()) {
        return oauthError(400, "invalid_request", "grant_type is missing");
    }
    if (field("grant_type") != "client_credentials") {
        return oauthError(
            400, "unsupported_grant_type", "grant_type is client_credentials, and nothing else"
        );
    }
    const bool isRight = !client.isWanted() ||
                         (isBasic ? isInBasic(client, authorization.substr(basic.size()))
                                  : isClient(client, field("client_id"), field("client_secret")));
    return isRight ? issued(tokens) : wrongClient(isBasic);
}

} // namespace meterbench::billing
