// POST /oauth/token: client credentials (RFC 6749 4.4) as Prometheus sends them (HTTP Basic and a
// form) and as Paigo documents them (a JSON body); a form with id and secret in it too. An audience
// and scopes are passed over. Without a configured client everybody gets a token. The tokens'
// thread.
#pragma once

#include "core/billing/options.h"
#include "core/billing/tokens.h"

namespace meterbench::billing {

[[nodiscard]] http::Answer
answerTokenRequest(const http::ServedRequest& request, const Client& client, Tokens& tokens);

} // namespace meterbench::billing
