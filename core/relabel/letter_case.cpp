#include "core/relabel/letter_case.h"

#include <locale.h>
#include <wctype.h>

namespace meterbench::relabel {

namespace {

struct Rune {
    char32_t value = 0;
    std::size_t sizeBytes = 1; ///< 1 also for a byte that is not UTF-8
    bool valid = false;
};

locale_t unicodeLocale() {
    static const locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return locale;
}

std::size_t runeSize(unsigned char first) {
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xc2 && first < 0xe0) {
        return 2;
    }
    if (first >= 0xe0 && first < 0xf0) {
        return 3;
    }
    return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

Rune firstRune(std::string_view text) {
    const auto first = static_cast<unsigned char>(text.front());
    const std::size_t size = runeSize(first);
    if (size == 0 || size > text.size()) {
        return {};
    }
    char32_t value = size == 1 ? first : first & (0xffU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if ((byte & 0xc0U) != 0x80U) {
            return {};
        }
        value = (value << 6U) | (byte & 0x3fU);
    }
    return {value, size, true};
}

void appendRune(char32_t rune, std::string& out) {
    const auto tail = [&](unsigned shift) {
        out += static_cast<char>(0x80U | ((rune >> shift) & 0x3fU));
    };
    if (rune < 0x80) {
        out += static_cast<char>(rune);
    } else if (rune < 0x800) {
        out += static_cast<char>(0xc0U | (rune >> 6U));
        tail(0);
    } else if (rune < 0x10000) {
        out += static_cast<char>(0xe0U | (rune >> 12U));
        tail(6);
        tail(0);
    } else {
        out += static_cast<char>(0xf0U | (rune >> 18U));
        tail(12);
        tail(6);
        tail(0);
    }
}

template <class AsciiChange, class RuneChange>
void changeCase(
    std::string_view text, std::string& out, AsciiChange changeAscii, RuneChange changeRune
) {
    out.clear();
    while (!text.empty()) {
        const Rune rune = firstRune(text);
        if (rune.valid && rune.value < 0x80) {
            out += changeAscii(text.front());
        } else if (rune.valid && unicodeLocale() != nullptr) {
            appendRune(static_cast<char32_t>(changeRune(static_cast<wint_t>(rune.value))), out);
        } else {
            out.append(text.substr(0, rune.sizeBytes));
        }
        text.remove_prefix(rune.sizeBytes);
    }
}

} // namespace

void lowerCase(std::string_view text, std::string& out) {
    changeCase(
        text,
        out,
        [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; },
        [](wint_t rune) { return towlower_l(rune, unicodeLocale()); }
    );
}

void upperCase(std::string_view text, std::string& out) {
    changeCase(
        text,
        out,
        [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; },
        [](wint_t rune) { return towupper_l(rune, unicodeLocale()); }
    );
}

std::size_t wordRuneLength(std::string_view text) {
    if (text.empty()) {
        return 0;
    }
    const Rune rune = firstRune(text);
    if (!rune.valid) {
        return 0;
    }
    if (rune.value < 0x80) {
        const char c = text.front();
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return letter || c == '_' || (c >= '0' && c <= '9') ? 1 : 0;
    }
    const bool word = unicodeLocale() != nullptr &&
                      iswalnum_l(static_cast<wint_t>(rune.value), unicodeLocale()) != 0;
    return word ? rune.sizeBytes : 0;
}

} // namespace meterbench::relabel
