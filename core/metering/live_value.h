// LiveValue: one thing under one meter, from sample to sample. A value is credited for a time and
// not by the sample: it holds from its sample to the next one, or to the stale marker. A gap of up
// to Meter::maxGapSteps steps is bridged and flagged as inferred; of a longer one only the first
// step is credited and the rest is unmetered. A counter grows by its positive steps; a fall counts
// the new value. Vectors: facts 4.4 (D1 to D8) and 5 (counter table). It is fed in the order of
// time; what is not later than the last sample changes nothing. One thread.
#pragma once

#include "core/base/decimal.h"
#include "core/metering/calendar.h"
#include "core/metering/meter.h"
#include "core/metering/usage_record.h"

#include <cstdint>
#include <optional>

namespace meterbench::metering {

inline constexpr std::int64_t kNever = INT64_MIN;
inline constexpr std::uint32_t kNobody = 0xffffffffU;
inline constexpr std::uint32_t kMostMeters = 1U << 11U; ///< as many as a live value can name
inline constexpr std::uint32_t kMostOrigins = 1U << 21U;

/// How time that passed is known.
enum class Coverage : std::uint8_t { Measured, Inferred, Unmetered };

/// A record that grows. There are as many of these as series, so it is small: its window is a month
/// at most, 2.7 × 10^9 ms, and what lies in it takes 32 bits as a distance from its begin.
/// Unmetered time may be longer than the window.
struct OpenRecord {
    base::Decimal total; ///< in base units
    std::int64_t beginMs = 0;
    std::int64_t unmeteredMs = 0;
    std::uint32_t lengthMs = 0;     ///< 0: none is open
    std::uint32_t firstAfterMs = 0; ///< of the samples, from the begin
    std::uint32_t lastAfterMs = 0;
    std::uint32_t measuredMs = 0;
    std::uint32_t inferredMs = 0;
    std::uint32_t samples = 0;
    std::uint32_t resets = 0;
    std::uint32_t possibleLosses = 0;

    [[nodiscard]] bool isOpen() const { return lengthMs != 0; }

    /// Exclusive; 0 when none is open.
    [[nodiscard]] std::int64_t endMs() const { return beginMs + lengthMs; }

    void open(Slot window);
    void addTime(Coverage coverage, std::int64_t ms);
    void addSample(std::int64_t timeMs);
    [[nodiscard]] Evidence evidence() const;
    /// As it was before it was told as this one, which must be of a window.
    [[nodiscard]] static OpenRecord of(const UsageRecord& record);
};

struct LiveValue {
    OpenRecord open;
    base::Decimal last;           ///< the last sample's value
    std::int64_t lastMs = kNever; ///< of the last sample; kNever: it is not there
    /// The target has failed since, with the sample still known; or it ended with its target.
    std::int64_t markerMs = kNever;
    std::int64_t creditedMs = kNever; ///< time up to here is in a record
    std::uint32_t owner = kNobody;    ///< places in tables of whoever holds it
    std::uint32_t meter : 11 = 0;
    std::uint32_t origin : 21 = 0; ///< the target that it is read from

    void setMeter(std::uint32_t number) { meter = number & (kMostMeters - 1); }

    void setOrigin(std::uint32_t number) { origin = number & (kMostOrigins - 1); }
};

static_assert(sizeof(LiveValue) == 112); // README.md has what one costs in all

struct Reading {
    std::int64_t timeMs = 0;
    std::int64_t stepMs = 0; ///< how often the target is read
    base::Decimal value;
    std::uint32_t owner = kNobody;
    bool isNew = false; ///< its target was read before, and it was not there then
};

/// Takes what is closed: the live value as it stands, with its open record.
class RecordSink {
public:
    RecordSink() = default;
    RecordSink(const RecordSink&) = delete;
    RecordSink& operator=(const RecordSink&) = delete;
    virtual ~RecordSink() = default;
    virtual void close(const LiveValue& live) = 0;
};

/// The rules of one meter, applied to its live values.
class MeterRule {
public:
    MeterRule(const Meter& meter, Calendar calendar);

    enum class Taken : std::uint8_t {
        Yes,
        SameTime, ///< brought together with another series, or said again
        Late,     ///< earlier than what is known; changes nothing
        Refused,  ///< a second series of one target that may not be brought together
    };

    /// A sample of the thing, with the owner that its labels have then.
    Taken take(LiveValue& live, const Reading& reading, RecordSink& sink) const;

    /// The target could not be read at this time: what comes next decides.
    void miss(LiveValue& live, std::int64_t timeMs) const;

    /// The target was read and the series is not there any more.
    void end(LiveValue& live, std::int64_t timeMs, std::int64_t stepMs, RecordSink& sink) const;

    /// Before the first sample of another target. What ended only with the target that it was read
    /// from goes on, over a gap that can be bridged.
    void takeOver(LiveValue& live, std::int64_t timeMs, std::int64_t stepMs) const;

    /// Time has passed: closes a record whose window is over and whose next sample, if it came now,
    /// could not be bridged to.
    void
    passTime(LiveValue& live, std::int64_t timeMs, std::int64_t stepMs, RecordSink& sink) const;

    [[nodiscard]] const Calendar& calendar() const { return m_calendar; }

private:
    /// Up to where the last sample surely holds.
    [[nodiscard]] static std::int64_t sureMs(const LiveValue& live, std::int64_t stepMs);
    [[nodiscard]] bool isBridged(std::int64_t gapMs, std::int64_t stepMs) const;
    void
    passSpan(LiveValue& live, std::int64_t timeMs, std::int64_t stepMs, RecordSink& sink) const;
    void credit(
        LiveValue& live, std::int64_t fromMs, std::int64_t toMs, Coverage coverage, RecordSink& sink
    ) const;
    void openAt(LiveValue& live, std::int64_t timeMs, RecordSink& sink) const;
    void closeRecord(LiveValue& live, RecordSink& sink) const;
    void count(LiveValue& live, const Reading& reading, bool isFirst, std::int64_t gapMs) const;
    void countStep(LiveValue& live, const Reading& reading, std::int64_t gapMs) const;
    static void add(LiveValue& live, std::optional<base::Decimal> more);

    Measure m_measure;
    Combine m_combine;
    bool m_countsFirst;
    std::int64_t m_maxGapSteps;
    Calendar m_calendar;
};

} // namespace meterbench::metering
