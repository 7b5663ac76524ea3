#include "core/pipeline/up_report.h"

namespace meterbench::pipeline {

bool UpReport::isUp(const wal::Group& group) {
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
            return batch->values[*at->second] != 0;
        }
    }
    return true;
}

} // namespace meterbench::pipeline
