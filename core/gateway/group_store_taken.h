// GroupStore::Taken: what was taken away, to be put back.
#pragma once

#include "core/gateway/group_store.h"

#include <vector>

namespace meterbench::gateway {

class GroupStore::Taken final : public Removed {
public:
    [[nodiscard]] std::size_t seriesCount() const override {
        std::size_t count = 0;
        for (const TakenGroup& group : groups) {
            for (const GroupPart& part : group.parts) {
                count += part.held;
            }
        }
        return count;
    }

    std::vector<TakenGroup> groups;
};

} // namespace meterbench::gateway
