#include "core/gateway/group_path.h"

#include "core/base/text.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

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

std::optional<std::string> percentDecoded(std::string_view text) {
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
            return std::nullopt;
        }
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return out;
}

int base64Digit(char c) {
    static constexpr std::string_view kDigits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const std::size_t at = kDigits.find(c);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

/// RFC 4648, URL-safe, padding optional; the byte at which it is not that, counted as Go does.
std::optional<std::size_t> decodeBase64(std::string_view text, std::string& out) {
    const std::string_view digits = text.substr(0, text.find_last_not_of('=') + 1);
    unsigned bits = 0;
    unsigned held = 0;
    std::size_t count = 0;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (digits[i] == '\n' || digits[i] == '\r') {
            continue;
        }
        const int digit = base64Digit(digits[i]);
        if (digit < 0) {
            return i;
        }
        ++count;
        bits = bits << 6U | static_cast<unsigned>(digit);
        held += 6;
        if (held >= 8) {
            held -= 8;
            out += static_cast<char>(bits >> held & 0xffU);
        }
    }
    return count % 4 == 1 ? std::optional(digits.size() - 1) : std::nullopt;
}

std::optional<Refusal> undoBase64(model::Label& label, std::string_view words) {
    std::string value;
    if (const auto at = decodeBase64(label.value, value)) {
        return refused(
            "invalid base64 encoding " + std::string(words) + quoted(label.value) +
            ": illegal base64 data at input byte " + std::to_string(*at)
        );
    }
    label.value.swap(value);
    return std::nullopt;
}

/// The text before the next slash, taken off together with the slash.
std::string_view takePart(std::string_view& rest) {
    const std::size_t slash = rest.find('/');
    const std::string_view part = rest.substr(0, slash);
    rest.remove_prefix(slash == std::string_view::npos ? rest.size() : slash + 1);
    return part;
}

bool isName(std::string_view name, bool allowsUtf8Names) {
    const bool isValid = allowsUtf8Names ? !name.empty() && base::isValidUtf8(name)
                                         : model::isLegacyLabelName(name);
    return isValid && !name.starts_with("__");
}

std::optional<Refusal> readPair(
    std::string_view name, std::string_view value, bool allowsUtf8Names, PathLabels& labels
) {
    const bool isBase64 = name.ends_with(kBase64);
    name.remove_suffix(isBase64 ? kBase64.size() : 0);
    if (!isName(name, allowsUtf8Names)) {
        return refused("improper label name " + quoted(name));
    }
    model::Label label{std::string(name), std::string(value)};
    if (isBase64) {
        if (auto refusal = undoBase64(label, "for label " + label.name + "=")) {
            return refusal;
        }
    }
    if (!base::isValidUtf8(label.value)) {
        return refused("label " + label.name + " has a value that is not UTF-8");
    }
    const auto at = std::ranges::lower_bound(labels, label.name, {}, &model::Label::name);
    if (at == labels.end() || at->name != label.name) {
        labels.insert(at, std::move(label));
    } else if (label.name != "job") {
        at->value = std::move(label.value);
    }
    return std::nullopt;
}

/// The job, at the front of rest, becomes the first of labels.
std::optional<Refusal> readJob(std::string_view& rest, PathLabels& labels) {
    const std::string_view word = takePart(rest);
    if (word != "job" && word != "job@base64") {
        return Refusal{404, "404 page not found: a push goes to /metrics/job/<name>", 0, 0};
    }
    model::Label job{"job", std::string(takePart(rest))};
    if (word != "job") {
        if (auto refusal = undoBase64(job, "in job name ")) {
            return refusal;
        }
    }
    if (job.value.empty()) {
        return refused("job name is required");
    }
    if (!base::isValidUtf8(job.value)) {
        return refused("label job has a value that is not UTF-8");
    }
    labels.push_back(std::move(job));
    return std::nullopt;
}

} // namespace

std::variant<PathLabels, Refusal> readGroupPath(std::string_view path, bool allowsUtf8Names) {
    const auto decoded = percentDecoded(path);
    if (!decoded) {
        return refused("invalid URL escape in " + quoted(path));
    }
    std::string_view rest = *decoded;
    rest.remove_prefix(rest.starts_with('/') ? 1 : 0);
    PathLabels labels;
    if (auto refusal = readJob(rest, labels)) {
        return *refusal;
    }
    if (rest.empty()) {
        return labels;
    }
    if (std::ranges::count(rest, '/') % 2 == 0) {
        return refused("odd number of components in label string " + quoted("/" + std::string(rest)));
    }
    while (!rest.empty()) {
        const std::string_view name = takePart(rest);
        if (auto refusal = readPair(name, takePart(rest), allowsUtf8Names, labels)) {
            return *refusal;
        }
    }
    return labels;
}

} // namespace meterbench::gateway
