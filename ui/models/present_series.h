// Present series: all series that targets expose at present, for previews of what meters would make
// of them. Reads a snapshot, which may be large: run it off the gui thread. Any thread.
#pragma once

#include "core/metering/preview.h"
#include "core/pipeline/snapshot.h"

#include <string>
#include <vector>

namespace meterbench::ui {

/// Of the sources given, all if there are none; reports (up …) included.
[[nodiscard]] std::vector<metering::SeenSeries>
presentSeries(const pipeline::Snapshot& now, const std::vector<model::SourceId>& sources = {});

/// Those that a meter measures as this thing (`metering::thingOf`), for a chart of their samples.
[[nodiscard]] std::vector<model::SeriesRef> seriesOfThing(
    const pipeline::Snapshot& now, const metering::Meter& meter, const std::string& thing
);

/// The name of the job that a target is of; empty: unknown.
[[nodiscard]] std::vector<std::string>
jobsOf(const pipeline::Snapshot& now, const std::vector<model::SourceId>& sources);
/// __address__ of these targets.
[[nodiscard]] std::vector<std::string>
addressesOf(const pipeline::Snapshot& now, const std::vector<model::SourceId>& sources);

} // namespace meterbench::ui
