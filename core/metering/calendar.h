// Calendar: where the windows of a meter begin and end, in a time zone of the IANA database. A day
// may have 23 or 25 hours; hours are those of the clock on the wall. Window None is one hour long
// and known to nobody: records are cut so that none is open for ever. Constant after open(); any
// thread. Errors: InvalidInput for a zone that the machine does not know.
#pragma once

#include "core/base/result.h"
#include "core/metering/meter.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace meterbench::metering {

struct Slot {
    std::int64_t beginMs = 0; ///< inclusive
    std::int64_t endMs = 0;   ///< exclusive

    friend bool operator==(const Slot&, const Slot&) = default;
};

/// "2026-11-30T12:00:00Z", also with an offset, or a day alone: its begin in UTC. Source: RFC 3339.
[[nodiscard]] std::optional<std::int64_t> timeOf(const std::string& text);
/// In UTC, as RFC 3339; milliseconds only where there are some.
[[nodiscard]] std::string timeText(std::int64_t timeMs);

class Calendar {
public:
    [[nodiscard]] static base::Result<Calendar> open(Window window, const std::string& timeZone);
    ~Calendar();
    Calendar(Calendar&&) noexcept;
    Calendar& operator=(Calendar&&) noexcept;

    /// The window that a time is in.
    [[nodiscard]] Slot slotOf(std::int64_t timeMs) const;

private:
    struct Zone;
    Calendar(Window window, std::unique_ptr<Zone> zone);

    Window m_window;
    std::unique_ptr<Zone> m_zone;
};

} // namespace meterbench::metering
