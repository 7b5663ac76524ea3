#include "core/pipeline/up_report.h"

#include "core/model/special_values.h"

namespace meterbench::pipeline {

bool UpReport::isUp(const wal::Group& group) {
    return upOf(group) != 0;
}

bool UpReport::isGone(const wal::Group& group) {
    return model::isStale(upOf(group));
}

/// 1 without a report.
double UpReport::upOf(const wal::Group& group) {
    for (const model::BatchPtr& batch : group.batches) {
        if (!batch->layout->isReport) {
            continue;
        }
        const auto [at, isNew] = m_upAt.try_emplace(batch->layout->id);
        for (std::uint32_t i = 0; isNew && i < batch->layout->size(); ++i) {
            if (batch->layout->labels.get(i, model::kMetricName) == "up") {
                at->second = i;
            }
        }
        if (at->second) {
            return batch->values[*at->second];
        }
    }
    return 1;
}

} // namespace meterbench::pipeline
