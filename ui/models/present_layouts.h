// Present layouts: what targets expose at present, layout by layout: what indexes over all series are
// built from, and what tells that one must be built anew. Any thread.
#pragma once

#include "core/pipeline/snapshot.h"

#include <vector>

namespace meterbench::ui {

/// Every layout of the snapshot's targets, in their order.
[[nodiscard]] std::vector<model::LayoutPtr> layoutsOf(const pipeline::Snapshot& snapshot);

} // namespace meterbench::ui
