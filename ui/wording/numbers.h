// Numbers as people read them: counts, durations, ages, sizes, rates and values with the unit that
// a metric's name implies. Grouping and decimal sign follow the default locale. Not for files or
// the wire (core/base/number.h is). Any thread.
#pragma once

#include <QString>

#include <cstdint>
#include <string_view>

namespace meterbench::ui::wording {

/// What a value of a metric means.
enum class Unit : quint8 { None, Bytes, Seconds, Ratio, Celsius, Volts, Timestamp };

/// "4,812".
[[nodiscard]] QString count(std::uint64_t value);
/// A text with a count, from tr("%1 sample(s)", nullptr, numerus(n)): a translation has its own
/// forms, and untranslated "(s)" becomes what English wants. %1 becomes count(n).
[[nodiscard]] QString counted(const QString& text, std::uint64_t n);
/// The number that chooses a translation's form.
[[nodiscard]] int numerus(std::uint64_t n);
/// Durations in the core's sentences with the space that people put there: "within 900 ms".
[[nodiscard]] QString spaced(QString text);
/// Up to four meaningful digits: "0.41", "3.1", "2,184", "1.5 M", "NaN", "+Inf".
[[nodiscard]] QString number(double value);
/// "0.8 s", "48 s", "5 min 3 s", "3 d 4 h".
[[nodiscard]] QString duration(std::int64_t milliseconds);
/// How long something took: "0.2 ms", "38 ms", "10.0 s".
[[nodiscard]] QString took(double seconds);
/// "2 s ago"; "just now" below a second; "never" for 0.
[[nodiscard]] QString ago(std::int64_t thenMs, std::int64_t nowMs);
/// "412 kB", "1.4 MB"; from one GiB up "1.4 GiB".
[[nodiscard]] QString bytes(double value);
/// "4,812 /s", "3.1 /s".
[[nodiscard]] QString rate(double perSecond);
/// "412 kB/s".
[[nodiscard]] QString byteRate(double perSecond);
/// "11:42:07", local time.
[[nodiscard]] QString clockTime(std::int64_t timeMs);
/// "2026-11-21 11:42:07", local time.
[[nodiscard]] QString dateAndTime(std::int64_t timeMs);

/// From the exposition's unit, else from the name's last words (_bytes, _seconds, _ratio …; _total
/// and _sum are looked past).
[[nodiscard]] Unit unitOf(std::string_view metricName, std::string_view unit = {});
/// A value in its unit: "182 ms", "3.21 GiB", "96.1 %", "214".
[[nodiscard]] QString value(double value, Unit unit);
/// A change per second of such a value: "4.2 MB/s", "2,184 /s", "0.41 s/s".
[[nodiscard]] QString valueRate(double perSecond, Unit unit);

} // namespace meterbench::ui::wording
