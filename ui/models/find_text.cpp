#include "ui/models/find_text.h"

#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <bit>
#include <cstdint>

namespace meterbench::ui {

namespace {

constexpr std::size_t kNowhere = std::string_view::npos;
/// From here on the library's search takes long enough steps.
constexpr std::size_t kLong = 12;

#if defined(__SSE2__)

/// Looks at sixteen places at once, which every x86 of 64 bits can.
class Places {
public:
    static constexpr std::size_t kCount = 16;

    Places(char first, char last)
        : m_first(_mm_set1_epi8(first))
        , m_last(_mm_set1_epi8(last)) {}

    /// One bit for each place where both letters are right.
    [[nodiscard]] std::uint64_t marks(const char* place, std::size_t reach) const {
        const __m128i fits = _mm_and_si128(
            _mm_cmpeq_epi8(at(place), m_first), _mm_cmpeq_epi8(at(place + reach), m_last)
        );
        return static_cast<std::uint64_t>(_mm_movemask_epi8(fits));
    }

    static std::size_t step(std::uint64_t marks) {
        return static_cast<std::size_t>(std::countr_zero(marks));
    }

private:
    static __m128i at(const char* place) {
        return _mm_loadu_si128(static_cast<const __m128i*>(static_cast<const void*>(place)));
    }

    __m128i m_first;
    __m128i m_last;
};

#else

/// Looks at eight places at once, in an ordinary word.
class Places {
public:
    static constexpr std::size_t kCount = sizeof(std::uint64_t);

    Places(char first, char last)
        : m_first(kOnes * static_cast<unsigned char>(first))
        , m_last(kOnes * static_cast<unsigned char>(last)) {}

    /// The top bit of each byte where both letters are right; the borrow of the subtraction can only
    /// mark places behind one.
    [[nodiscard]] std::uint64_t marks(const char* place, std::size_t reach) const {
        const std::uint64_t wrong = (at(place) ^ m_first) | (at(place + reach) ^ m_last);
        return (wrong - kOnes) & ~wrong & kTops;
    }

    static std::size_t step(std::uint64_t marks) {
        return static_cast<std::size_t>(std::countr_zero(marks)) / 8;
    }

private:
    static constexpr std::uint64_t kOnes = 0x0101010101010101ULL;
    static constexpr std::uint64_t kTops = 0x8080808080808080ULL;

    static std::uint64_t at(const char* place) {
        std::uint64_t word = 0;
        memcpy(&word, place, sizeof word);
        return word;
    }

    std::uint64_t m_first;
    std::uint64_t m_last;
};

#endif

std::size_t findByLibrary(std::string_view where, std::string_view what, std::size_t from) {
    const void* hit = memmem(where.data() + from, where.size() - from, what.data(), what.size());
    return hit == nullptr ? kNowhere
                          : static_cast<std::size_t>(static_cast<const char*>(hit) - where.data());
}

} // namespace

std::size_t findText(std::string_view where, std::string_view what, std::size_t from) {
    if (what.empty() || where.size() < what.size() || from > where.size() - what.size()) {
        return kNowhere;
    }
    if (what.size() == 1) {
        return where.find(what.front(), from);
    }
    if (what.size() >= kLong || std::endian::native != std::endian::little) {
        return findByLibrary(where, what, from);
    }
    const Places places(what.front(), what.back());
    const std::size_t reach = what.size() - 1;
    for (; from + reach + Places::kCount <= where.size(); from += Places::kCount) {
        const char* place = where.data() + from;
        std::uint64_t marks = places.marks(place, reach);
        for (; marks != 0; marks &= marks - 1) {
            const std::size_t step = Places::step(marks);
            if (memcmp(place + step, what.data(), what.size()) == 0) {
                return from + step;
            }
        }
    }
    return findByLibrary(where, what, from);
}

} // namespace meterbench::ui
