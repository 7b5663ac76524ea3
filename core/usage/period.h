// Period: the time that a statement is about, and how much of it is a customer's. Months in UTC
// that begin at the customer's day (period_start), else at the first. Who asks for a period goes
// through here. Plain functions, any thread.
#pragma once

#include "core/base/decimal.h"
#include "core/config/workspace.h"
#include "core/pricing/statement.h"

#include <chrono>
#include <cstdint>
#include <vector>

namespace meterbench::usage {

struct Period {
    std::int64_t beginMs = 0; ///< inclusive
    std::int64_t endMs = 0;   ///< exclusive

    [[nodiscard]] bool holds(std::int64_t timeMs) const {
        return timeMs >= beginMs && timeMs < endMs;
    }

    [[nodiscard]] bool isEmpty() const { return beginMs >= endMs; }

    friend bool operator==(const Period&, const Period&) = default;
};

/// What of a period is priced: usage that begins in `counted`, fees by the share.
struct Billed {
    Period counted;
    pricing::PeriodShare share;
};

/// The calendar month.
[[nodiscard]] Period monthOf(std::int64_t timeMs);
/// The period that a time is in. A month without the day begins its period at its last day, and the
/// next one at the day itself again: 31 January, 28 February, 31 March. Null: calendar months.
[[nodiscard]] Period periodOf(const config::Customer* customer, std::int64_t timeMs);
/// The one that begins in a month: there is exactly one.
[[nodiscard]] Period periodIn(const config::Customer* customer, std::chrono::year_month month);
/// All that the time touches, in order, at most so many.
[[nodiscard]] std::vector<Period>
periodsIn(const config::Customer* customer, Period time, std::size_t most);
/// What of a period is asked for, and how many days of it are the customer's: since it began, and
/// within what is asked for. A begun day counts whole.
[[nodiscard]] Billed billedOf(const config::Customer* customer, Period period, Period asked);

/// The day that a time is in, UTC.
[[nodiscard]] Period dayOf(std::int64_t timeMs);
/// The share of fromMs to endMs that is over, above 0 and at most 1, in millionths.
[[nodiscard]] base::Decimal
elapsedShare(std::int64_t fromMs, std::int64_t endMs, std::int64_t nowMs);

} // namespace meterbench::usage
