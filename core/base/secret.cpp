#include "core/base/secret.h"

#include <sys/random.h>

#include <algorithm>

namespace meterbench::base {

bool isSameSecret(std::string_view a, std::string_view b) {
    unsigned differs = a.size() == b.size() ? 0 : 1;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        differs |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
    }
    return differs == 0;
}

std::optional<std::string> randomHex(std::size_t bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string raw(bytes, '\0');
    // Up to 256 bytes come whole or not at all.
    if (bytes > 256 || ::getrandom(raw.data(), bytes, 0) != static_cast<ssize_t>(bytes)) {
        return std::nullopt;
    }
    std::string hex;
    hex.reserve(bytes * 2);
    for (const char byte : raw) {
        hex += digits[static_cast<unsigned char>(byte) >> 4U];
        hex += digits[static_cast<unsigned char>(byte) & 15U];
    }
    return hex;
}

} // namespace meterbench::base
