#include "core/remote/lane_count.h"

#include <algorithm>

namespace meterbench::remote {

namespace {

constexpr std::int64_t kSecondNs = 1'000'000'000;
constexpr std::int64_t kLookEveryNs = 5 * kSecondNs;
constexpr std::int64_t kQuietNs = 60 * kSecondNs;
constexpr std::uint64_t kBacklogRequests = 10;
constexpr std::uint32_t kMostLanes = 250; // as many as a saved position holds

} // namespace

LaneCount::LaneCount(std::uint32_t least, std::uint32_t most)
    : m_least(std::clamp(least, 1U, kMostLanes))
    , m_most(std::clamp(most, m_least, kMostLanes))
    , m_wanted(m_least) {}

void LaneCount::observe(
    std::uint64_t samplesPending, std::uint64_t perRequest, bool isFailing, std::int64_t nowNs
) {
    const bool isBacklog = samplesPending > kBacklogRequests * perRequest;
    if (isBacklog || m_busyNs == 0) {
        m_busyNs = nowNs;
    }
    if (isFailing || m_lookedNs == 0) {
        m_lookedNs = nowNs;
        m_pendingBefore = samplesPending;
        return;
    }
    if (nowNs - m_lookedNs < kLookEveryNs) {
        return;
    }
    // Less than a tenth gone in five seconds: it would take a minute or longer.
    const bool isStuck = isBacklog && samplesPending >= m_pendingBefore - m_pendingBefore / 10;
    if (isStuck && m_pendingBefore > kBacklogRequests * perRequest) {
        m_wanted = std::min(m_wanted * 2, m_most);
    } else if (nowNs - m_busyNs > kQuietNs) {
        m_wanted = std::max(m_wanted / 2, m_least);
        m_busyNs = nowNs;
    }
    m_lookedNs = nowNs;
    m_pendingBefore = samplesPending;
}

} // namespace meterbench::remote
