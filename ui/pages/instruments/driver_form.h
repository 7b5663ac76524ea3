// The form that drives a series: the kinds that suit its type, and only the numbers that the chosen
// kind uses. Gui thread.
#pragma once

#include "core/instruments/instrument.h"
#include "ui/pages/instruments/panel_fields.h"

namespace meterbench::ui::bench {

/// A series that the engine holds, to be replayed: what could be meant by what is typed; choose it
/// (its samples are written into the field "csv" when they are there; empty: none); what stands in
/// the way; what it is called.
struct RecordedSeries {
    std::function<QStringList(const QString& typed)> proposals;
    std::function<void(const QString& typed)> choose;
    std::function<QString()> problem;
    std::function<QString()> name;
};

/// Of a series of a Counter, Gauge, Enum or Histogram. `closed` is called when nothing is to be
/// done: it was not driven and shall not be.
[[nodiscard]] EditPanel::Spec driverForm(
    const instruments::Instrument& instrument,
    const instruments::LabelValues& values,
    const RecordedSeries& recorded,
    EditSink edit,
    std::function<void()> closed
);

} // namespace meterbench::ui::bench
