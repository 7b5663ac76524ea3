// FeedLookup: what charts ask of the feed: views of series, intervals of targets, and when their
// scrapes failed. Gui thread.
#pragma once

#include "ui/charts/curve_set.h"
#include "ui/charts/plot_painter.h"
#include "ui/feed/snapshot_feed.h"

#include <unordered_map>

namespace meterbench::ui {

class FeedLookup : public SeriesLookup {
public:
    /// The feed must outlive it.
    explicit FeedLookup(const SnapshotFeed& feed)
        : m_feed(feed) {}

    [[nodiscard]] const store::SeriesView* series(model::SeriesRef ref) const override {
        return m_feed.series(ref);
    }

    [[nodiscard]] std::int64_t intervalMs(std::uint64_t targetId) const override;
    /// Stretches in which scrapes of any of the targets failed, in order, merged.
    [[nodiscard]] std::vector<FailedSpan> failures(const std::set<std::uint64_t>& targets) const;

private:
    [[nodiscard]] const pipeline::TargetState* target(std::uint64_t targetId) const;

    const SnapshotFeed& m_feed;
    mutable std::unordered_map<std::uint64_t, std::size_t>
        m_places; ///< where a target stood last time
};

/// From the first failed scrape to the next good one (or one interval behind the last).
[[nodiscard]] std::vector<FailedSpan>
failedSpans(const std::vector<pipeline::ScrapeMark>& history, std::int64_t intervalMs);

} // namespace meterbench::ui
