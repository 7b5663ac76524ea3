// What an Info says, as text in a field: a line for each pair. Gui thread.
#pragma once

#include "core/instruments/instrument.h"

#include <QString>

namespace meterbench::ui::bench {

/// Lines of name=value; empty lines are passed over. What is wrong, with its line; empty: well.
[[nodiscard]] QString readInfo(const QString& text, instruments::InfoPairs& pairs);
/// As readInfo reads it.
[[nodiscard]] QString writeInfo(const instruments::InfoPairs& pairs);

} // namespace meterbench::ui::bench
