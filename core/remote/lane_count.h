// LaneCount: how many lanes an endpoint should have. Few lanes mean few repeats after a crash, so
// there is one (or min_shards) until a backlog stays although every answer is good; then twice as
// many, up to max_shards. Once nothing has waited for a minute it goes back. Only says what is
// wanted: Sender changes lanes when nothing is under way.
#pragma once

#include <cstdint>

namespace meterbench::remote {

class LaneCount {
public:
    LaneCount(std::uint32_t least, std::uint32_t most);
    /// Called at every step with what waits to be sent. `isFailing`: the receiver does not take
    /// anything.
    void observe(
        std::uint64_t samplesPending, std::uint64_t perRequest, bool isFailing, std::int64_t nowNs
    );

    [[nodiscard]] std::uint32_t wanted() const { return m_wanted; }

private:
    std::uint32_t m_least;
    std::uint32_t m_most;
    std::uint32_t m_wanted;
    std::uint64_t m_pendingBefore = 0;
    std::int64_t m_lookedNs = 0;
    std::int64_t m_busyNs = 0; // last time something waited
};

} // namespace meterbench::remote
