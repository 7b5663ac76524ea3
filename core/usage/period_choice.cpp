#include "core/usage/period_choice.h"

#include "core/usage/period.h"

#include <algorithm>

namespace meterbench::usage {

using namespace std::chrono;

year_month monthWith(std::int64_t timeMs) {
    const year_month_day date(floor<days>(sys_time<milliseconds>(milliseconds(timeMs))));
    return {date.year(), date.month()};
}

/// A period that does not begin with the month began before it: its first moment is in the one that
/// ends in it.
std::int64_t momentIn(const PeriodChoice& choice, std::int64_t nowMs) {
    return choice ? milliseconds(sys_days(*choice / day(1)).time_since_epoch()).count() : nowMs;
}

std::vector<year_month>
monthsToChoose(const config::Workspace& workspace, std::int64_t fromMs, std::int64_t nowMs) {
    const year_month present = monthWith(nowMs);
    const bool isPresentOther =
        fromMs > 0 &&
        std::ranges::any_of(workspace.customers, [&](const config::Customer& customer) {
            const Period ends = periodOf(&customer, momentIn(present, nowMs));
            return ends.endMs <= nowMs && ends.endMs > fromMs;
        });
    std::vector<year_month> months;
    if (isPresentOther) {
        months.push_back(present);
    }
    const year_month first = fromMs > 0 ? monthWith(fromMs) : present;
    for (year_month month = present - std::chrono::months(1); month >= first;
         month -= std::chrono::months(1)) {
        months.push_back(month);
    }
    return months;
}

} // namespace meterbench::usage
