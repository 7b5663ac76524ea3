#include "core/http/request_head.h"

#include "core/base/base64.h"
#include "core/http/header_text.h"

#include <algorithm>

namespace meterbench::http {

namespace {

bool startsIgnoringCase(std::string_view text, std::string_view start) {
    return text.size() >= start.size() && equalsIgnoringCase(text.substr(0, start.size()), start);
}

/// What says something about the request itself; everything else may be a secret and stays with its
/// origin.
bool mayCrossOrigins(std::string_view name) {
    return startsIgnoringCase(name, "accept") || startsIgnoringCase(name, "content-") ||
           startsIgnoringCase(name, "x-prometheus-") || equalsIgnoringCase(name, "user-agent");
}

base::Status add(std::vector<Header>& headers, const std::string& name, const std::string& value) {
    const std::string_view forbidden("\r\n\0", 3);
    if (name.empty() || name.find_first_of(forbidden) != std::string::npos ||
        name.find(':') != std::string::npos ||
        value.find_first_of(forbidden) != std::string::npos) {
        return base::Error{
            base::Code::InvalidInput, "header \"" + name + "\" has a line break or no name"};
    }
    headers.push_back({name, value});
    return {};
}

base::Status
addExtra(std::vector<Header>& headers, const ExtraHeader& extra, SecretFiles& secrets) {
    for (const std::string& value : extra.values) {
        if (base::Status status = add(headers, extra.name, value); !status) {
            return status;
        }
    }
    for (const Secret& secret : extra.secrets) {
        const auto value = secrets.read(secret);
        if (!value) {
            return value.error();
        }
        if (base::Status status = add(headers, extra.name, *value); !status) {
            return status;
        }
    }
    return {};
}

base::Status addOwn(std::vector<Header>& headers, const Request& request, Hop hop) {
    for (const Header& header : request.headers) {
        if ((hop.isForeign && !mayCrossOrigins(header.name)) ||
            (hop.isToGet && startsIgnoringCase(header.name, "content-"))) {
            continue;
        }
        if (base::Status status = add(headers, header.name, header.value); !status) {
            return status;
        }
    }
    if (request.acceptGzip) {
        headers.push_back({"Accept-Encoding", "gzip"});
    }
    return {};
}

} // namespace

const ClientOptions& optionsOf(const Request& request) {
    static const ClientOptions kNone;
    return request.options == nullptr ? kNone : *request.options;
}

bool isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool hasHeader(const std::vector<Header>& headers, std::string_view name) {
    return std::ranges::any_of(headers, [name](const Header& header) {
        return equalsIgnoringCase(header.name, name);
    });
}

base::Result<std::vector<Header>> headersOf(const Request& request, Hop hop, SecretFiles& secrets) {
    const ClientOptions& options = optionsOf(request);
    std::vector<Header> headers;
    headers.reserve(request.headers.size() + options.headers.size() + 2);
    if (base::Status status = addOwn(headers, request, hop); !status) {
        return status.error();
    }
    if (hop.isForeign) {
        return headers;
    }
    for (const ExtraHeader& extra : options.headers) {
        if (base::Status status = addExtra(headers, extra, secrets); !status) {
            return status.error();
        }
    }
    if (options.hasAuthorization) {
        const auto credentials = secrets.read(options.authorization.credentials);
        if (!credentials) {
            return credentials.error();
        }
        const base::Status status =
            add(headers, "Authorization", options.authorization.type + " " + *credentials);
        if (!status) {
            return status.error();
        }
    }
    return headers;
}

base::Result<UserAndPassword> basicAuthOf(const Request& request, Hop hop, SecretFiles& secrets) {
    const ClientOptions& options = optionsOf(request);
    if (hop.isForeign || options.hasAuthorization || !options.hasBasicAuth) {
        return UserAndPassword{};
    }
    auto user = secrets.read({options.basicAuth.username, options.basicAuth.usernameFile});
    auto password = secrets.read(options.basicAuth.password);
    if (!user || !password) {
        return user ? password.error() : user.error();
    }
    return UserAndPassword{std::move(user).value(), std::move(password).value()};
}

base::Result<std::string>
requestHead(const Request& request, const Url& url, SecretFiles& secrets) {
    const auto headers = headersOf(request, {}, secrets);
    if (!headers) {
        return headers.error();
    }
    const auto basic = basicAuthOf(request, {}, secrets);
    if (!basic) {
        return basic.error();
    }
    std::string head;
    head.reserve(512);
    const auto line = [&head](std::string_view name, std::string_view value) {
        head.append(name).append(value.empty() ? ":" : ": ").append(value).append("\r\n");
    };
    head.append(request.method).append(" ").append(url.target).append(" HTTP/1.1\r\n");
    if (!hasHeader(*headers, "Host")) {
        line("Host", url.hostHeader);
    }
    if (!hasHeader(*headers, "User-Agent")) {
        line("User-Agent", "Meterbench/" MB_VERSION);
    }
    for (const Header& header : *headers) {
        line(header.name, header.value);
    }
    if (!basic->user.empty() || !basic->password.empty()) {
        line("Authorization", "Basic " + base::toBase64(basic->user + ":" + basic->password));
    }
    if (request.method != "GET" && request.method != "HEAD" &&
        (request.method == "POST" || request.method == "PUT" || !request.body.empty())) {
        line("Content-Length", std::to_string(request.body.size()));
    }
    head.append("\r\n");
    return head;
}

} // namespace meterbench::http
