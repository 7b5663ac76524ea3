#include "core/gateway/refusal.h"

#include "core/base/text.h"

#include <array>
#include <cstdio>

namespace meterbench::gateway {

std::string quoted(std::string_view text) {
    const bool isUtf8 = base::isValidUtf8(text);
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out.append(1, '\\').append(1, c);
        } else if (c == '\n' || c == '\r' || c == '\t') {
            out += c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t";
        } else if (byte < 0x20 || byte == 0x7f || (byte > 0x7f && !isUtf8)) {
            std::array<char, 8> hex{};
            std::snprintf(hex.data(), hex.size(), "\\x%02x", static_cast<unsigned>(byte));
            out += hex.data();
        } else {
            out += c;
        }
    }
    return out + '"';
}

} // namespace meterbench::gateway
