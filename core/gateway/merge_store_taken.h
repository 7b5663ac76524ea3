// What a MergeStore took away: families with the series that went, and the groups that these belong
// to. A plain value.
#pragma once

#include "core/gateway/merge_groups.h"
#include "core/gateway/merge_store.h"

#include <vector>

namespace meterbench::gateway {

class MergeStore::Taken final : public Removed {
public:
    [[nodiscard]] std::size_t seriesCount() const override {
        std::size_t count = 0;
        for (const Family& family : families) {
            count += family.series.size();
        }
        return count;
    }

    std::vector<Family> families;
    std::vector<MergeGroup> groups;
};

} // namespace meterbench::gateway
