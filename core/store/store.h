// Store: recent samples. It keeps the last batches as they are (shared, no copy) within a budget of
// memory, so that a chart has a past when a series is first looked at; and for watched series
// blocks of their own, as long as they are watched. Not a database: nothing here survives the
// program. Owned by the pipe thread; views are shared with everybody.
#pragma once

#include "core/model/batch.h"
#include "core/store/series_view.h"

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

namespace meterbench::store {

class Store {
public:
    /// historyBytes 0: only watched series are kept.
    explicit Store(std::uint64_t historyBytes);

    void add(std::span<const model::BatchPtr> batches);
    /// The series to keep blocks of, in this order; those already watched go on, new ones begin
    /// with what is remembered.
    void watch(std::span<const model::SeriesRef> series, std::chrono::milliseconds window);

    /// The watched series, in the order of watch(); the same object as long as nothing changed.
    [[nodiscard]] std::shared_ptr<const std::vector<SeriesView>> views();

    [[nodiscard]] std::uint64_t sizeBytes() const { return m_historyBytes; }

private:
    /// A watched series and its blocks.
    struct Watched {
        SeriesView view;
        std::shared_ptr<Block> open; // copied into view.blocks when published
    };

    /// Which positions of a layout are watched.
    struct Interest {
        std::uint32_t position;
        std::uint32_t watched;
    };

    [[nodiscard]] const std::vector<Interest>& interestIn(const model::Layout& layout);
    void addToWatched(const model::Batch& batch, std::span<const Interest> interest);
    void append(Watched& watched, std::int64_t timestampMs, double value);
    void cutOld(Watched& watched);
    void fill(const std::vector<bool>& isNew);

    std::uint64_t m_limitBytes;
    std::uint64_t m_historyBytes = 0;
    std::deque<model::BatchPtr> m_history; // oldest first
    std::vector<Watched> m_watched;
    std::unordered_map<model::SeriesRef, std::uint32_t> m_watchedAt;
    std::unordered_map<model::LayoutId, std::vector<Interest>>
        m_interest; // empty vectors too: looked and found nothing
    std::chrono::milliseconds m_window{3'600'000};
    std::shared_ptr<const std::vector<SeriesView>> m_views =
        std::make_shared<const std::vector<SeriesView>>();
    bool m_changed = false;
};

} // namespace meterbench::store
