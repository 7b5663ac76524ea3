#include "core/billing/answers.h"

#include "core/base/text.h"

#include <utility>

namespace meterbench::billing {

namespace {

std::string quoted(std::string_view text) {
    return "\"" + base::jsonEscaped(text) + "\"";
}

} // namespace

http::Answer plainAnswer(int status, std::string text) {
    http::Answer answer;
    answer.status = status;
    answer.body = std::move(text);
    return answer;
}

http::Answer jsonAnswer(int status, std::string json) {
    http::Answer answer = plainAnswer(status, std::move(json) + "\n");
    answer.contentType = "application/json; charset=utf-8";
    return answer;
}

http::Answer messageAnswer(int status, std::string_view message) {
    return jsonAnswer(status, "{\"message\":" + quoted(message) + "}");
}

http::Answer notFoundAnswer(std::string_view message) {
    return jsonAnswer(
        404, "{\"message\":" + quoted(message) + R"(,"error":"Not Found","statusCode":404})"
    );
}

http::Answer wrongMethodAnswer(std::string allow) {
    http::Answer answer = messageAnswer(405, "this path answers to " + allow);
    answer.headers.push_back({"Allow", std::move(allow)});
    return answer;
}

http::Answer oauthError(int status, std::string_view error, std::string_view description) {
    http::Answer answer = jsonAnswer(
        status,
        "{\"error\":" + quoted(error) + ",\"error_description\":" + quoted(description) + "}"
    );
    answer.headers.push_back({"Cache-Control", "no-store"});
    return answer;
}

http::Answer bearerChallenge(bool hasToken) {
    http::Answer answer = messageAnswer(
        401,
        hasToken ? "the token is not known here, or has expired; fetch one at /oauth/token"
                 : "a bearer token is wanted; fetch one at /oauth/token"
    );
    std::string challenge = "Bearer realm=\"billing\"";
    challenge += hasToken ? ", error=\"invalid_token\"" : "";
    answer.headers.push_back({"WWW-Authenticate", std::move(challenge)});
    return answer;
}

} // namespace meterbench::billing
