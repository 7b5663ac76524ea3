#include "core/gateway/key_order.h"

#include "core/gateway/series_key.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace meterbench::gateway {

namespace {

constexpr std::size_t kBytes = sizeof(std::uint64_t);

struct Entry {
    std::uint64_t start; ///< the first bytes behind what all keys share, the first one highest
    std::uint32_t place;
};

std::size_t sharedLength(std::string_view a, std::string_view b) {
    const std::size_t shorter = std::min(a.size(), b.size());
    return static_cast<std::size_t>(
        std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(shorter), b.begin())
            .first -
        a.begin()
    );
}

/// Whether a text that begins like a key ends inside of a value; nothing when it ends in an escape.
std::optional<bool> endsInValue(std::string_view text) {
    bool isInValue = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\') {
            ++i;
            if (i == text.size()) {
                return std::nullopt;
            }
        } else if (text[i] == '"') {
            isInValue = !isInValue;
        }
    }
    return isInValue;
}

/// Up to eight bytes of a name or of a value. Behind its end there are zeros: the shorter one comes
/// first. Nothing when there is an escape, which does not sort as it is written.
std::optional<std::uint64_t> startOf(std::string_view rest, bool isInValue) {
    const char end = isInValue ? '"' : '=';
    std::uint64_t start = 0;
    bool isOver = false;
    for (std::size_t i = 0; i < kBytes; ++i) {
        isOver = isOver || i >= rest.size() || rest[i] == end;
        if (!isOver && rest[i] == '\\') {
            return std::nullopt;
        }
        start = start << 8 | (isOver ? 0U : static_cast<unsigned char>(rest[i]));
    }
    return start;
}

} // namespace

void sortByKey(
    std::span<std::uint32_t> places, const std::function<std::string_view(std::uint32_t)>& keyOf
) {
    const auto isLess = [&](std::uint32_t a, std::uint32_t b) {
        return isBefore(keyOf(a), keyOf(b));
    };
    if (places.size() < 2) {
        return;
    }
    std::string_view shared = keyOf(places.front());
    for (const std::uint32_t place : places) {
        shared = shared.substr(0, sharedLength(shared, keyOf(place)));
    }
    const auto isInValue = endsInValue(shared);
    std::vector<Entry> entries;
    entries.reserve(places.size());
    for (const std::uint32_t place : places) {
        const auto start =
            isInValue ? startOf(keyOf(place).substr(shared.size()), *isInValue) : std::nullopt;
        if (!start) {
            std::sort(places.begin(), places.end(), isLess);
            return;
        }
        entries.push_back({*start, place});
    }
    std::sort(entries.begin(), entries.end(), [&](const Entry& a, const Entry& b) {
        return a.start != b.start ? a.start < b.start : isLess(a.place, b.place);
    });
    std::ranges::transform(entries, places.begin(), &Entry::place);
}

} // namespace meterbench::gateway
