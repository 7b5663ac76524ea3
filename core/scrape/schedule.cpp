#include "core/scrape/schedule.h"

#include "core/base/hash.h"

#include <algorithm>
#include <cstdlib>

namespace meterbench::scrape {

std::uint64_t scheduleSeed(std::string_view hostName, const model::Labels& externalLabels) {
    return base::fnv1a64(externalLabels.toString(), base::fnv1a64(hostName));
}

std::int64_t nextScrapeMs(
    std::uint64_t targetId,
    std::uint64_t seed,
    std::chrono::milliseconds interval,
    std::int64_t nowMs
) {
    const std::int64_t length = interval.count();
    const auto offset =
        static_cast<std::int64_t>((targetId ^ seed) % static_cast<std::uint64_t>(length));
    const std::int64_t start = nowMs - nowMs % length + offset;
    return start < nowMs ? start + length : start;
}

std::int64_t sampleTimestampMs(
    std::int64_t scheduledMs, std::int64_t startedMs, std::chrono::milliseconds interval
) {
    const std::int64_t tolerance = std::min<std::int64_t>(2, interval.count() / 100);
    return std::abs(startedMs - scheduledMs) <= tolerance ? scheduledMs : startedMs;
}

} // namespace meterbench::scrape
