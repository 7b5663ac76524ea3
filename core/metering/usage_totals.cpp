#include "core/metering/usage_totals.h"

#include <algorithm>
#include <tuple>

namespace meterbench::metering {

namespace {

using base::Decimal;

void sum(Combined& combined, Decimal value) {
    const std::optional<Decimal> more = combined.value + value;
    combined.isBeyond = combined.isBeyond || !more;
    combined.value = more.value_or(combined.value);
}

/// For measures that choose one sample. A record without samples, which only tells of unmetered
/// time, has no value to choose.
void choose(Combined& combined, Measure measure, Decimal value, const Evidence& evidence) {
    if (evidence.samples == 0) {
        return;
    }
    const auto isBetter = [&] {
        if (measure == Measure::Max) {
            return value > combined.value;
        }
        if (measure == Measure::Min) {
            return value < combined.value;
        }
        // Two things at the same time: the higher, so that no order matters.
        return std::tie(evidence.lastMs, value) >
               std::tie(combined.evidence.lastMs, combined.value);
    };
    if (!combined.hasSample || isBetter()) {
        combined.value = value;
        combined.evidence.lastMs = evidence.lastMs;
    }
    combined.hasSample = true;
}

} // namespace

std::optional<double> coverage(const Evidence& evidence) {
    const std::int64_t known = evidence.measuredMs + evidence.inferredMs;
    const std::int64_t all = known + evidence.unmeteredMs;
    return all > 0 ? std::optional(static_cast<double>(known) / static_cast<double>(all))
                   : std::nullopt;
}

void addCounts(Evidence& to, const Evidence& more) {
    to.measuredMs += more.measuredMs;
    to.inferredMs += more.inferredMs;
    to.unmeteredMs += more.unmeteredMs;
    to.samples += more.samples;
    to.resets += more.resets;
    to.possibleLosses += more.possibleLosses;
}

void combine(Combined& combined, Measure measure, Decimal value, const Evidence& evidence) {
    if (isSummed(measure)) {
        sum(combined, value);
    } else {
        choose(combined, measure, value, evidence);
    }
    addCounts(combined.evidence, evidence);
    ++combined.records;
}

std::optional<Decimal>
valueOf(const Combined& combined, Measure measure, std::uint64_t thingsSeen) {
    if (combined.isBeyond) {
        return std::nullopt;
    }
    if (measure == Measure::Unique) {
        return Decimal::fromInteger(static_cast<std::int64_t>(thingsSeen));
    }
    if (measure != Measure::Average) {
        return combined.value;
    }
    const std::int64_t coveredMs = combined.evidence.measuredMs + combined.evidence.inferredMs;
    return coveredMs > 0 ? combined.value.timesRatio(1'000, coveredMs) : Decimal();
}

} // namespace meterbench::metering
