// LateSource: stands for the engine until the engine is there, so that the window can be built and
// painted before the core is loaded. Until then the snapshot is empty, and commands and the
// watch-set wait; follow() hands them over in their order. Gui thread.
#pragma once

#include "core/pipeline/source.h"

#include <optional>
#include <vector>

namespace meterbench::app {

class LateSource final : public pipeline::Source {
public:
    LateSource();

    /// From now on all goes to `source`, which must outlive this and must not have had a command
    /// yet: both number commands from one, so that numbers given before stay true.
    void follow(pipeline::Source& source);

    [[nodiscard]] pipeline::SnapshotPtr snapshot() const override;
    std::uint64_t post(pipeline::Command command) override;
    void watch(pipeline::WatchSet watched) override;

private:
    pipeline::Source* m_source = nullptr;
    pipeline::SnapshotPtr m_empty;
    std::vector<pipeline::Command> m_waiting;
    std::optional<pipeline::WatchSet> m_watched;
};

} // namespace meterbench::app
