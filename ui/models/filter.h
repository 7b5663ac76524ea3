// Filter: the filter language of every page. Terms stand side by side and all must hold: a word
// (substring of any text of the row), key=value, key!=value, key=~regex, key!~regex; quotes keep
// spaces together, a leading ! turns a term round. Case does not matter. Regexes are RE2 and
// anchored, as in Prometheus; a key that a row does not have counts as empty. Not a matcher over
// rows: row_text.h does that. Constant after parse, any thread. Errors: InvalidInput, in words for
// people.
#pragma once

#include "core/base/result.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace meterbench::ui {

struct FilterTerm {
    enum class Kind : unsigned char { Word, Equals, Matches };

    Kind kind = Kind::Word;
    bool negated = false;
    std::string key;   ///< lower case; empty for a word
    std::string value; ///< lower case, but for a regex, which stays as written
    std::shared_ptr<const re2::RE2> regex;
};

class Filter {
public:
    [[nodiscard]] static base::Result<Filter> parse(std::string_view text);

    [[nodiscard]] const std::vector<FilterTerm>& terms() const { return m_terms; }

    [[nodiscard]] bool empty() const { return m_terms.empty(); }

    [[nodiscard]] bool hasRegex() const;
    /// Every row that this one lets through was let through by the former one too.
    [[nodiscard]] bool narrows(const Filter& former) const;
    /// The terms that the former one did not have: all that is to be asked of rows that it let
    /// through.
    [[nodiscard]] Filter beyond(const Filter& former) const;

private:
    std::vector<FilterTerm> m_terms;
};

/// ASCII letters made small; other bytes stay.
[[nodiscard]] std::string lowered(std::string_view text);
/// The term that lets through exactly the rows with this value: zone="eu 1".
[[nodiscard]] std::string filterTerm(std::string_view key, std::string_view value);

} // namespace meterbench::ui
