// What the page says of instruments: values in their units, drivers, what a click does. Plain text.
// Any thread.
#pragma once

#include "core/instruments/edit.h"

#include <QString>

namespace meterbench::ui::bench {

/// "Counter", "Gauge" …
[[nodiscard]] QString typeTitle(instruments::Type type);
/// The name as it is exposed: "requests_total" of the counter requests.
[[nodiscard]] QString nameWords(const instruments::Definition& definition);
/// What stands behind the name: the help; of an Enum without one, its states.
[[nodiscard]] QString helpWords(const instruments::Definition& definition);
/// "api_calls_total, Counter: Calls that we bill"; "jobs, Gauge".
[[nodiscard]] QString groupWords(const instruments::Instrument& instrument);
/// customer="acme", region="eu"; "no labels".
[[nodiscard]] QString
labelsText(const instruments::Instrument& instrument, const instruments::LabelValues& values);
/// "12,480", "41.2 GB", "version="2.14.1"", "running", "128 observed, sum 4.1 s".
[[nodiscard]] QString
valueText(const instruments::Instrument& instrument, const instruments::LabelValues& values);
/// "+10 /s constant", "random walk", "none", "paused: sine".
[[nodiscard]] QString
driverText(const instruments::Instrument& instrument, const instruments::LabelValues& values);
/// What the main action of a row is called: "+1", "set", "edit", "choose", "observe".
[[nodiscard]] QString actionWords(instruments::Type type);
/// requests_total{customer="acme"}: names a series in the words of undo.
[[nodiscard]] QString
seriesWords(const instruments::Instrument& instrument, const instruments::LabelValues& values);
/// Where an edit of a series goes.
[[nodiscard]] instruments::Place
placeOf(const instruments::Instrument& instrument, const instruments::LabelValues& values);
/// Text of a menu's line: no letter of a name becomes a key.
[[nodiscard]] QString menuText(QString text);
/// How the exposition begins the lines of a series (its name and labels may go on behind it).
[[nodiscard]] QString
exposedBegin(const instruments::Instrument& instrument, const instruments::LabelValues& values);

} // namespace meterbench::ui::bench
