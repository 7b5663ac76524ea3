// What the page says of instruments: values in their units, drivers, what a click does. Plain text.
// Any thread.
#pragma once

#include "core/instruments/edit.h"

#include <QString>
#include <QStringList>

namespace meterbench::ui::bench {

/// "Counter", "Gauge" …
[[nodiscard]] QString typeTitle(instruments::Type type);
/// The name as it is exposed: "requests_total" of the counter requests.
[[nodiscard]] QString nameWords(const instruments::Definition& definition);
/// What stands behind the name: the help; of an Enum without one, its states.
[[nodiscard]] QString helpWords(const instruments::Definition& definition);
/// "api_calls_total, Counter: Calls that we bill"; "jobs, Gauge".
[[nodiscard]] QString groupWords(const instruments::Instrument& instrument);
/// "1 series", "12 series".
[[nodiscard]] QString seriesCount(const instruments::Instrument& instrument);
/// customer="acme", region="eu"; "no labels".
[[nodiscard]] QString
labelsText(const instruments::Instrument& instrument, const instruments::LabelValues& values);
/// Short enough for a column: "12,480", "41.2 GB", "version="2.14.1"", "running", "128, sum 4.1 s".
[[nodiscard]] QString
valueText(const instruments::Instrument& instrument, const instruments::LabelValues& values);
/// All of it, for a tool tip and for those who hear it: "41200000000", "version="2.14.1"", "running
/// of idle, running, failed", "128 observed, sum 4.1 s, mean 32 ms".
[[nodiscard]] QString
valueDetail(const instruments::Instrument& instrument, const instruments::LabelValues& values);
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
/// The names that the exposition has for it: jobs_total, jobs_created.
[[nodiscard]] QStringList exposedNames(const instruments::Definition& definition);
/// How the exposition begins the labels of a series (more may follow); empty: it has none.
[[nodiscard]] QString
exposedLabels(const instruments::Instrument& instrument, const instruments::LabelValues& values);

} // namespace meterbench::ui::bench
