// SeriesView: the recent samples of one watched series, for charts. Blocks of 120 samples are
// sealed and shared between publications; only the open one is copied. Any thread.
#pragma once

#include "core/model/labels.h"
#include "core/model/metric_type.h"
#include "core/model/special_values.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace meterbench::store {

inline constexpr std::size_t kBlockSamples = 120;

/// Samples in time order; stale markers are in it (model::isStale), absent ones are not.
struct Block {
    std::vector<std::int64_t> timestampsMs;
    std::vector<double> values;
};

using BlockPtr = std::shared_ptr<const Block>;

struct SeriesView {
    model::SeriesRef ref = 0;
    std::shared_ptr<const model::Labels> labels;
    model::Family family; ///< name empty when the exposition said nothing
    std::uint64_t targetId = 0;
    std::vector<BlockPtr> blocks; ///< oldest first; the last one is the open one
    std::uint64_t version = 0;    ///< changes whenever a sample came or went

    [[nodiscard]] std::size_t sampleCount() const {
        std::size_t n = 0;
        for (const BlockPtr& block : blocks) {
            n += block->values.size();
        }
        return n;
    }
};

} // namespace meterbench::store
