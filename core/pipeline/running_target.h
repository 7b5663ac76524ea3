// RunningTarget: a target with its scraper, its place in the schedule and what people see of it.
// Pipe thread only.
#pragma once

#include "core/pipeline/snapshot.h"
#include "core/scrape/scraper.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace meterbench::pipeline {

struct RunningTarget {
    std::unique_ptr<scrape::Scraper> scraper;
    TargetPtr state;
    std::int64_t nextMs = 0;   ///< the next tick of its grid
    std::uint64_t attempt = 0; ///< number of the scrape under way, or of the last
    bool inFlight = false;
    bool paused = false;
    http::RequestId request = 0;
    std::int64_t scheduledMs = 0; ///< of the scrape under way
    std::int64_t timestampMs = 0; ///< what its samples carry
    std::shared_ptr<const std::vector<ScrapeMark>> history;
    std::uint64_t layoutChanges = 0;

    [[nodiscard]] TargetId id() const { return scraper->target().id; }
};

/// A target that was taken out, until its stale markers are due.
struct LeavingTarget {
    std::unique_ptr<scrape::Scraper> scraper;
    std::int64_t markerMs = 0; ///< the time that the markers carry
    std::int64_t dueMs = 0;
};

/// The state of a target that was never scraped.
[[nodiscard]] TargetPtr freshState(const scrape::Scraper& scraper);

/// The state after a scrape. keepHistory: remember up and duration, and the batches before the
/// last.
[[nodiscard]] TargetPtr stateAfter(
    const RunningTarget& target,
    const scrape::Scraped& scraped,
    const http::Response& response,
    bool keepHistory
);

/// URL without user and password.
[[nodiscard]] std::string shownUrl(const std::string& url);

} // namespace meterbench::pipeline
