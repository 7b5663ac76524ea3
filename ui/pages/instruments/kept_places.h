// What stays when one list becomes another: for rows that keep their selection, and for lines of
// text that are not written again. Plain values. Any thread.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace meterbench::ui::bench {

/// Something that is in both lists, and where.
struct KeptPlace {
    std::size_t before = 0;
    std::size_t after = 0;

    friend bool operator==(const KeptPlace&, const KeptPlace&) = default;
};

/// As many places as can stay in their order; both numbers grow. What has the same key more than
/// once in a list is matched at most once. n log n.
[[nodiscard]] std::vector<KeptPlace>
keptPlaces(const std::vector<std::string>& before, const std::vector<std::string>& after);

} // namespace meterbench::ui::bench
