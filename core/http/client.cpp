#include "core/http/client.h"

#include <algorithm>

namespace meterbench::http {

namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

} // namespace

std::string_view Response::header(std::string_view name) const {
    const auto same = [name](const Header& header) {
        return std::ranges::equal(header.name, name, {}, lower, lower);
    };
    const auto found = std::ranges::find_if(headers, same);
    return found == headers.end() ? std::string_view() : std::string_view(found->value);
}

} // namespace meterbench::http
