// UsageRecord: what one thing used in one window, with what shows it. Its id is a function of
// meter, thing, owner and begin, so that a record that is made again from the same samples is the
// same record. A plain value.
#pragma once

#include "core/base/decimal.h"

#include <cstdint>
#include <string>

namespace meterbench::metering {

/// What stands behind a value. Times in milliseconds since 1970, UTC. All counts have a sign: what
/// corrects a record holds differences.
struct Evidence {
    std::int64_t firstMs = 0; ///< of the samples
    std::int64_t lastMs = 0;
    std::int64_t measuredMs = 0;  ///< covered by samples that came as expected
    std::int64_t inferredMs = 0;  ///< bridged: a scrape was missed, both its neighbours are there
    std::int64_t unmeteredMs = 0; ///< not bridged: nothing is known of it
    std::int64_t samples = 0;
    std::int64_t resets = 0;
    std::int64_t possibleLosses = 0; ///< resets in a gap: what grew before it is unknown

    friend bool operator==(const Evidence&, const Evidence&) = default;
};

struct UsageRecord {
    std::string meter;
    std::string thing;        ///< labels by which it is known, as a series is written
    std::string customer;     ///< empty: nobody is known, and the usage is kept all the same
    std::string dimension;    ///< empty: nothing that is billed
    std::int64_t beginMs = 0; ///< of the window, or when the owner changed in it
    std::int64_t endMs = 0;   ///< of the window; exclusive
    base::Decimal value;      ///< in base units of the meter
    Evidence evidence;

    friend bool operator==(const UsageRecord&, const UsageRecord&) = default;
};

/// What a record comes to that was taken back.
[[nodiscard]] inline bool isNothing(base::Decimal value, const Evidence& evidence) {
    return value.isZero() && evidence == Evidence{};
}

/// 32 hexadecimal digits.
[[nodiscard]] std::string idOf(const UsageRecord& record);

} // namespace meterbench::metering
