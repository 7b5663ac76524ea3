#include "core/base/duration.h"

#include <array>
#include <limits>

namespace meterbench::base {

namespace {

struct Unit {
    std::string_view name;
    std::uint64_t factor;
};

constexpr std::array<Unit, 7> kDurationUnits{{
    {"y", 365ULL * 24 * 3600 * 1000},
    {"w", 7ULL * 24 * 3600 * 1000},
    {"d", 24ULL * 3600 * 1000},
    {"h", 3600ULL * 1000},
    {"m", 60ULL * 1000},
    {"s", 1000},
    {"ms", 1},
}};

constexpr std::uint64_t kMaxMs =
    static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max() / 1000000);

Error notADuration(std::string_view text, std::string_view why) {
    return Error{
        Code::InvalidInput,
        "not a duration: \"" + std::string(text) + "\" (" + std::string(why) + ")"};
}

/// Digits at the front; false when there are none or too many.
bool takeDigits(std::string_view& rest, std::uint64_t& value) {
    std::size_t n = 0;
    value = 0;
    while (rest.size() > 1 && rest[0] == '0' && rest[1] >= '0' && rest[1] <= '9') {
        rest.remove_prefix(1);
    }
    while (n < rest.size() && rest[n] >= '0' && rest[n] <= '9' && n < 19) {
        value = value * 10 + static_cast<std::uint64_t>(rest[n] - '0');
        ++n;
    }
    rest.remove_prefix(n);
    return n > 0;
}

std::string_view takeLetters(std::string_view& rest) {
    std::size_t n = 0;
    while (n < rest.size() &&
           ((rest[n] >= 'a' && rest[n] <= 'z') || (rest[n] >= 'A' && rest[n] <= 'Z'))) {
        ++n;
    }
    const std::string_view letters = rest.substr(0, n);
    rest.remove_prefix(n);
    return letters;
}

} // namespace

Result<std::chrono::milliseconds> parseDuration(std::string_view text) {
    if (text == "0") {
        return std::chrono::milliseconds(0);
    }
    if (text.empty()) {
        return notADuration(text, "empty; write for example 15s, 1m or 500ms");
    }
    std::string_view rest = text;
    std::uint64_t totalMs = 0;
    std::size_t nextUnit = 0;
    while (!rest.empty()) {
        std::uint64_t number = 0;
        if (!takeDigits(rest, number)) {
            return notADuration(text, "write for example 15s, 1m30s or 500ms");
        }
        const std::string_view letters = takeLetters(rest);
        std::size_t unit = nextUnit;
        while (unit < kDurationUnits.size() && kDurationUnits[unit].name != letters) {
            ++unit;
        }
        if (unit == kDurationUnits.size()) {
            return notADuration(text, "units are y w d h m s ms, each once and in this order");
        }
        if (number > (kMaxMs - totalMs) / kDurationUnits[unit].factor) {
            return notADuration(text, "too long");
        }
        totalMs += number * kDurationUnits[unit].factor;
        nextUnit = unit + 1;
    }
    return std::chrono::milliseconds(static_cast<std::int64_t>(totalMs));
}

std::string formatDuration(std::chrono::milliseconds duration) {
    if (duration.count() < 0) {
        return "-" + formatDuration(-duration);
    }
    auto rest = static_cast<std::uint64_t>(duration.count());
    if (rest == 0) {
        return "0s";
    }
    std::string out;
    for (const Unit& unit : kDurationUnits) {
        // Like Prometheus: years and weeks only when nothing smaller is left (90d reads better than 12w6d).
        const bool exactOnly = unit.factor > 24ULL * 3600 * 1000;
        if (rest >= unit.factor && (!exactOnly || rest % unit.factor == 0)) {
            out += std::to_string(rest / unit.factor);
            out += unit.name;
            rest %= unit.factor;
        }
    }
    return out;
}

namespace {

constexpr std::array<Unit, 13> kSizeUnits{{
    {"B", 1},
    {"KB", 1ULL << 10},
    {"KiB", 1ULL << 10},
    {"MB", 1ULL << 20},
    {"MiB", 1ULL << 20},
    {"GB", 1ULL << 30},
    {"GiB", 1ULL << 30},
    {"TB", 1ULL << 40},
    {"TiB", 1ULL << 40},
    {"PB", 1ULL << 50},
    {"PiB", 1ULL << 50},
    {"EB", 1ULL << 60},
    {"EiB", 1ULL << 60},
}};

} // namespace

Result<std::uint64_t> parseSize(std::string_view text) {
    const auto wrong = [&](std::string_view why) {
        return Error{
            Code::InvalidInput,
            "not a size: \"" + std::string(text) + "\" (" + std::string(why) + ")"};
    };
    if (text == "0") {
        return std::uint64_t{0};
    }
    std::string_view rest = text;
    std::uint64_t number = 0;
    if (!takeDigits(rest, number)) {
        return wrong("write for example 10MB, 512KiB or 8GiB");
    }
    const std::string_view letters = takeLetters(rest);
    for (const Unit& unit : kSizeUnits) {
        if (unit.name == letters && rest.empty()) {
            if (number > std::numeric_limits<std::uint64_t>::max() / unit.factor) {
                return wrong("too large");
            }
            return number * unit.factor;
        }
    }
    return wrong("a unit is needed: B, KB, KiB, MB, MiB, GB, GiB, TB, PB, EB");
}

std::string formatSize(std::uint64_t sizeBytes) {
    constexpr std::array<std::string_view, 7> names{"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    std::size_t unit = 0;
    while (unit + 1 < names.size() && sizeBytes >= 1024 && sizeBytes % 1024 == 0) {
        sizeBytes /= 1024;
        ++unit;
    }
    return std::to_string(sizeBytes) + std::string(names[unit]);
}

} // namespace meterbench::base
