#include "core/address/name_filter.h"

#include "core/base/bytes.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace meterbench::address {

namespace {

/// What stands before `end`, which is taken away with it; all when `end` is not there.
std::string_view takeUntil(std::string_view& rest, char end) {
    const std::size_t at = rest.find(end);
    const std::string_view taken = rest.substr(0, at);
    rest.remove_prefix(at == std::string_view::npos ? rest.size() : at + 1);
    return taken;
}

/// As a form is written: %5B and '+'. What is no escape stays as it is.
std::string decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned char byte = 0;
        const char* const hex = text.data() + i + 1;
        const bool isEscape = text[i] == '%' && i + 2 < text.size() &&
                              std::from_chars(hex, hex + 2, byte, 16).ptr == hex + 2;
        out += isEscape ? static_cast<char>(byte) : text[i] == '+' ? ' ' : text[i];
        i += isEscape ? 2 : 0;
    }
    return out;
}

/// A name at the begin of a line's rest: quoted, or up to what may stand behind a name.
std::string nameAt(std::string_view text) {
    if (!text.starts_with('"')) {
        return std::string(text.substr(0, text.find_first_of(" {")));
    }
    std::string name;
    for (std::size_t i = 1; i < text.size() && text[i] != '"'; ++i) {
        const bool isEscape = text[i] == '\\' && i + 1 < text.size();
        i += isEscape ? 1 : 0;
        name += isEscape && text[i] == 'n' ? '\n' : text[i];
    }
    return name;
}

/// Of `foo{…} 1` and of `{"foo",…} 1`.
std::string sampleName(std::string_view line) {
    return nameAt(line.starts_with('{') ? line.substr(1) : line);
}

std::string textOnlyNamed(std::string_view body, const SampleNames& names) {
    std::string out;
    std::string metadata; ///< of the family that begins, until one of its samples is kept
    std::string family;
    while (!body.empty()) {
        const std::size_t size = std::min(body.find('\n'), body.size() - 1) + 1;
        const std::string_view line = body.substr(0, size);
        body.remove_prefix(size);
        if (line == "# EOF\n") {
            out += line;
        } else if (line.starts_with("# ")) {
            std::string_view rest = line.substr(2, line.size() - 3);
            takeUntil(rest, ' ');
            std::string name = nameAt(rest);
            if (name != family) {
                family = std::move(name);
                metadata.clear();
            }
            metadata += line;
        } else if (names.contains(sampleName(line))) {
            out.append(metadata).append(line);
            metadata.clear();
        }
    }
    return out;
}

/// The names that a family's samples have in the text format: of h, h_bucket, h_sum and h_count.
bool hasSampleNamed(std::string_view family, std::uint64_t type, const SampleNames& names) {
    constexpr std::uint64_t summary = 2;
    constexpr std::uint64_t histogram = 4;
    const auto isWanted = [&](std::string_view suffix) {
        return names.contains(std::string(family).append(suffix));
    };
    const bool isParted = type == summary || type == histogram;
    return (type != histogram && isWanted("")) || (type == histogram && isWanted("_bucket")) ||
           (isParted && (isWanted("_sum") || isWanted("_count")));
}

/// io.prometheus.client.MetricFamily: 1 is its name, 3 its type; the others are texts and messages.
bool isFamilyWanted(std::string_view message, const SampleNames& names) {
    base::ByteReaderView fields(message);
    std::string_view name;
    std::uint64_t type = 0;
    std::uint64_t key = 0;
    while (fields.readVarint(key)) {
        std::string_view bytes;
        const std::uint64_t number = key >> 3U;
        const bool isRead = (key & 7U) == 0 ? fields.readVarint(number == 3 ? type : key)
                                            : fields.readString(bytes);
        if (!isRead) {
            break;
        }
        name = number == 1 ? bytes : name;
    }
    return hasSampleNamed(name, type, names);
}

std::string protobufOnlyNamed(std::string_view body, const SampleNames& names) {
    std::string out;
    base::ByteReaderView messages(body);
    std::string_view message;
    const char* begin = body.data();
    while (messages.readString(message)) {
        const char* const end = message.data() + message.size();
        if (isFamilyWanted(message, names)) {
            out.append(begin, end);
        }
        begin = end;
    }
    return out;
}

} // namespace

SampleNames namesAskedFor(std::string_view query) {
    SampleNames names;
    while (!query.empty()) {
        std::string_view pair = takeUntil(query, '&');
        const std::string key = decoded(takeUntil(pair, '='));
        if (key == "name[]" && !pair.empty()) {
            names.insert(decoded(pair));
        }
    }
    return names;
}

std::string onlyNamed(std::string_view body, exposition::Media media, const SampleNames& names) {
    return media == exposition::Media::Protobuf ? protobufOnlyNamed(body, names)
                                                : textOnlyNamed(body, names);
}

} // namespace meterbench::address
