// A recording as text, as it stands in the field of a driver: lines of seconds and value. Gui
// thread.
#pragma once

#include "core/instruments/driver.h"

#include <QString>

namespace meterbench::ui::bench {

/// Lines of seconds (or times of RFC 3339) and value, with a comma, a semicolon or blanks between;
/// a first line of words is a head. The times then begin with 0. What is wrong, with its line;
/// empty: well.
[[nodiscard]] QString readRecording(const QString& text, instruments::Recording& recording);
/// As readRecording reads it.
[[nodiscard]] QString writeRecording(const instruments::Recording& recording);

} // namespace meterbench::ui::bench
