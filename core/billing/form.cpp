#include "core/billing/form.h"

#include <algorithm>

namespace meterbench::billing {

namespace {

int digitOf(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

} // namespace

std::string percentDecoded(std::string_view text, Plus plus) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool isEscape = text[i] == '%' && i + 2 < text.size() && digitOf(text[i + 1]) >= 0 &&
                              digitOf(text[i + 2]) >= 0;
        if (isEscape) {
            decoded += static_cast<char>(digitOf(text[i + 1]) * 16 + digitOf(text[i + 2]));
            i += 2;
        } else {
            decoded += text[i] == '+' && plus == Plus::IsBlank ? ' ' : text[i];
        }
    }
    return decoded;
}

std::map<std::string, std::string> formOf(std::string_view text) {
    std::map<std::string, std::string> form;
    while (!text.empty()) {
        const std::string_view pair = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(text.size(), pair.size() + 1));
        const std::size_t equals = std::min(pair.find('='), pair.size());
        form.emplace(
            percentDecoded(pair.substr(0, equals), Plus::IsBlank),
            percentDecoded(pair.substr(std::min(pair.size(), equals + 1)), Plus::IsBlank)
        );
    }
    return form;
}

} // namespace meterbench::billing
