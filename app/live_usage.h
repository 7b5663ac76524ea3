// What a book of usage follows, out of the engine's snapshot. Any thread.
#pragma once

#include "core/pipeline/snapshot.h"
#include "core/usage/live.h"

namespace meterbench::app {

[[nodiscard]] inline usage::Live liveUsage(const pipeline::SnapshotPtr& now) {
    usage::Live made;
    made.deliveries = now->deliveries;
    made.endpoints = now->usageEndpoints;
    if (now->metered != nullptr) {
        made.folder = now->metered->folder;
        made.lastSequence = now->metered->lastSequence;
        made.open = {now->metered, &now->metered->open};
    }
    return made;
}

} // namespace meterbench::app
