// The plain halves of HttpRequest.
#include "core/api/http_server.h"

#include <algorithm>
#include <string_view>

namespace meterbench::api {

namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

int hexDigit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    return lower(c) >= 'a' && lower(c) <= 'f' ? lower(c) - 'a' + 10 : -1;
}

/// application/x-www-form-urlencoded: '+' is a space; a broken escape stays as it is.
std::string decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escape = text[i] == '%' && i + 2 < text.size() && hexDigit(text[i + 1]) >= 0 &&
                            hexDigit(text[i + 2]) >= 0;
        if (escape) {
            out += static_cast<char>(hexDigit(text[i + 1]) * 16 + hexDigit(text[i + 2]));
            i += 2;
        } else {
            out += text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

} // namespace

std::string HttpRequest::header(std::string_view name) const {
    const auto found = std::ranges::find_if(headers, [name](const auto& header) {
        return std::ranges::equal(header.first, name, {}, lower, lower);
    });
    return found == headers.end() ? std::string() : found->second;
}

std::vector<std::string> HttpRequest::parameter(std::string_view name) const {
    std::vector<std::string> values;
    std::string_view rest = query;
    while (!rest.empty()) {
        const std::size_t end = rest.find('&');
        const std::string_view pair = rest.substr(0, end);
        const std::size_t equals = pair.find('=');
        if (!pair.empty() && decoded(pair.substr(0, equals)) == name) {
            values.push_back(
                equals == std::string_view::npos ? std::string() : decoded(pair.substr(equals + 1))
            );
        }
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
    return values;
}

} // namespace meterbench::api
