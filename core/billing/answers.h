// Answers in the forms that the clients of a billing endpoint expect: Paigo's {message}, and the
// error objects of OAuth2 (RFC 6749 5.2, RFC 6750 3). Any thread.
#pragma once

#include "core/http/server.h"

#include <string>
#include <string_view>

namespace meterbench::billing {

[[nodiscard]] http::Answer plainAnswer(int status, std::string text);
[[nodiscard]] http::Answer jsonAnswer(int status, std::string json);
/// {"message": …}
[[nodiscard]] http::Answer messageAnswer(int status, std::string_view message);
/// {"message": …, "error": "Not Found", "statusCode": 404}
[[nodiscard]] http::Answer notFoundAnswer(std::string_view message);
[[nodiscard]] http::Answer wrongMethodAnswer(std::string allow);
/// {"error": …, "error_description": …}
[[nodiscard]] http::Answer
oauthError(int status, std::string_view error, std::string_view description);
/// 401 with the challenge of a bearer token; hasToken: one was shown, and it is not good.
[[nodiscard]] http::Answer bearerChallenge(bool hasToken);

} // namespace meterbench::billing
