// Period: the time that a statement is about. Calendar months in UTC; what asks for a period
// goes through here. Any thread.
#pragma once

#include "core/base/decimal.h"

#include <cstdint>

namespace meterbench::usage {

struct Period {
    std::int64_t beginMs = 0; ///< inclusive
    std::int64_t endMs = 0;   ///< exclusive

    friend bool operator==(const Period&, const Period&) = default;
};

[[nodiscard]] Period monthOf(std::int64_t timeMs);
/// The day that a time is in, UTC.
[[nodiscard]] Period dayOf(std::int64_t timeMs);
/// The share of fromMs to endMs that is over, above 0 and at most 1, in millionths.
[[nodiscard]] base::Decimal
elapsedShare(std::int64_t fromMs, std::int64_t endMs, std::int64_t nowMs);

} // namespace meterbench::usage
