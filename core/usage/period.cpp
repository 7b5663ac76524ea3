#include "core/usage/period.h"

#include "core/usage/period_choice.h"

#include <algorithm>
#include <chrono>

namespace meterbench::usage {

namespace {

using namespace std::chrono;

constexpr std::int64_t kDayMs = milliseconds(days(1)).count();

std::int64_t startOf(sys_days day) {
    return duration_cast<milliseconds>(day.time_since_epoch()).count();
}

/// Where the period of a month begins; the anchor is never moved by a short month.
std::int64_t startIn(year_month month, day anchor) {
    const day last = (month / std::chrono::last).day();
    return startOf(sys_days(month / std::min(anchor, last)));
}

day anchorOf(const config::Customer* customer) {
    return customer != nullptr && customer->periodStart ? customer->periodStart->day() : day(1);
}

/// Before it nothing of a period is the customer's.
std::int64_t beginOf(const config::Customer* customer) {
    if (customer == nullptr) {
        return INT64_MIN;
    }
    const auto& date = customer->since ? customer->since : customer->periodStart;
    return date ? startOf(sys_days(*date)) : INT64_MIN;
}

} // namespace

Period monthOf(std::int64_t timeMs) {
    return periodOf(nullptr, timeMs);
}

Period periodOf(const config::Customer* customer, std::int64_t timeMs) {
    const year_month month = monthWith(timeMs);
    const Period here = periodIn(customer, month);
    return timeMs < here.beginMs ? periodIn(customer, month - months(1)) : here;
}

Period periodIn(const config::Customer* customer, year_month month) {
    const day anchor = anchorOf(customer);
    return {startIn(month, anchor), startIn(month + months(1), anchor)};
}

std::vector<Period> periodsIn(const config::Customer* customer, Period time, std::size_t most) {
    std::vector<Period> periods;
    for (std::int64_t at = time.beginMs; at < time.endMs && periods.size() < most;) {
        periods.push_back(periodOf(customer, at));
        at = periods.back().endMs;
    }
    return periods;
}

Billed billedOf(const config::Customer* customer, Period period, Period asked) {
    Billed billed;
    billed.counted = {std::max(period.beginMs, asked.beginMs), std::min(period.endMs, asked.endMs)};
    // A period begins and ends with a day.
    const std::int64_t fromMs = std::max(billed.counted.beginMs, beginOf(customer));
    const std::int64_t firstDay = (fromMs - period.beginMs) / kDayMs;
    const std::int64_t endDay = (billed.counted.endMs - period.beginMs + kDayMs - 1) / kDayMs;
    billed.share.days = fromMs >= billed.counted.endMs ? 0 : endDay - firstDay;
    billed.share.ofDays = (period.endMs - period.beginMs) / kDayMs;
    return billed;
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
