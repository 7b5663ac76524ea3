// Schedule: when a target is scraped. Every target has an offset within its interval, by hash, so
// that a pool spreads evenly and a restart keeps the grid. Source: prometheus scrape/target.go
// offset().
#pragma once

#include "core/model/labels.h"

#include <chrono>
#include <cstdint>
#include <string_view>

namespace meterbench::scrape {

/// What makes two agents with the same file scrape at different times: host name and external
/// labels.
[[nodiscard]] std::uint64_t
scheduleSeed(std::string_view hostName, const model::Labels& externalLabels);

/// The first scrape at or after nowMs on the target's grid.
[[nodiscard]] std::int64_t nextScrapeMs(
    std::uint64_t targetId,
    std::uint64_t seed,
    std::chrono::milliseconds interval,
    std::int64_t nowMs
);

/// The time that samples carry: the scheduled one when the scrape began within min(2 ms, 1 % of the
/// interval) of it.
[[nodiscard]] std::int64_t sampleTimestampMs(
    std::int64_t scheduledMs, std::int64_t startedMs, std::chrono::milliseconds interval
);

} // namespace meterbench::scrape
