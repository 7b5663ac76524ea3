#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <ctime>

namespace meterbench::base {

namespace {

constexpr std::size_t kWordBytes = sizeof(std::uint64_t);

bool isAsciiWord(const char* bytes) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes, sizeof word);
    return (word & 0x8080808080808080ULL) == 0;
}

/// Length of the valid UTF-8 sequence at the front, 0 when it is broken (RFC 3629).
std::size_t runeLength(std::string_view text) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto continues = [&](std::size_t i) { return i < text.size() && (at(i) & 0xc0) == 0x80; };
    const unsigned first = at(0);
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xc2 && first <= 0xdf) {
        return continues(1) ? 2 : 0;
    }
    if (first >= 0xe0 && first <= 0xef) {
        if (!continues(1) || !continues(2)) {
            return 0;
        }
        const bool overlong = first == 0xe0 && at(1) < 0xa0;
        const bool surrogate = first == 0xed && at(1) > 0x9f;
        return overlong || surrogate ? 0 : 3;
    }
    if (first >= 0xf0 && first <= 0xf4) {
        if (!continues(1) || !continues(2) || !continues(3)) {
            return 0;
        }
        const bool overlong = first == 0xf0 && at(1) < 0x90;
        const bool tooLarge = first == 0xf4 && at(1) > 0x8f;
        return overlong || tooLarge ? 0 : 4;
    }
    return 0;
}

std::size_t editDistance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) {
        row[j] = j;
    }
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            row[j] =
                std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U)});
            diagonal = above;
        }
    }
    return row[b.size()];
}

} // namespace

bool isValidUtf8(std::string_view text) {
    while (!text.empty()) {
        if (text.size() >= kWordBytes && isAsciiWord(text.data())) {
            text.remove_prefix(kWordBytes);
            continue;
        }
        const std::size_t n = runeLength(text);
        if (n == 0) {
            return false;
        }
        text.remove_prefix(n);
    }
    return true;
}

std::size_t columnOf(std::string_view line, std::size_t offsetBytes) {
    offsetBytes = std::min(offsetBytes, line.size());
    const auto startsRune = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; };
    return static_cast<std::size_t>(std::count_if(
               line.begin(), line.begin() + static_cast<std::ptrdiff_t>(offsetBytes), startsRune
           )) +
           1;
}

std::string jsonEscaped(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        switch (c) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\n':
            out += "\\n";
            break;
        default:
            if (static_cast<unsigned char>(c) < 0x20) {
                std::array<char, 8> hex{};
                std::snprintf(hex.data(), hex.size(), "\\u%04x", static_cast<unsigned>(c));
                out += hex.data();
            } else {
                out += c;
            }
        }
    }
    return out;
}

std::string_view
nearestWord(std::string_view word, const std::vector<std::string_view>& candidates) {
    std::string_view best;
    std::size_t bestDistance = 4;
    for (const std::string_view candidate : candidates) {
        const std::size_t distance = editDistance(word, candidate);
        const std::size_t shorter = std::min(word.size(), candidate.size());
        if (distance < bestDistance && distance < std::max(shorter, std::size_t{2})) {
            best = candidate;
            bestDistance = distance;
        }
    }
    return best;
}

std::string counted(std::uint64_t count, std::string_view noun) {
    return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

std::string formatTimeUtc(long long timestampMs) {
    const long long milliseconds = (timestampMs % 1000 + 1000) % 1000; // before 1970 too
    const std::time_t seconds = static_cast<std::time_t>((timestampMs - milliseconds) / 1000);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 40> text{};
    const std::size_t n = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
    std::snprintf(text.data() + n, text.size() - n, ".%03dZ", static_cast<int>(milliseconds));
    return text.data();
}

} // namespace meterbench::base
