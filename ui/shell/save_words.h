// What is said of secrets that are not in a file that was saved. Gui thread.
#pragma once

#include "core/config/workspace_file.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace meterbench::ui {

/// A line each: what is missing, and what an agent needs in its place.
[[nodiscard]] QStringList leftOutLines(const std::vector<config::LeftOut>& leftOut);

} // namespace meterbench::ui
