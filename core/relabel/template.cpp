#include "core/relabel/template.h"

#include "core/relabel/letter_case.h"

#include <algorithm>
#include <optional>

namespace meterbench::relabel {

namespace {

struct Reference {
    std::string_view name;
    std::size_t sizeBytes = 0; ///< of what follows the $, braces included
};

/// What follows a $: a name, bare or in braces.
std::optional<Reference> readReference(std::string_view text) {
    const bool braces = !text.empty() && text.front() == '{';
    const std::size_t start = braces ? 1 : 0;
    std::size_t end = start;
    while (const std::size_t step = wordRuneLength(text.substr(end))) {
        end += step;
    }
    if (end == start) {
        return std::nullopt;
    }
    const std::string_view name = text.substr(start, end - start);
    if (!braces) {
        return Reference{name, end};
    }
    if (end >= text.size() || text[end] != '}') {
        return std::nullopt;
    }
    return Reference{name, end + 1};
}

/// The group's number, or nothing when the name is not a plain number (leading zeros make it a
/// name).
std::optional<int> groupNumber(std::string_view name) {
    constexpr int kLargest = 100'000'000;
    const bool leadingZero = name.size() > 1 && name.front() == '0';
    int number = 0;
    for (const char c : name) {
        if (c < '0' || c > '9' || number >= kLargest || leadingZero) {
            return std::nullopt;
        }
        number = number * 10 + (c - '0');
    }
    return number;
}

} // namespace

Template Template::parse(
    std::string_view text, const std::map<std::string, int>& groupNames, int groupCount
) {
    Template parsed;
    while (!text.empty()) {
        const std::size_t dollar = text.find('$');
        parsed.addText(text.substr(0, dollar));
        if (dollar == std::string_view::npos) {
            break;
        }
        text.remove_prefix(dollar + 1);
        if (!text.empty() && text.front() == '$') {
            parsed.addText("$");
            text.remove_prefix(1);
            continue;
        }
        const auto reference = readReference(text);
        if (!reference) {
            parsed.addText("$");
            continue;
        }
        text.remove_prefix(reference->sizeBytes);
        if (const auto number = groupNumber(reference->name)) {
            if (*number <= groupCount) {
                parsed.addGroup(*number);
            }
        } else if (const auto named = groupNames.find(std::string(reference->name));
                   named != groupNames.end()) {
            parsed.addGroup(named->second);
        }
    }
    return parsed;
}

void Template::expand(std::span<const std::string_view> groups, std::string& out) const {
    for (const Piece& piece : m_pieces) {
        if (piece.group < 0) {
            out += piece.text;
        } else {
            out += groups[static_cast<std::size_t>(piece.group)];
        }
    }
}

bool Template::isLiteral() const {
    return m_highestGroup < 0;
}

std::string_view Template::literal() const {
    return m_pieces.empty() ? std::string_view() : std::string_view(m_pieces.front().text);
}

int Template::singleGroup() const {
    return m_pieces.size() == 1 ? m_pieces.front().group : -1;
}

void Template::addText(std::string_view text) {
    if (text.empty()) {
        return;
    }
    if (m_pieces.empty() || m_pieces.back().group >= 0) {
        m_pieces.emplace_back();
    }
    m_pieces.back().text += text;
}

void Template::addGroup(int group) {
    m_pieces.push_back({{}, group});
    m_highestGroup = std::max(m_highestGroup, group);
}

} // namespace meterbench::relabel
