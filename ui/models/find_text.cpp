#include "ui/models/find_text.h"

#include <string.h>

#include <bit>
#include <cstdint>

namespace meterbench::ui {

namespace {

constexpr std::size_t kNowhere = std::string_view::npos;
constexpr std::size_t kWord = sizeof(std::uint64_t);
constexpr std::uint64_t kOnes = 0x0101010101010101ULL;
constexpr std::uint64_t kTops = 0x8080808080808080ULL;
/// From here on the library's search takes long enough steps.
constexpr std::size_t kLong = 12;

std::uint64_t wordAt(const char* place) {
    std::uint64_t word = 0;
    memcpy(&word, place, sizeof word);
    return word;
}

std::uint64_t eightOf(char letter) {
    return kOnes * static_cast<unsigned char>(letter);
}

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
    const std::uint64_t first = eightOf(what.front());
    const std::uint64_t last = eightOf(what.back());
    const std::size_t reach = what.size() - 1;
    for (; from + reach + kWord <= where.size(); from += kWord) {
        const char* place = where.data() + from;
        // A byte is zero where both letters are right; the borrow can only mark places behind one.
        const std::uint64_t wrong = (wordAt(place) ^ first) | (wordAt(place + reach) ^ last);
        std::uint64_t marks = (wrong - kOnes) & ~wrong & kTops;
        for (; marks != 0; marks &= marks - 1) {
            const auto step = static_cast<std::size_t>(std::countr_zero(marks)) / 8;
            if (memcmp(place + step, what.data(), what.size()) == 0) {
                return from + step;
            }
        }
    }
    return findByLibrary(where, what, from);
}

} // namespace meterbench::ui
