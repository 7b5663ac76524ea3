// RequestHead: the header lines of one request: its own, the extra ones of the options, and
// credentials, which stay with their origin when a redirect leads elsewhere. Secrets are in here:
// never print it. One thread (secret files are read).
#pragma once

#include "core/base/result.h"
#include "core/http/client.h"
#include "core/http/secret_files.h"
#include "core/http/url.h"

#include <string>
#include <string_view>
#include <vector>

namespace meterbench::http {

/// Where in a chain of redirects a request is.
struct Hop {
    bool isForeign = false; ///< a redirect led to another origin: no credentials any more
    bool isToGet = false;   ///< a redirect turned the method into GET: the body is gone
};

[[nodiscard]] const ClientOptions& optionsOf(const Request& request);

/// Statuses that lead elsewhere by their Location (RFC 9110, 15.4).
[[nodiscard]] bool isRedirect(int status);

[[nodiscard]] bool hasHeader(const std::vector<Header>& headers, std::string_view name);

/// Without Host, Content-Length and a basic Authorization (addBasicAuth). InvalidInput: a line
/// break in a header; Io: a secret file that cannot be read.
[[nodiscard]] base::Result<std::vector<Header>>
headersOf(const Request& request, Hop hop, SecretFiles& secrets);

struct UserAndPassword {
    std::string user;
    std::string password;
};

/// Both empty: no basic auth.
[[nodiscard]] base::Result<UserAndPassword>
basicAuthOf(const Request& request, Hop hop, SecretFiles& secrets);

/// Request line and headers as they go over the wire, up to and with the empty line (RFC 9112).
[[nodiscard]] base::Result<std::string>
requestHead(const Request& request, const Url& url, SecretFiles& secrets);

} // namespace meterbench::http
