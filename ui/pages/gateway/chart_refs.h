// Finds held series among what the program scrapes of its own address, for charts: the scrape adds
// the labels of its target, so a held series is found by its name and by all its labels. Any
// thread.
#pragma once

#include "core/gateway/push_store.h"
#include "core/pipeline/snapshot.h"

#include <vector>

namespace meterbench::ui {

/// At most `most`, in the order of the scrape.
[[nodiscard]] std::vector<model::SeriesRef> chartRefs(
    const pipeline::Snapshot& snapshot,
    const std::vector<const gateway::SeriesRow*>& held,
    std::size_t most
);

} // namespace meterbench::ui
