#include "core/instruments/quoted_text.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>

namespace meterbench::instruments {

namespace {

struct Range {
    std::uint32_t first;
    std::uint32_t last;
};

/// YAML 1.2 "c-printable", Go's "Source code representation", Unicode's marks of direction.
constexpr std::array<Range, 6> kEscaped{
    {{0x7f, 0x9f},
     {0x200e, 0x200f},
     {0x2028, 0x202e},
     {0x2066, 0x2069},
     {0xfeff, 0xfeff},
     {0xfffe, 0xffff}}};

std::size_t sizeOf(unsigned char lead) {
    return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

std::uint32_t runeOf(std::string_view bytes) {
    const auto lead = static_cast<unsigned char>(bytes.front());
    std::uint32_t rune = bytes.size() == 1 ? lead : lead & (0x7fU >> bytes.size());
    for (const char next : bytes.substr(1)) {
        rune = rune << 6U | (static_cast<unsigned char>(next) & 0x3fU);
    }
    return rune;
}

} // namespace

std::string quotedText(std::string_view text) {
    const std::string json = base::jsonEscaped(text);
    std::string out = "\"";
    for (std::size_t at = 0; at < json.size();) {
        const std::string_view bytes =
            std::string_view(json).substr(at, sizeOf(static_cast<unsigned char>(json[at])));
        const std::uint32_t rune = runeOf(bytes);
        const bool isEscaped = std::ranges::any_of(kEscaped, [rune](const Range& range) {
            return range.first <= rune && rune <= range.last;
        });
        if (isEscaped) {
            std::array<char, 8> hex{};
            std::snprintf(hex.data(), hex.size(), "\\u%04x", static_cast<unsigned>(rune));
            out += hex.data();
        } else {
            out += bytes;
        }
        at += bytes.size();
    }
    return out + "\"";
}

} // namespace meterbench::instruments
