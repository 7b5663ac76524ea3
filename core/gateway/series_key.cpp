#include "core/gateway/series_key.h"

#include <algorithm>

namespace meterbench::gateway {

namespace {

/// A byte of an escaped value as it sorts: unescaped; -1 at the closing quote.
int takeValueByte(std::string_view& rest) {
    char c = rest.front();
    if (c == '"') {
        return -1;
    }
    rest.remove_prefix(1);
    if (c == '\\') {
        c = rest.front() == 'n' ? '\n' : rest.front();
        rest.remove_prefix(1);
    }
    return static_cast<unsigned char>(c);
}

/// Stands for itself, in a name as in a value: neither ends one nor escapes.
bool isPlain(char c) {
    return c != '"' && c != '\\' && c != '=' && c != ',';
}

} // namespace

void appendLabel(
    std::string& out, std::size_t start, std::string_view name, std::string_view value
) {
    if (out.size() != start) {
        out += ',';
    }
    out.append(name).append("=\"");
    if (value.find_first_of("\\\"\n") == std::string_view::npos) {
        out += value;
    } else {
        for (const char c : value) {
            if (c == '\\' || c == '"') {
                out += '\\';
            }
            out += c == '\n' ? std::string_view("\\n") : std::string_view(&c, 1);
        }
    }
    out += '"';
}

bool isBefore(std::string_view a, std::string_view b) {
    const std::size_t shorter = std::min(a.size(), b.size());
    const auto same = static_cast<std::size_t>(
        std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(shorter), b.begin())
            .first -
        a.begin()
    );
    if (same < shorter && isPlain(a[same]) && isPlain(b[same])) {
        return static_cast<unsigned char>(a[same]) < static_cast<unsigned char>(b[same]);
    }
    while (!a.empty() && !b.empty()) {
        const std::string_view nameA = a.substr(0, a.find('='));
        const std::string_view nameB = b.substr(0, b.find('='));
        if (nameA != nameB) {
            return nameA < nameB;
        }
        a.remove_prefix(nameA.size() + 2);
        b.remove_prefix(nameB.size() + 2);
        for (;;) {
            const int byteA = takeValueByte(a);
            const int byteB = takeValueByte(b);
            if (byteA != byteB) {
                return byteA < byteB;
            }
            if (byteA < 0) {
                break;
            }
        }
        a.remove_prefix(a.size() > 1 ? 2 : 1);
        b.remove_prefix(b.size() > 1 ? 2 : 1);
    }
    return a.empty() && !b.empty();
}

std::string_view takeLabel(std::string_view& key) {
    if (key.empty()) {
        return {};
    }
    std::string_view rest = key.substr(key.find('=') + 2);
    while (takeValueByte(rest) >= 0) {
    }
    const std::string_view label = key.substr(0, key.size() - rest.size() + 1);
    key.remove_prefix(label.size() + (rest.size() > 1 ? 1 : 0));
    return label;
}

std::string shownSeries(std::string_view family, std::string_view key) {
    std::string out = "{";
    appendLabel(out, 1, "__name__", family);
    while (!key.empty()) {
        out.append(", ").append(takeLabel(key));
    }
    return out + '}';
}

} // namespace meterbench::gateway
