// The forms of the edit panel for what a person does with a metric by hand: add, set, observe,
// choose, say, a new label set, its help. Gui thread.
#pragma once

#include "core/instruments/instrument.h"
#include "ui/pages/instruments/panel_fields.h"

namespace meterbench::ui::bench {

/// How much a counter grows by.
[[nodiscard]] EditPanel::Spec addForm(
    const instruments::Instrument& instrument, const instruments::LabelValues& values, EditSink edit
);
/// What the main button of a series opens: set a Gauge, observe in a Histogram, choose a state, say
/// what an Info says. Of a Counter: as addForm.
[[nodiscard]] EditPanel::Spec mainForm(
    const instruments::Instrument& instrument, const instruments::LabelValues& values, EditSink edit
);
/// One field for each label.
[[nodiscard]] EditPanel::Spec
labelSetForm(const instruments::Definition& definition, EditSink edit);
[[nodiscard]] EditPanel::Spec helpForm(const instruments::Definition& definition, EditSink edit);

} // namespace meterbench::ui::bench
