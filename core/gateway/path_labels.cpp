#include "core/gateway/path_labels.h"

#include "core/base/text.h"

#include <algorithm>
#include <optional>

namespace meterbench::gateway {

namespace {

constexpr std::string_view kBase64 = "@base64";

Refusal refused(std::string message) {
    return {400, std::move(message), 0, 0};
}

int hexDigit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::optional<Refusal> decodePercent(std::string& text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        const int high = i + 2 < text.size() ? hexDigit(text[i + 1]) : -1;
        const int low = i + 2 < text.size() ? hexDigit(text[i + 2]) : -1;
        if (high < 0 || low < 0) {
            return refused("invalid URL escape " + quoted(text.substr(i, 3)));
        }
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    text.swap(out);
    return std::nullopt;
}

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> parts;
    for (;;) {
        const std::size_t slash = text.find('/');
        parts.emplace_back(text.substr(0, slash));
        if (slash == std::string_view::npos) {
            return parts;
        }
        text.remove_prefix(slash + 1);
    }
}

int base64Digit(char c) {
    if (c >= 'A' && c <= 'Z') {
        return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
        return c - '0' + 52;
    }
    return c == '-' ? 62 : c == '_' ? 63 : -1;
}

/// The byte at which it is not base64, or nothing.
std::optional<std::size_t> decodeBase64(std::string_view text, std::string& out) {
    std::string_view digits = text;
    while (!digits.empty() && digits.back() == '=') {
        digits.remove_suffix(1);
    }
    unsigned bits = 0;
    unsigned held = 0;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        const int digit = base64Digit(digits[i]);
        if (digit < 0) {
            return i;
        }
        bits = bits << 6U | static_cast<unsigned>(digit);
        held += 6;
        if (held >= 8) {
            held -= 8;
            out += static_cast<char>(bits >> held & 0xffU);
        }
    }
    return digits.size() % 4 == 1 ? std::optional(digits.size()) : std::nullopt;
}

std::optional<Refusal> undoBase64(model::Label& label) {
    if (!label.name.ends_with(kBase64)) {
        return std::nullopt;
    }
    label.name.resize(label.name.size() - kBase64.size());
    std::string value;
    if (const auto at = decodeBase64(label.value, value)) {
        return refused(
            "invalid base64 encoding for label " + label.name + "=" + quoted(label.value) +
            ": illegal base64 data at input byte " + std::to_string(*at)
        );
    }
    label.value.swap(value);
    return std::nullopt;
}

std::optional<Refusal> check(const model::Label& label, Profile profile) {
    if (!model::isLegacyLabelName(label.name)) {
        return refused("invalid name " + quoted(label.name));
    }
    if (profile == Profile::Strict && label.name.starts_with("__")) {
        return refused(
            "invalid name " + quoted(label.name) + ": names that begin with __ are reserved"
        );
    }
    // A NUL is UTF-8, but no reader of the text format takes it.
    if (!base::isValidUtf8(label.value) || label.value.find('\0') != std::string::npos) {
        return refused("invalid value " + quoted(label.value));
    }
    return std::nullopt;
}

/// What stands between the slashes, decoded.
std::variant<std::vector<std::string>, Refusal> components(std::string_view path, Profile profile) {
    std::string text(path);
    const bool isStrict = profile == Profile::Strict;
    if (!isStrict) {
        if (auto refusal = decodePercent(text)) {
            return *refusal;
        }
        const std::size_t first = text.find_first_not_of('/');
        const std::size_t last = text.find_last_not_of('/');
        text = first == std::string::npos ? std::string() : text.substr(first, last - first + 1);
    } else if (text.starts_with('/')) {
        text.erase(0, 1);
    }
    if (text.empty()) {
        return std::vector<std::string>();
    }
    std::vector<std::string> parts = split(text);
    if (isStrict && parts.size() % 2 == 1 && parts.back().empty()) {
        parts.pop_back(); // a slash at the end is a habit, not a label
    }
    for (std::string& part : parts) {
        auto refusal = isStrict ? decodePercent(part) : std::nullopt;
        if (refusal) {
            return *refusal;
        }
    }
    return parts;
}

} // namespace

std::variant<PathLabels, Refusal> readPathLabels(std::string_view path, Profile profile) {
    auto read = components(path, profile);
    if (auto* refusal = std::get_if<Refusal>(&read)) {
        return std::move(*refusal);
    }
    auto& parts = std::get<0>(read);
    const bool isStrict = profile == Profile::Strict;
    if (parts.size() % 2 == 1) {
        return refused(
            isStrict ? "labels must be defined in pairs: " + quoted(parts.back()) + " has no value"
                     : "labels must be defined in pairs"
        );
    }
    PathLabels labels;
    for (std::size_t i = 0; i < parts.size(); i += 2) {
        model::Label label{std::move(parts[i]), std::move(parts[i + 1])};
        auto refusal = isStrict ? undoBase64(label) : std::nullopt;
        refusal = refusal ? refusal : check(label, profile);
        if (refusal) {
            return *refusal;
        }
        labels.push_back(std::move(label));
    }
    const auto byName = [](const model::Label& a, const model::Label& b) {
        return a.name < b.name;
    };
    std::stable_sort(labels.begin(), labels.end(), byName);
    const auto twice =
        std::adjacent_find(labels.begin(), labels.end(), [](const auto& a, const auto& b) {
            return a.name == b.name;
        });
    if (isStrict && twice != labels.end()) {
        return refused("duplicate label " + twice->name);
    }
    return labels;
}

} // namespace meterbench::gateway
