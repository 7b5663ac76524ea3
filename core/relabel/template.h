// Template: a replacement or target_label with $1, ${1}, ${name} and $$, parsed once. Follows Go's
// regexp.Expand: a name is as long as possible ($1x is the group named 1x), unknown groups are
// empty, a $ that starts nothing is itself. Constant after parse; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::relabel {

class Template {
public:
    /// groupNames as RE2::NamedCapturingGroups gives them; groupCount without the whole match.
    [[nodiscard]] static Template
    parse(std::string_view text, const std::map<std::string, int>& groupNames, int groupCount);

    /// Appends; groups[0] is the whole match.
    void expand(std::span<const std::string_view> groups, std::string& out) const;
    /// No group in it: literal() is the result for every match.
    [[nodiscard]] bool isLiteral() const;
    [[nodiscard]] std::string_view literal() const;
    /// Exactly one group and nothing else: its number; -1 otherwise.
    [[nodiscard]] int singleGroup() const;

    /// The highest group in it; -1 when none.
    [[nodiscard]] int highestGroup() const { return m_highestGroup; }

private:
    struct Piece {
        std::string text;
        int group = -1; ///< -1: text stands as it is
    };

    void addText(std::string_view text);
    void addGroup(int group);

    std::vector<Piece> m_pieces;
    int m_highestGroup = -1;
};

} // namespace meterbench::relabel
