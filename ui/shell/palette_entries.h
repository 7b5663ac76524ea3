// What the palette offers: the window's actions, and from a snapshot its targets and metric
// families. Gui thread.
#pragma once

#include "ui/pages/page.h"
#include "ui/shell/command_palette.h"

#include <vector>

class QAction;

namespace meterbench::ui {

[[nodiscard]] std::vector<PaletteEntry> actionEntries(const std::vector<QAction*>& actions);
/// A target goes to Targets, a family's first series to a chart. The navigator must outlive the
/// entries.
void appendSnapshotEntries(
    std::vector<PaletteEntry>& entries, const pipeline::SnapshotPtr& snapshot, Navigator& navigator
);
/// The first series of a family, at most kFamilySeries: as many as a chart has colours.
inline constexpr std::size_t kFamilySeries = 8;
[[nodiscard]] std::vector<model::SeriesRef>
seriesOfFamily(const pipeline::Snapshot& snapshot, const std::string& family);

} // namespace meterbench::ui
