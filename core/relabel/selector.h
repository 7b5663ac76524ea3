// Selector: {job="node", instance=~"10\\..*"} as the match_target parameter carries it: label
// matchers in braces, with an optional metric name in front. RE2, fully anchored. Not PromQL: no
// offsets, no ranges. Errors: InvalidInput in words.
#pragma once

#include "core/base/result.h"
#include "core/model/labels.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace meterbench::relabel {

class Selector {
public:
    Selector();
    ~Selector();
    Selector(Selector&&) noexcept;
    Selector& operator=(Selector&&) noexcept;

    [[nodiscard]] static base::Result<Selector> parse(std::string_view text);
    /// A label that is absent counts as empty.
    [[nodiscard]] bool matches(const model::Labels& labels) const;
    /// RE2 of the metric names that it can match, to stand within a longer one; empty: any name.
    [[nodiscard]] std::string namePattern() const;

private:
    struct Matcher {
        std::string name;
        std::string value;
        bool negated = false;
        std::shared_ptr<const re2::RE2> regex; ///< null: compared as it stands
    };

    class Reader;
    std::vector<Matcher> m_matchers;
};

} // namespace meterbench::relabel
