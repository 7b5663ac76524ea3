#include "ui/models/present_layouts.h"

namespace meterbench::ui {

std::vector<model::LayoutPtr> layoutsOf(const pipeline::Snapshot& snapshot) {
    std::vector<model::LayoutPtr> layouts;
    if (snapshot.targets != nullptr) {
        for (const pipeline::TargetPtr& target : *snapshot.targets) {
            for (const model::BatchPtr& batch : target->batches) {
                layouts.push_back(batch->layout);
            }
        }
    }
    return layouts;
}

} // namespace meterbench::ui
