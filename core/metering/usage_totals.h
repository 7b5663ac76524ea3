// Totals of usage records: what is asked, what is answered, and how records come together. What
// that means depends on the meter's measure, so records of two meters are never mixed before each
// has its own result. Plain values and functions; any thread.
#pragma once

#include "core/base/decimal.h"
#include "core/metering/meter.h"
#include "core/metering/usage_record.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace meterbench::metering {

/// Which records. An empty customer is usage of which nobody is known.
struct UsageFilter {
    std::optional<std::string> customer;
    std::optional<std::string> dimension;
    std::optional<std::string> meter;
    std::int64_t fromMs = INT64_MIN; ///< records that begin then or later
    std::int64_t toMs = INT64_MAX;   ///< and before this; the highest: without end
};

/// What a row of the answer is of.
struct TotalsBy {
    bool customer = false;
    bool dimension = false;
    bool meter = false;
    bool window = false; ///< windows that end at the same time
};

struct TotalsQuery {
    UsageFilter filter;
    TotalsBy by;
    /// By name of the meter. One that is not here is summed.
    std::map<std::string, Measure, std::less<>> measures;
};

struct UsageTotal {
    std::string customer; ///< this and the next two are empty if not asked for
    std::string dimension;
    std::string meter;
    std::int64_t beginMs = 0; ///< of the window; else of the question
    std::int64_t endMs = 0;
    base::Decimal value;       ///< of several meters: the sum of what each has
    Evidence evidence;         ///< summed, without the times of the samples
    std::uint64_t things = 0;  ///< different ones
    std::uint64_t records = 0; ///< with corrections
    std::uint32_t meters = 0;  ///< above 1: values of different meters were added

    friend bool operator==(const UsageTotal&, const UsageTotal&) = default;
};

/// Share of the time that is known, measured or bridged, of all the time in which the thing should
/// have been seen. Nothing if there was no such time.
[[nodiscard]] std::optional<double> coverage(const Evidence& evidence);

/// Adds times and counts; the times of samples stay as they are.
void addCounts(Evidence& to, const Evidence& more);

/// Whether totals are sums of values, so that parts may be summed beforehand.
[[nodiscard]] constexpr bool isSummed(Measure measure) {
    return measure != Measure::Max && measure != Measure::Min && measure != Measure::Last;
}

/// Records of one meter that have come together so far.
struct Combined {
    base::Decimal value;
    Evidence evidence; ///< lastMs: of the sample that is last
    std::uint64_t records = 0;
    bool hasSample = false;
    bool isBeyond = false; ///< the range of numbers was left
};

/// Takes one record, in any order.
void combine(Combined& combined, Measure measure, base::Decimal value, const Evidence& evidence);

/// The value of all of them. `thingsSeen`: different things with a value, for Unique. Nothing if
/// the range of numbers was left.
[[nodiscard]] std::optional<base::Decimal>
valueOf(const Combined& combined, Measure measure, std::uint64_t thingsSeen);

} // namespace meterbench::metering
