// SampleLedger: what arrived by remote write, judged by the tagging schema: how many series and
// samples of each verdict, and by customer and dimension. A sample whose series has its time
// already is a repeat and changes nothing; remote write sends the same request again until it is
// answered. In memory; CountBook keeps it over restarts. One thread. Errors: Limit.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/metering/tags.h"
#include "core/model/labels.h"
#include "core/remote/receiver.h"

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace meterbench::billing {

struct SampleLine {
    std::uint64_t series = 0;
    std::uint64_t samples = 0;
    std::uint64_t repeats = 0;
    double lastValue = 0; ///< of the series that has the last time
    std::int64_t lastTimeMs = 0;
};

struct VerdictLine {
    std::uint64_t series = 0;
    std::uint64_t samples = 0;
    std::string example; ///< the first such series
};

class SampleLedger {
public:
    using Owner = std::pair<std::string, std::string>;
    static constexpr std::size_t kVerdicts =
        static_cast<std::size_t>(metering::Verdict::Billable) + 1;
    /// Times that are remembered of each series at least: nearly three hours at 10 s. What is older
    /// than all of them cannot be told from a repeat, is counted as too old and changes nothing.
    static constexpr std::size_t kTimesOfSeries = 1'024;
    /// Up to 16 KiB each.
    static constexpr std::size_t kMostSeries = 100'000;

    /// Times of each series that a saved state holds at most: what is sent again is known by them.
    static constexpr std::size_t kTimesSaved = 128;

    explicit SampleLedger(metering::TaggingSchema schema, std::size_t mostSeries = kMostSeries)
        : m_schema(std::move(schema))
        , m_mostSeries(mostSeries) {}

    /// All of it or nothing. Limit when there would be too many series.
    [[nodiscard]] base::Status take(const remote::ReceivedRequest& request);

    /// Limit when there would be too many series.
    [[nodiscard]] base::Status canTake(const remote::ReceivedRequest& request) const;

    /// The state in parts, in the order in which takeState() wants them.
    [[nodiscard]] base::Status
    writeState(const std::function<base::Status(std::string_view part)>& write) const;
    /// A part of a state, into an empty ledger. Corrupt when it is none.
    [[nodiscard]] base::Status takeState(std::string_view part);

    [[nodiscard]] const std::map<Owner, SampleLine>& lines() const { return m_lines; }

    [[nodiscard]] const VerdictLine& of(metering::Verdict verdict) const {
        return m_verdicts[static_cast<std::size_t>(verdict)];
    }

    [[nodiscard]] std::uint64_t requests() const { return m_requests; }

    [[nodiscard]] std::uint64_t repeats() const { return m_repeats; }

    [[nodiscard]] std::uint64_t tooOld() const { return m_tooOld; }

    /// Markers that a series has ended; they have no value.
    [[nodiscard]] std::uint64_t ends() const { return m_ends; }

private:
    struct Series {
        metering::Verdict verdict = metering::Verdict::NoCustomer;
        SampleLine* line = nullptr;      ///< null: not billable
        const Owner* owner = nullptr;    ///< of the line
        std::vector<std::int64_t> times; ///< sorted
        bool hasForgotten = false;
    };

    [[nodiscard]] std::string totalsPart() const;
    [[nodiscard]] static std::string linePart(const Owner& owner, const SampleLine& line);
    [[nodiscard]] std::string verdictPart(std::size_t verdict) const;
    [[nodiscard]] static std::string
    seriesPart(model::SeriesRef ref, const Series& series, const Owner* owner);
    [[nodiscard]] bool takeTotals(base::ByteReaderView& bytes);
    [[nodiscard]] bool takeLine(base::ByteReaderView& bytes);
    [[nodiscard]] bool takeVerdict(base::ByteReaderView& bytes);
    [[nodiscard]] bool takeSeries(base::ByteReaderView& bytes);

    enum class Novelty : std::uint8_t { New, Repeat, TooOld };

    [[nodiscard]] bool hasRoomFor(const remote::ReceivedRequest& request) const;
    [[nodiscard]] Series& seriesOf(const model::Labels& labels);
    [[nodiscard]] static Novelty note(Series& series, std::int64_t timeMs);
    void count(Series& series, const remote::ReceivedSample& sample);

    metering::TaggingSchema m_schema;
    std::size_t m_mostSeries;
    std::unordered_map<model::SeriesRef, Series> m_series;
    std::map<Owner, SampleLine> m_lines; // its nodes stay where they are
    std::array<VerdictLine, kVerdicts> m_verdicts;
    std::uint64_t m_requests = 0;
    std::uint64_t m_repeats = 0;
    std::uint64_t m_tooOld = 0;
    std::uint64_t m_ends = 0;
};

} // namespace meterbench::billing
