// TokenRequest: how a token is asked for (RFC 6749, 4.4, client credentials): a POST of a form, the
// client's id and secret as Basic credentials, or within the form for servers that want them there.
// Encoded as Go's oauth2 library does, as that is what token servers have met. Secrets are in here:
// never print one. Any thread.
#pragma once

#include "core/http/client.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace meterbench::http {

enum class ClientProof : std::uint8_t {
    Basic,
    Form, ///< client_id and client_secret stand in the body; redirects are not followed
};

/// Every byte but letters, digits, "-", "_", "." and "~" as %XX, a blank as "+" (Go's
/// url.QueryEscape).
[[nodiscard]] std::string formEncoded(std::string_view text);

/// `secret` is what options.oauth2.clientSecret holds by now.
[[nodiscard]] Request
tokenRequest(const ClientOptions& options, const std::string& secret, ClientProof proof);

/// What makes two requests share a token: the token's URL, id, secret, scopes, parameters, and the
/// way to its server.
[[nodiscard]] std::string tokenKey(const ClientOptions& options, const std::string& secret);

} // namespace meterbench::http
