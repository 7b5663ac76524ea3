// Finding bytes sixteen at a time: the end of a metric name, of a quoted text, of a brace's inside.
// Plain loops where SSE2 is missing and for the last bytes of a body, so nothing is read behind the
// end. They find; they judge nothing. Any thread; no state.
#pragma once

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace meterbench::exposition {

/// [a-zA-Z0-9_:]
[[nodiscard]] inline bool isNameByte(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return static_cast<unsigned char>((byte | 0x20U) - 'a') < 26 ||
           static_cast<unsigned char>(byte - '0') < 11 || byte == '_';
}

/// [a-zA-Z_:]
[[nodiscard]] inline bool isNameStartByte(char c) {
    return isNameByte(c) && (c < '0' || c > '9');
}

[[nodiscard]] inline bool isBlankByte(char c) {
    return c == ' ' || c == '\t';
}

[[nodiscard]] inline const char* skipBlanks(const char* p, const char* end) {
    while (p != end && isBlankByte(*p)) {
        ++p;
    }
    return p;
}

/// The line break, or end.
[[nodiscard]] inline const char* findLineEnd(const char* p, const char* end) {
    const void* found =
        p == end ? nullptr : std::memchr(p, '\n', static_cast<std::size_t>(end - p));
    return found == nullptr ? end : static_cast<const char*>(found);
}

[[nodiscard]] inline std::string_view viewOf(const char* first, const char* behind) {
    return std::string_view(first, static_cast<std::size_t>(behind - first));
}

#ifdef __SSE2__
namespace detail {

[[nodiscard]] inline __m128i load(const char* p) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
}

[[nodiscard]] inline __m128i equal(__m128i bytes, char wanted) {
    return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(wanted));
}

/// 0xff where first <= byte <= first + span.
[[nodiscard]] inline __m128i within(__m128i bytes, char first, char span) {
    const __m128i shifted = _mm_sub_epi8(bytes, _mm_set1_epi8(first));
    return _mm_cmpeq_epi8(_mm_min_epu8(shifted, _mm_set1_epi8(span)), shifted);
}

[[nodiscard]] inline unsigned bitsOf(__m128i mask) {
    return static_cast<unsigned>(_mm_movemask_epi8(mask));
}

} // namespace detail
#endif

/// The first byte that cannot be part of a metric name, or end.
[[nodiscard]] inline const char* findNameEnd(const char* p, const char* end) {
#ifdef __SSE2__
    while (end - p >= 16) {
        const __m128i bytes = detail::load(p);
        const __m128i lower = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
        const __m128i letters = detail::within(lower, 'a', 25);
        const __m128i digits = detail::within(bytes, '0', 10);
        const __m128i inside =
            _mm_or_si128(_mm_or_si128(letters, digits), detail::equal(bytes, '_'));
        const unsigned outside = detail::bitsOf(inside) ^ 0xffffU;
        if (outside != 0) {
            return p + std::countr_zero(outside);
        }
        p += 16;
    }
#endif
    while (p != end && isNameByte(*p)) {
        ++p;
    }
    return p;
}

/// The first of three bytes, or end.
template <char A, char B, char C>
[[nodiscard]] inline const char* findAny(const char* p, const char* end) {
#ifdef __SSE2__
    while (end - p >= 16) {
        const __m128i bytes = detail::load(p);
        const __m128i found = _mm_or_si128(
            _mm_or_si128(detail::equal(bytes, A), detail::equal(bytes, B)), detail::equal(bytes, C)
        );
        const unsigned bits = detail::bitsOf(found);
        if (bits != 0) {
            return p + std::countr_zero(bits);
        }
        p += 16;
    }
#endif
    while (p != end && *p != A && *p != B && *p != C) {
        ++p;
    }
    return p;
}

/// Behind the quote that closes a text whose opening quote stands before p; nullptr when there is
/// none.
[[nodiscard]] inline const char* findQuotedEnd(const char* p, const char* end) {
    for (;;) {
        p = findAny<'"', '\\', '"'>(p, end);
        if (p == end) {
            return nullptr;
        }
        if (*p == '"') {
            return p + 1;
        }
        if (end - p < 2) {
            return nullptr;
        }
        p += 2;
    }
}

/// False when a byte above 0x7f stands in the text.
[[nodiscard]] inline bool isAscii(const char* p, const char* end) {
    unsigned char seen = 0;
#ifdef __SSE2__
    for (; end - p >= 16; p += 16) {
        if (detail::bitsOf(detail::load(p)) != 0) {
            return false;
        }
    }
#endif
    for (; p != end; ++p) {
        seen |= static_cast<unsigned char>(*p);
    }
    return seen < 0x80;
}

/// As findBraceEnd, byte group by byte group; p stands inside a quoted text when `quoted` says so.
[[nodiscard]] inline const char* findBraceEndSlowly(const char* p, const char* end, bool quoted) {
    for (;;) {
        if (quoted) {
            p = findQuotedEnd(p, end);
            if (p == nullptr) {
                return nullptr;
            }
        }
        p = findAny<'"', '}', '\n'>(p, end);
        if (p == end || *p == '\n') {
            return nullptr;
        }
        if (*p++ == '}') {
            return p;
        }
        quoted = true;
    }
}

#ifdef __SSE2__
namespace detail {

/// 64 bytes.
struct Block {
    explicit Block(const char* p)
        : m_parts{load(p), load(p + 16), load(p + 32), load(p + 48)} {}

    /// A bit for each byte that equals one of the two.
    template <char A, char B = A>
    [[nodiscard]] std::uint64_t bits() const {
        std::uint64_t all = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            const __m128i first = equal(m_parts[i], A);
            const __m128i found = A == B ? first : _mm_or_si128(first, equal(m_parts[i], B));
            all |= static_cast<std::uint64_t>(bitsOf(found)) << (16 * i);
        }
        return all;
    }

private:
    __m128i m_parts[4];
};

/// Each bit the exclusive or of itself and all bits below: the insides of quotes, opening quotes
/// included.
[[nodiscard]] inline std::uint64_t prefixXor(std::uint64_t bits) {
    for (unsigned shift = 1; shift < 64; shift *= 2) {
        bits ^= bits << shift;
    }
    return bits;
}

} // namespace detail
#endif

/// Behind the brace that closes a label set whose opening brace stands before p; nullptr when the
/// line or the body ends first. Goes by 64 bytes as long as there is no backslash.
[[nodiscard]] inline const char* findBraceEnd(const char* p, const char* end) {
    std::uint64_t carried = 0; // all ones while a quoted text reaches over from the former block
#ifdef __SSE2__
    for (; end - p >= 64; p += 64) {
        const detail::Block block(p);
        if (block.bits<'\\'>() != 0) {
            break;
        }
        const std::uint64_t inside = detail::prefixXor(block.bits<'"'>()) ^ carried;
        const std::uint64_t stops = block.bits<'}', '\n'>() & ~inside;
        if (stops != 0) {
            p += std::countr_zero(stops);
            return *p == '}' ? p + 1 : nullptr;
        }
        carried = (inside >> 63U) != 0 ? ~std::uint64_t{0} : 0;
    }
#endif
    return findBraceEndSlowly(p, end, carried != 0);
}

} // namespace meterbench::exposition
