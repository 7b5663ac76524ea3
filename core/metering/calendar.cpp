#include "core/metering/calendar.h"

#include <cctz/civil_time.h>
#include <cctz/time_zone.h>

#include <chrono>
#include <utility>

namespace meterbench::metering {

namespace {

using base::Code;
using base::Error;
using base::Result;
using TimePoint = std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>;

constexpr std::int64_t kHourMs = 3'600'000;

std::int64_t msOf(cctz::time_point<cctz::seconds> time) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

/// Begin of a unit of civil time: the first moment of it that there is.
template <class Civil>
std::int64_t beginMs(const Civil& civil, const cctz::time_zone& zone) {
    return msOf(zone.lookup(cctz::civil_second(civil)).trans);
}

template <class Civil>
Slot civilSlot(const cctz::civil_second& at, const cctz::time_zone& zone) {
    const Civil unit(at);
    return {beginMs(unit, zone), beginMs(unit + 1, zone)};
}

} // namespace

std::optional<std::int64_t> timeOf(const std::string& text) {
    TimePoint time;
    for (const char* const format : {"%Y-%m-%dT%H:%M:%E*S%Ez", "%Y-%m-%d"}) {
        if (cctz::parse(format, text, cctz::utc_time_zone(), &time)) {
            return time.time_since_epoch().count();
        }
    }
    return std::nullopt;
}

std::string timeText(std::int64_t timeMs) {
    const TimePoint time{std::chrono::milliseconds(timeMs)};
    return cctz::format("%Y-%m-%dT%H:%M:%E*SZ", time, cctz::utc_time_zone());
}

struct Calendar::Zone {
    cctz::time_zone zone;
};

Calendar::Calendar(Window window, std::unique_ptr<Zone> zone)
    : m_window(window)
    , m_zone(std::move(zone)) {}

Calendar::~Calendar() = default;
Calendar::Calendar(Calendar&&) noexcept = default;
Calendar& Calendar::operator=(Calendar&&) noexcept = default;

Result<Calendar> Calendar::open(Window window, const std::string& timeZone) {
    auto zone = std::make_unique<Zone>();
    if (!cctz::load_time_zone(timeZone, &zone->zone)) {
        return Error{
            Code::InvalidInput,
            "time_zone: \"" + timeZone + "\" is not known here; a name of the IANA database is " +
                "wanted, as Europe/Berlin or UTC"};
    }
    return Calendar(window, std::move(zone));
}

Slot Calendar::slotOf(std::int64_t timeMs) const {
    const TimePoint time{std::chrono::milliseconds(timeMs)};
    if (m_window == Window::Day || m_window == Window::Month) {
        const cctz::civil_second civil = cctz::convert(
            std::chrono::time_point_cast<cctz::seconds>(
                std::chrono::floor<std::chrono::seconds>(time)
            ),
            m_zone->zone
        );
        return m_window == Window::Day ? civilSlot<cctz::civil_day>(civil, m_zone->zone)
                                       : civilSlot<cctz::civil_month>(civil, m_zone->zone);
    }
    // Hours are cut at full hours of the zone's offset, which all but a few zones have at 0.
    const auto offset = m_zone->zone.lookup(std::chrono::floor<std::chrono::seconds>(time)).offset;
    const std::int64_t shifted = timeMs + std::int64_t{offset} * 1'000;
    const std::int64_t into = ((shifted % kHourMs) + kHourMs) % kHourMs;
    return {timeMs - into, timeMs - into + kHourMs};
}

} // namespace meterbench::metering
