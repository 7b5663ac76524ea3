// MergeGroups: the sets of path labels under which something was pushed, with what each of them
// holds. A group has a number, which its series carry (Series::owner); numbers of groups that went
// are given again, the lowest first, so that a journal read back gives the same ones. One thread.
#pragma once

#include "core/gateway/cumulative.h"
#include "core/gateway/path_labels.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::gateway {

struct MergeGroup {
    PathLabels labels;
    std::uint32_t number = 0;
    std::uint32_t families = 0; ///< of the last push
    std::uint64_t series = 0;   ///< that it made and that are still held
    std::uint64_t pushes = 0;
    std::int64_t pushedMs = 0;
    std::int64_t failedMs = 0;
    std::optional<PusherTotals> totals; ///< when it re-sends totals: what it sent last
};

/// The labels as a series' key has them; equal for equal sets.
[[nodiscard]] std::string groupKeyOf(const PathLabels& labels);

class MergeGroups {
public:
    using ByKey = std::map<std::string, std::unique_ptr<MergeGroup>, std::less<>>;

    [[nodiscard]] const ByKey& all() const { return m_byKey; }

    [[nodiscard]] MergeGroup* find(std::string_view key) const;
    [[nodiscard]] MergeGroup* at(std::uint32_t number) const;

    /// The number that the next one will have.
    [[nodiscard]] std::uint32_t nextNumber() const;
    MergeGroup& make(PathLabels labels);
    /// As it was saved; null when its number or its labels are taken.
    MergeGroup* put(std::unique_ptr<MergeGroup> group);
    void remove(MergeGroup& group);
    void clear();

private:
    ByKey m_byKey;
    std::vector<MergeGroup*> m_byNumber;
    std::set<std::uint32_t> m_free; ///< numbers below the size of m_byNumber
};

} // namespace meterbench::gateway
