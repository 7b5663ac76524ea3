// The form that drives a series: the kinds that suit its type, and only the numbers that the chosen
// kind uses. Gui thread.
#pragma once

#include "core/instruments/instrument.h"
#include "ui/pages/instruments/panel_fields.h"

namespace meterbench::ui::bench {

/// Of a series of a Counter, Gauge, Enum or Histogram. `closed` is called when nothing is to be
/// done: it was not driven and shall not be.
[[nodiscard]] EditPanel::Spec driverForm(
    const instruments::Instrument& instrument,
    const instruments::LabelValues& values,
    EditSink edit,
    std::function<void()> closed
);

} // namespace meterbench::ui::bench
