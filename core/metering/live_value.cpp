#include "core/metering/live_value.h"

#include <algorithm>
#include <utility>

namespace meterbench::metering {

namespace {

using base::Decimal;

/// Scrapes do not come to the millisecond: this much later is still in time.
std::int64_t toleratedMs(std::int64_t stepMs) {
    return stepMs + stepMs / 2;
}

/// Stays at the most that there is room for, instead of beginning anew.
void grow(std::uint32_t& count, std::int64_t more = 1) {
    count = static_cast<std::uint32_t>(std::min<std::int64_t>(count + more, UINT32_MAX));
}

} // namespace

void OpenRecord::open(Slot window) {
    *this = {};
    beginMs = window.beginMs;
    lengthMs = static_cast<std::uint32_t>(window.endMs - window.beginMs);
}

void OpenRecord::addTime(Coverage coverage, std::int64_t ms) {
    switch (coverage) {
    case Coverage::Measured:
        grow(measuredMs, ms);
        break;
    case Coverage::Inferred:
        grow(inferredMs, ms);
        break;
    case Coverage::Unmetered:
        unmeteredMs += ms;
        break;
    }
}

void OpenRecord::addSample(std::int64_t timeMs) {
    lastAfterMs = static_cast<std::uint32_t>(timeMs - beginMs);
    firstAfterMs = samples == 0 ? lastAfterMs : firstAfterMs;
    grow(samples);
}

Evidence OpenRecord::evidence() const {
    Evidence evidence;
    if (samples > 0) {
        evidence.firstMs = beginMs + firstAfterMs;
        evidence.lastMs = beginMs + lastAfterMs;
    }
    evidence.measuredMs = measuredMs;
    evidence.inferredMs = inferredMs;
    evidence.unmeteredMs = unmeteredMs;
    evidence.samples = samples;
    evidence.resets = resets;
    evidence.possibleLosses = possibleLosses;
    return evidence;
}

OpenRecord OpenRecord::of(const UsageRecord& record) {
    const Evidence& evidence = record.evidence;
    OpenRecord open;
    open.open({record.beginMs, record.endMs});
    open.total = record.value;
    if (evidence.samples > 0) {
        open.firstAfterMs = static_cast<std::uint32_t>(evidence.firstMs - record.beginMs);
        open.lastAfterMs = static_cast<std::uint32_t>(evidence.lastMs - record.beginMs);
    }
    open.measuredMs = static_cast<std::uint32_t>(evidence.measuredMs);
    open.inferredMs = static_cast<std::uint32_t>(evidence.inferredMs);
    open.unmeteredMs = evidence.unmeteredMs;
    open.samples = static_cast<std::uint32_t>(evidence.samples);
    open.resets = static_cast<std::uint32_t>(evidence.resets);
    open.possibleLosses = static_cast<std::uint32_t>(evidence.possibleLosses);
    return open;
}

MeterRule::MeterRule(const Meter& meter, Calendar calendar)
    : m_measure(meter.measure)
    , m_combine(meter.combine)
    , m_countsFirst(meter.countsFirst)
    , m_maxGapSteps(meter.maxGapSteps)
    , m_calendar(std::move(calendar)) {}

MeterRule::Taken MeterRule::take(LiveValue& live, const Reading& reading, RecordSink& sink) const {
    const bool isFirst = live.lastMs == kNever;
    if (!isFirst && reading.timeMs == live.lastMs) {
        if (m_combine == Combine::Refuse) {
            return reading.value == live.last ? Taken::SameTime : Taken::Refused;
        }
        live.last = m_combine == Combine::Max ? std::max(live.last, reading.value)
                                              : (live.last + reading.value).value_or(live.last);
        return Taken::SameTime;
    }
    // Before the last sample, before the end, or in a window that was closed meanwhile: what it
    // would have changed is told already.
    if (reading.timeMs < live.creditedMs) {
        return Taken::Late;
    }
    const std::int64_t gapMs = isFirst ? 0 : reading.timeMs - live.lastMs;
    if (!isFirst) {
        passSpan(live, reading.timeMs, reading.stepMs, sink);
    }
    const bool changesHands = live.open.isOpen() && live.owner != reading.owner;
    const bool isWithinWindow = reading.timeMs < live.open.endMs();
    if (changesHands) {
        closeRecord(live, sink);
    }
    live.owner = reading.owner;
    openAt(live, reading.timeMs, sink);
    if (changesHands && isWithinWindow) {
        // The window has two records then. One that was over, and only not closed yet, cuts
        // nothing.
        live.open.open({reading.timeMs, live.open.endMs()});
    }
    count(live, reading, isFirst, gapMs);
    live.last = reading.value;
    live.lastMs = reading.timeMs;
    live.creditedMs = reading.timeMs;
    live.markerMs = kNever;
    return Taken::Yes;
}

void MeterRule::miss(LiveValue& live, std::int64_t timeMs) const {
    if (live.lastMs != kNever && live.markerMs == kNever && timeMs > live.lastMs) {
        live.markerMs = timeMs;
    }
}

/// It ended somewhere before this reading. It is taken to have been there up to it, as it was taken
/// to come when it was first seen. Over a longer gap nobody knows when: what it may have been there
/// is unmetered.
void MeterRule::end(LiveValue& live, std::int64_t timeMs, std::int64_t stepMs, RecordSink& sink)
    const {
    if (live.lastMs == kNever || timeMs <= live.lastMs) {
        return;
    }
    const bool isInTime = live.markerMs == kNever && timeMs - live.lastMs <= toleratedMs(stepMs);
    const std::int64_t upToMs = isInTime ? timeMs : std::min(timeMs, sureMs(live, stepMs));
    credit(live, live.lastMs, upToMs, Coverage::Measured, sink);
    if (!isBridged(timeMs - live.lastMs, stepMs)) {
        credit(live, upToMs, timeMs, Coverage::Unmetered, sink);
    }
    live.lastMs = kNever;
    live.markerMs = kNever;
}

void MeterRule::takeOver(LiveValue& live, std::int64_t timeMs, std::int64_t stepMs) const {
    const bool isEnded = live.lastMs == kNever && live.markerMs != kNever;
    if (isEnded && timeMs > live.creditedMs && isBridged(timeMs - live.creditedMs, stepMs)) {
        live.lastMs = live.creditedMs;
    }
}

void MeterRule::passTime(
    LiveValue& live, std::int64_t timeMs, std::int64_t stepMs, RecordSink& sink
) const {
    const std::int64_t endMs = live.open.endMs();
    if (!live.open.isOpen() || timeMs < endMs) {
        return;
    }
    if (live.lastMs != kNever) {
        if (isBridged(timeMs - live.lastMs, stepMs)) {
            return;
        }
        credit(live, live.lastMs, sureMs(live, stepMs), Coverage::Measured, sink);
        credit(live, live.creditedMs, endMs, Coverage::Unmetered, sink);
    }
    if (live.open.endMs() == endMs) {
        closeRecord(live, sink);
    }
}

std::int64_t MeterRule::sureMs(const LiveValue& live, std::int64_t stepMs) {
    const std::int64_t stepEndMs = live.lastMs + stepMs;
    return live.markerMs == kNever ? stepEndMs : std::min(stepEndMs, live.markerMs);
}

bool MeterRule::isBridged(std::int64_t gapMs, std::int64_t stepMs) const {
    return gapMs <= m_maxGapSteps * stepMs + stepMs / 2;
}

/// The time from the last sample to this one, which may go over the ends of windows.
void MeterRule::passSpan(
    LiveValue& live, std::int64_t timeMs, std::int64_t stepMs, RecordSink& sink
) const {
    const std::int64_t gapMs = timeMs - live.lastMs;
    if (gapMs <= toleratedMs(stepMs) && live.markerMs == kNever) {
        credit(live, live.lastMs, timeMs, Coverage::Measured, sink);
        return;
    }
    const std::int64_t upToMs = std::min(timeMs, sureMs(live, stepMs));
    credit(live, live.lastMs, upToMs, Coverage::Measured, sink);
    credit(
        live,
        upToMs,
        timeMs,
        isBridged(gapMs, stepMs) ? Coverage::Inferred : Coverage::Unmetered,
        sink
    );
}

/// Time that was measured or bridged carries the value; unmetered time only its length, and that in
/// two windows at most: a gap of months is not a record for each hour. Where its first part was
/// told when time passed, the rest goes to its end, so that it does not matter whether anybody
/// looked.
void MeterRule::credit(
    LiveValue& live, std::int64_t fromMs, std::int64_t toMs, Coverage coverage, RecordSink& sink
) const {
    const bool isKnown = coverage != Coverage::Unmetered;
    const bool isBegun = !isKnown && fromMs < live.creditedMs;
    fromMs = std::max(fromMs, live.creditedMs);
    while (fromMs < toMs) {
        openAt(live, isBegun ? toMs : fromMs, sink);
        if (isBegun) {
            live.open.addTime(coverage, toMs - fromMs);
            break;
        }
        const std::int64_t endMs = std::min(toMs, live.open.endMs());
        live.open.addTime(coverage, endMs - fromMs);
        if (isKnown && isOverTime(m_measure)) {
            const bool isState = m_measure == Measure::StateTime;
            const Decimal level =
                !isState ? live.last : Decimal::fromInteger(live.last.isZero() ? 0 : 1);
            add(live, level.timesRatio(endMs - fromMs, 1'000));
        }
        fromMs = endMs;
        if (!isKnown && endMs < toMs) {
            openAt(live, toMs, sink);
            live.open.addTime(coverage, toMs - endMs);
            fromMs = toMs;
        }
    }
    live.creditedMs = std::max(live.creditedMs, toMs);
}

/// Makes sure that the open record is of the window that the time is in.
void MeterRule::openAt(LiveValue& live, std::int64_t timeMs, RecordSink& sink) const {
    if (timeMs >= live.open.endMs() || timeMs < live.open.beginMs) {
        closeRecord(live, sink);
        live.open.open(m_calendar.slotOf(timeMs));
    }
}

void MeterRule::closeRecord(LiveValue& live, RecordSink& sink) const {
    if (live.open.isOpen()) {
        sink.close(live);
    }
    live.open = {};
}

void MeterRule::count(LiveValue& live, const Reading& reading, bool isFirst, std::int64_t gapMs)
    const {
    const bool isFirstHere = live.open.samples == 0;
    live.open.addSample(reading.timeMs);
    switch (m_measure) {
    case Measure::Increase:
        if (!isFirst) {
            countStep(live, reading, gapMs);
        } else if (m_countsFirst && reading.isNew) {
            add(live, std::max(reading.value, Decimal()));
        }
        break;
    case Measure::LevelTime:
    case Measure::StateTime:
    case Measure::Average:
        break; // credit() counts
    case Measure::Max:
        live.open.total = isFirstHere ? reading.value : std::max(live.open.total, reading.value);
        break;
    case Measure::Min:
        live.open.total = isFirstHere ? reading.value : std::min(live.open.total, reading.value);
        break;
    case Measure::Last:
        live.open.total = reading.value;
        break;
    case Measure::Count:
        add(live, Decimal::fromInteger(1));
        break;
    case Measure::Unique:
        live.open.total = Decimal::fromInteger(1);
        break;
    }
}

/// Of a counter. What it counted before a reset is only known up to the sample before: with samples
/// missing between, more may have been lost.
void MeterRule::countStep(LiveValue& live, const Reading& reading, std::int64_t gapMs) const {
    if (reading.value >= live.last) {
        add(live, reading.value - live.last);
        return;
    }
    grow(live.open.resets);
    grow(live.open.possibleLosses, gapMs > toleratedMs(reading.stepMs) ? 1 : 0);
    add(live, std::max(reading.value, Decimal()));
}

/// What leaves the range of numbers is told as lost, never wrapped.
void MeterRule::add(LiveValue& live, std::optional<Decimal> more) {
    const std::optional<Decimal> sum = more ? live.open.total + *more : std::nullopt;
    live.open.total = sum.value_or(live.open.total);
    grow(live.open.possibleLosses, sum ? 0 : 1);
}

} // namespace meterbench::metering
