// TokenAnswer: what a token server said (RFC 6749, 5.1 and 5.2): a token and how long it is good,
// or an error whose words begin with "token: " and name the server, its status and the server's own
// words, and never a secret. Text from outside is cut and cleaned. Any thread.
#pragma once

#include "core/base/result.h"
#include "core/http/client.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace meterbench::http {

struct Token {
    std::string value;
    std::optional<std::chrono::nanoseconds> lifetime; ///< nothing: the server did not say
};

/// Network (Timeout, Limit … as the exchange failed); InvalidInput: the server refused.
/// `secret` is taken out of the server's words, should they repeat it.
[[nodiscard]] base::Result<Token>
tokenOf(const Response& response, const std::string& tokenUrl, std::string_view secret);

} // namespace meterbench::http
