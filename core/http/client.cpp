#include "core/http/client.h"

#include "core/http/header_text.h"

#include <algorithm>

namespace meterbench::http {

std::string_view Response::header(std::string_view name) const {
    const auto same = [name](const Header& header) {
        return equalsIgnoringCase(header.name, name);
    };
    const auto found = std::ranges::find_if(headers, same);
    return found == headers.end() ? std::string_view() : std::string_view(found->value);
}

} // namespace meterbench::http
