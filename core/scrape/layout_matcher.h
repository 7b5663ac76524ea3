// LayoutMatcher: one target's memory of what it exposes, and the way from a body to batches.
// Fast way: the text between the values is the same as last time; only numbers are parsed.
// Otherwise one hashed look-up a line; what is unknown becomes a further layout, what is gone gets
// a stale marker. A body that changes at every scrape stays on the look-up way; a skeleton is
// learned again only when two bodies in a row have the same order. Not a parser (exposition) and
// not a clock. Pipe thread only. An error fails the scrape and changes nothing here. Source:
// prometheus scrape/scrape.go scrapeLoop.append; facts 3.4, 3.5.
#pragma once

#include "core/base/result.h"
#include "core/exposition/pull_parser.h"
#include "core/model/batch.h"
#include "core/relabel/program.h"
#include "core/scrape/families.h"
#include "core/scrape/job_options.h"
#include "core/scrape/sample_labels.h"
#include "core/scrape/series_index.h"
#include "core/scrape/skeleton.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace meterbench::scrape {

/// What one body came to, in Prometheus's counts.
struct MatchCounts {
    std::uint32_t scraped = 0; ///< sample lines
    std::uint32_t kept = 0;    ///< after metric relabeling
    std::uint32_t added = 0;   ///< series that were not in the last good body
    std::uint32_t duplicates = 0;
    std::uint32_t outOfOrder = 0;
    std::uint32_t outOfBounds = 0;
    bool fast = false;    ///< went the fast way
    bool learned = false; ///< a layout was made
};

struct Matched {
    std::vector<model::BatchPtr>
        batches; ///< samples and stale markers; empty when the body had none
    MatchCounts counts;
};

class LayoutMatcher {
public:
    /// Everything referred to must outlive the matcher.
    LayoutMatcher(
        const JobOptions& job,
        const model::Labels& targetLabels,
        const relabel::Program& metricRelabel,
        model::SourceId source,
        SharedTexts& texts
    );

    [[nodiscard]] base::Result<Matched> read(
        std::string_view body,
        exposition::Format format,
        std::int64_t timestampMs,
        std::int64_t nowMs
    );

    /// Stale markers for every series that is alive; the next call gives none until a body was read
    /// again.
    [[nodiscard]] std::vector<model::BatchPtr> endAll(std::int64_t timestampMs);

    [[nodiscard]] std::size_t seriesCount() const { return m_positions; }

    [[nodiscard]] std::size_t sizeBytes() const;

    /// The batches of the last good body, unless stale markers were given for them.
    [[nodiscard]] std::vector<model::BatchPtr> alive() const {
        return m_ended ? std::vector<model::BatchPtr>() : m_last;
    }

private:
    struct LastSample {
        std::int64_t timestampMs = 0;
        double value = 0;
    };

    /// One body under way. Nothing in the matcher changes before it is whole.
    struct Reading {
        std::vector<double> values; // one per position, new ones at the end
        std::vector<model::LooseSample> loose;
        std::unordered_map<std::uint32_t, LastSample>
            lastLoose; // becomes part of m_lastLoose when the body is whole
        std::vector<model::Exemplar> exemplars;
        MatchCounts counts;
        std::int64_t timestampMs = 0;
        std::int64_t nowMs = 0;
    };

    /// Where a sample line stood, to learn a skeleton from.
    struct Line {
        std::uint32_t valueBegin;
        std::uint32_t end;
        std::uint32_t position;
    };

    [[nodiscard]] bool readFast(std::string_view body, exposition::Format format, Reading& reading);
    [[nodiscard]] base::Status
    readByLookup(std::string_view body, exposition::Format format, Reading& reading);
    [[nodiscard]] base::Result<std::uint32_t>
    learnSeries(exposition::PullParser& parser, std::uint64_t hash);
    void take(
        std::uint32_t position,
        const exposition::Sample& sample,
        exposition::PullParser& parser,
        Reading& reading
    );
    void
    takeLoose(std::uint32_t position, std::int64_t timestampMs, double value, Reading& reading);
    [[nodiscard]] const LastSample* lastLoose(std::uint32_t position, const Reading& reading) const;
    void ensureIndex();
    void commitNewSeries();
    void dropPending();
    [[nodiscard]] std::vector<model::BatchPtr> finish(Reading& reading);
    void markGone(Reading& reading);
    void rememberOrder(std::string_view body, const Reading& reading);
    void learnSkeleton(std::string_view body);
    void melt(const std::vector<std::uint32_t>& order);
    [[nodiscard]] std::vector<std::uint32_t> aliveOrder() const;
    [[nodiscard]] double lastValue(std::uint32_t position) const;

    const JobOptions& m_job;
    SampleLabels m_labels;
    model::SourceId m_source;
    SharedTexts& m_texts;
    Families m_families;

    std::vector<model::LayoutPtr> m_parts; // positions are numbered through all parts
    std::vector<std::uint32_t> m_partBegins;
    std::uint32_t m_positions = 0;
    std::vector<model::BatchPtr> m_last; // of the last good body, one per part
    bool m_ended = false;                // stale markers were given for m_last
    std::uint32_t m_lastHoles = 0;       // absent or stale positions in m_last

    SkeletonPtr m_skeleton;             // null: look-up way
    std::vector<std::uint32_t> m_slots; // value of the skeleton → position; empty: the same
    SeriesIndex m_index;                // empty while the skeleton holds
    std::uint64_t m_order = 0;          // hash of the last body's order
    bool m_isFirst = true;

    std::unordered_map<std::uint32_t, LastSample>
        m_lastLoose; // series with timestamps of their own
    // Scratch of one body.
    std::vector<Line> m_lines;
    model::LayoutBuilder m_newSeries;
    SeriesIndex m_newIndex;
    SeriesIndex m_refs;
    bool m_refsBuilt = false;
    std::uint64_t m_orderNow = 0;
    std::vector<model::LabelView> m_exposed;
};

} // namespace meterbench::scrape
