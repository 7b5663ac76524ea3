#include "core/config/yaml_writer.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>

namespace meterbench::config {

namespace {

/// What YAML 1.1 reads as null, a boolean, infinity or not a number.
bool isReservedWord(std::string_view text) {
    constexpr std::array<std::string_view, 15> kWords{
        "~",
        "null",
        "true",
        "false",
        "yes",
        "no",
        "on",
        "off",
        "y",
        "n",
        "<<",
        ".inf",
        "-.inf",
        "+.inf",
        ".nan"};
    std::string lower(text);
    for (char& c : lower) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return std::find(kWords.begin(), kWords.end(), lower) != kWords.end();
}

/// Digits, or what a date, a number with exponent or a base-60 number is made of.
bool looksLikeNumber(std::string_view text) {
    const std::size_t start = text.find_first_not_of("+-.");
    if (start == std::string_view::npos || text[start] < '0' || text[start] > '9') {
        return false;
    }
    return text.find_first_not_of("0123456789+-.:_xXoabcdefABCDEFT ") == std::string_view::npos;
}

bool needsQuotes(std::string_view text) {
    if (text.empty() || text.front() == ' ' || text.back() == ' ' || text.back() == ':') {
        return true;
    }
    const bool oddStart =
        std::string_view("-?:,[]{}#&*!|>'\"%@`=").find(text.front()) != std::string_view::npos;
    const bool harmlessDash =
        text.front() == '-' && text.size() > 1 && text[1] != ' ' && text[1] != '-';
    const bool control = std::any_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7f;
    });
    return (oddStart && !harmlessDash) || control || text.find(": ") != std::string_view::npos ||
           text.find(" #") != std::string_view::npos || isReservedWord(text) ||
           looksLikeNumber(text);
}

/// As JSON, and DEL, which YAML does not allow as it is.
std::string inQuotes(std::string_view text) {
    std::string out = "\"";
    while (true) {
        const std::size_t del = text.find('\x7f');
        out += base::jsonEscaped(text.substr(0, del));
        if (del == std::string_view::npos) {
            return out + '"';
        }
        out += "\\x7f";
        text.remove_prefix(del + 1);
    }
}

} // namespace

std::string yamlText(std::string_view text) {
    return needsQuotes(text) ? inQuotes(text) : std::string(text);
}

void YamlWriter::text(std::string_view key, std::string_view value) {
    plain(key, yamlText(value));
}

void YamlWriter::plain(std::string_view key, std::string_view value) {
    startLine(key);
    m_out.append(" ").append(value).append("\n");
}

void YamlWriter::boolean(std::string_view key, bool value) {
    plain(key, value ? "true" : "false");
}

void YamlWriter::texts(std::string_view key, const std::vector<std::string>& values) {
    if (values.empty()) {
        plain(key, "[]");
        return;
    }
    startLine(key);
    m_out += '\n';
    for (const std::string& value : values) {
        m_out.append(static_cast<std::size_t>(m_level) * 2, ' ')
            .append("- ")
            .append(yamlText(value))
            .append("\n");
    }
}

void YamlWriter::flow(std::string_view key, const std::vector<std::string>& values) {
    std::string list = "[";
    for (const std::string& value : values) {
        const bool special = value.find_first_of(",[]{}") != std::string::npos;
        list += list.size() > 1 ? ", " : "";
        list += special ? inQuotes(value) : yamlText(value);
    }
    plain(key, list + "]");
}

void YamlWriter::labels(std::string_view key, const model::Labels& labels) {
    if (labels.empty()) {
        return;
    }
    beginMap(key);
    for (const auto& label : labels) {
        text(label.name, label.value);
    }
    endMap();
}

void YamlWriter::beginMap(std::string_view key) {
    startLine(key);
    m_out += '\n';
    ++m_level;
}

void YamlWriter::beginList(std::string_view key) {
    startLine(key);
    m_out += '\n';
}

void YamlWriter::beginItem() {
    ++m_level;
    m_dash = true;
}

void YamlWriter::startLine(std::string_view key) {
    const auto indent = static_cast<std::size_t>(m_level) * 2;
    m_out.append(m_dash ? indent - 2 : indent, ' ');
    m_out.append(m_dash ? "- " : "").append(yamlText(key)).append(":");
    m_dash = false;
}

} // namespace meterbench::config
