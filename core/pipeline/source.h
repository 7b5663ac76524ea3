// Source: the engine as the window and the API see it: snapshots out, commands in. Engine is the
// real one; tests of the window use tests/support/scripted_source.h. All calls from any thread;
// none of them waits.
#pragma once

#include "core/pipeline/command.h"
#include "core/pipeline/snapshot.h"

namespace meterbench::pipeline {

class Source {
public:
    Source() = default;
    Source(const Source&) = delete;
    Source& operator=(const Source&) = delete;
    virtual ~Source() = default;

    /// Never null.
    [[nodiscard]] virtual SnapshotPtr snapshot() const = 0;
    /// Answers the command's number; see Snapshot::outcomes.
    virtual std::uint64_t post(Command command) = 0;
    virtual void watch(WatchSet watched) = 0;
};

} // namespace meterbench::pipeline
