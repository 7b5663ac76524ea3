// Matcher: one regular expression of a rule: RE2 syntax, anchored at both ends, dot matches
// newline. Common shapes ((.*),
// .+, a literal, a|b|c, prefix.*) are answered without running the automaton. Constant after
// compile; any thread. Source: Go's regexp/syntax (RE2 with (?<name>…) as a second spelling);
// prometheus model/relabel/relabel.go.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace meterbench::relabel {

class Matcher {
public:
    ~Matcher();
    Matcher(Matcher&&) noexcept;
    Matcher& operator=(Matcher&&) noexcept;

    /// InvalidInput with RE2's words.
    [[nodiscard]] static base::Result<Matcher> compile(std::string_view pattern);

    [[nodiscard]] bool matches(std::string_view text) const;
    /// Fills groups (groups[0]: the whole); at most groupCount() + 1. They borrow from text.
    [[nodiscard]] bool match(std::string_view text, std::span<std::string_view> groups) const;

    [[nodiscard]] int groupCount() const;
    [[nodiscard]] const std::map<std::string, int>& groupNames() const;

private:
    enum class Shape : std::uint8_t { Everything, NonEmpty, OneOf, Prefix, General };

    Matcher(Shape shape, std::unique_ptr<re2::RE2> regex, std::vector<std::string> literals);
    [[nodiscard]] bool isOneOf(std::string_view text) const;

    Shape m_shape;
    std::unique_ptr<re2::RE2> m_regex;
    std::vector<std::string> m_literals; // sorted
};

} // namespace meterbench::relabel
