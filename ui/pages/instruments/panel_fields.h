// What the forms of the edit panel share: fields with a key, numbers read from them and written
// into them. Gui thread.
#pragma once

#include "core/instruments/edit.h"
#include "ui/pages/instruments/edit_panel.h"

#include <functional>
#include <optional>
#include <vector>

namespace meterbench::ui::bench {

/// Takes what a person did, with the words that name it for undo.
using EditSink = std::function<void(std::vector<instruments::Edit> edits, const QString& words)>;

/// What is wrong, and with which field (empty: with the whole).
using Problem = std::pair<QString, QString>;

[[nodiscard]] EditPanel::Field field(
    const char* key, const QString& label, const QString& initial, const QString& placeholder = {}
);

/// As the formats write numbers: also NaN, +Inf, -Inf. Nothing: it is no number.
[[nodiscard]] std::optional<double> numberIn(const EditPanel::Values& values, const char* key);
/// As numberIn reads it.
[[nodiscard]] QString plain(double value);

} // namespace meterbench::ui::bench
