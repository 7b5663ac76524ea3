// LayoutMatcher: one target's memory of what it exposes, and the way from a body to batches.
// Fast way (skeleton_reading.cpp): the text between the values is the same as last time; only
// numbers are parsed. Otherwise one hashed look-up a line (lookup_reading.cpp); what is unknown
// becomes a further layout, what is gone gets a stale marker. A body that changes at every scrape
// stays on the look-up way. Not a parser (exposition) and not a clock. Pipe thread only. An error
// fails the scrape and changes nothing here. Source: prometheus scrape/scrape.go
// scrapeLoop.append; facts 3.4, 3.5.
#pragma once

#include "core/base/result.h"
#include "core/exposition/pull_parser.h"
#include "core/model/batch.h"
#include "core/relabel/program.h"
#include "core/scrape/families.h"
#include "core/scrape/job_options.h"
#include "core/scrape/layout_parts.h"
#include "core/scrape/loose_samples.h"
#include "core/scrape/sample_labels.h"
#include "core/scrape/series_index.h"
#include "core/scrape/skeleton.h"

#include <cstdint>
#include <string_view>
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

    /// Series of the last good body, and those with timestamps of their own that are remembered.
    [[nodiscard]] std::size_t seriesCount() const { return m_parts.kept(); }

    [[nodiscard]] std::size_t sizeBytes() const;

    /// The batches of the last good body, unless stale markers were given for them.
    [[nodiscard]] std::vector<model::BatchPtr> alive() const {
        return m_ended ? std::vector<model::BatchPtr>() : m_parts.last();
    }

private:
    /// One body under way. Nothing in the matcher changes before it is whole.
    struct Reading {
        std::int64_t timestampMs = 0;
        std::int64_t nowMs = 0;
        std::vector<double> values; // one per position, new ones at the end
        std::vector<model::LooseSample> loose;
        std::vector<model::Exemplar> exemplars;
        MatchCounts counts;
        bool whole = false; // every position has a value, as last time
    };

    /// One sample line of a body that is looked up.
    struct Line {
        std::uint64_t hash = 0;
        std::uint32_t valueBegin = 0;
        std::uint32_t position = 0;
    };

    [[nodiscard]] base::Status
    parse(std::string_view body, exposition::Format format, Reading& reading);
    [[nodiscard]] base::Status checkSampleLimit(const Reading& reading) const;
    void take(
        std::uint32_t position,
        const exposition::Sample& sample,
        exposition::PullParser& parser,
        Reading& reading
    );
    void
    takeLoose(std::uint32_t position, std::int64_t timestampMs, double value, Reading& reading);
    void dropPending();
    [[nodiscard]] std::vector<model::BatchPtr> finish(Reading& reading);
    [[nodiscard]] model::BatchPtr batchOf(const LayoutPart& part, Reading& reading) const;
    void markGone(Reading& reading);
    void markGone(LayoutPart& part, const std::vector<bool>& taken, Reading& reading) const;
    void markGoneLoose(Reading& reading);
    void tidy(const Reading& reading);

    // skeleton_reading.cpp
    [[nodiscard]] bool readFast(std::string_view body, exposition::Format format, Reading& reading);
    [[nodiscard]] std::string_view takeOddLine(
        std::size_t value,
        const char* valueBegin,
        std::string_view rest,
        exposition::Format format,
        Reading& reading
    );
    void rememberOrder(std::string_view body, const Reading& reading);
    void learnSkeleton(std::string_view body);
    void setSlots(std::vector<std::uint32_t>&& slots);
    [[nodiscard]] bool moveSlots(const std::vector<std::uint32_t>& moved);
    void dropSkeleton();

    // lookup_reading.cpp
    [[nodiscard]] base::Status
    readByLookup(std::string_view body, exposition::Format format, Reading& reading);
    [[nodiscard]] base::Status
    lookUp(exposition::PullParser& parser, std::string_view body, Reading& reading);
    [[nodiscard]] base::Result<std::uint32_t>
    learnSeries(exposition::PullParser& parser, std::uint64_t hash);
    [[nodiscard]] std::uint32_t findRef(model::SeriesRef ref);
    void ensureIndex();
    void commitNewSeries();
    void indexLines();

    const JobOptions& m_job;
    SampleLabels m_labels;
    model::SourceId m_source;
    SharedTexts& m_texts;
    Families m_families;
    LayoutParts m_parts;
    LooseSamples m_loose; // series with timestamps of their own
    bool m_ended = false; // stale markers were given for the last good body

    SkeletonPtr m_skeleton;             // null: look-up way
    std::vector<std::uint32_t> m_slots; // value of the skeleton → position; empty: the same
    bool m_slotsCover = true;           // every position has a value in the skeleton
    std::uint32_t m_fastBodies = 0;     // that the skeleton has read
    std::uint32_t m_wantAgreeing = 1;   // bodies in a row that must agree before it is learned
    std::uint32_t m_agreeing = 0;
    std::uint64_t m_order = 0; // hash of the last body's order
    bool m_isFirst = true;

    SeriesIndex m_index;         // empty while the skeleton holds
    std::size_t m_lineCount = 0; // of the last body that was looked up
    // Of the body that is looked up; given back behind it.
    std::vector<Line> m_lines;
    model::LayoutBuilder m_newSeries;
    SeriesIndex m_newIndex;
    SeriesIndex m_refs;
    std::uint64_t m_orderNow = 0;
    std::vector<model::LabelView> m_exposed;
};

} // namespace meterbench::scrape
