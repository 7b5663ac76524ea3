#include "core/wal/position_name.h"

#include "core/base/hash.h"

#include <array>
#include <cstdio>

namespace meterbench::wal {

namespace {

constexpr std::size_t kMaxNameBytes = 150;
constexpr std::string_view kHexDigits = "0123456789ABCDEF";

bool staysAsItIs(char c, bool isFirst) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || (c == '.' && !isFirst);
}

} // namespace

std::string positionFileName(std::string_view key) {
    std::string name;
    for (const char c : key) {
        if (staysAsItIs(c, name.empty())) {
            name += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        name += '%';
        name += kHexDigits[byte >> 4];
        name += kHexDigits[byte & 0x0f];
    }
    if (name.size() > kMaxNameBytes) {
        std::array<char, 20> hash{};
        std::snprintf(
            hash.data(), hash.size(), "~%016llx", static_cast<unsigned long long>(base::hash64(key))
        );
        name.resize(kMaxNameBytes);
        name += hash.data();
    }
    return name;
}

std::optional<std::string> positionKey(std::string_view fileName) {
    std::string key;
    for (std::size_t i = 0; i < fileName.size(); ++i) {
        if (fileName[i] != '%') {
            key += fileName[i];
            continue;
        }
        if (fileName.size() - i < 3) {
            return std::nullopt;
        }
        const std::size_t high = kHexDigits.find(fileName[i + 1]);
        const std::size_t low = kHexDigits.find(fileName[i + 2]);
        if (high == std::string_view::npos || low == std::string_view::npos) {
            return std::nullopt;
        }
        key += static_cast<char>(high << 4 | low);
        i += 2;
    }
    // Only what we would have written ourselves: not a cut name, not a stranger's file.
    return positionFileName(key) == fileName ? std::optional(std::move(key)) : std::nullopt;
}

} // namespace meterbench::wal
