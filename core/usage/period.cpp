#include "core/usage/period.h"

#include <algorithm>
#include <chrono>

namespace meterbench::usage {

namespace {

using namespace std::chrono;

std::int64_t startOf(year_month month) {
    return duration_cast<milliseconds>(sys_days(month / 1).time_since_epoch()).count();
}

} // namespace

Period monthOf(std::int64_t timeMs) {
    const year_month_day day(floor<days>(sys_time<milliseconds>(milliseconds(timeMs))));
    const year_month month(day.year(), day.month());
    return {startOf(month), startOf(month + months(1))};
}

Period dayOf(std::int64_t timeMs) {
    const auto day = floor<days>(sys_time<milliseconds>(milliseconds(timeMs)));
    const std::int64_t begin = duration_cast<milliseconds>(day.time_since_epoch()).count();
    return {begin, begin + duration_cast<milliseconds>(days(1)).count()};
}

base::Decimal elapsedShare(std::int64_t fromMs, std::int64_t endMs, std::int64_t nowMs) {
    constexpr std::int64_t kMillion = 1'000'000;
    const double share = static_cast<double>(nowMs - fromMs) /
                         static_cast<double>(std::max<std::int64_t>(1, endMs - fromMs));
    const auto millionths = static_cast<std::int64_t>(std::clamp(share, 1e-6, 1.0) * 1e6);
    return base::Decimal::fromInteger(std::max<std::int64_t>(1, millionths))
        .dividedBy(base::Decimal::fromInteger(kMillion), base::Rounding::HalfEven)
        .value_or(base::Decimal::fromInteger(1));
}

} // namespace meterbench::usage
