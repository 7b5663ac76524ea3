// A workspace and what its meters make of a body, in the words of `meterbench check workspace`.
#pragma once

#include "core/config/workspace.h"
#include "core/metering/preview.h"

#include <iosfwd>
#include <string>
#include <vector>

namespace meterbench::app {

/// "1 job, 1 target, 0 endpoints, 2 meters, 1 plan, 2 customers".
[[nodiscard]] std::string contentsOf(const config::Workspace& workspace);

/// A line for each meter and each plan.
void describeWorkspace(const config::Workspace& workspace, std::ostream& out);

/// What a meter makes of the body, and each cause with an example; kCheckedWarnings when there is
/// one.
int describePreview(
    const metering::MeterPreview& preview,
    const metering::Meter& meter,
    const config::Workspace& workspace,
    const std::vector<metering::SeenSeries>& body,
    std::ostream& out
);

/// The rules by which an endpoint is sent only billable series, as YAML for its `remote_write`; with
/// a body, comments in front say what they would keep and drop. Endpoint and target labels are not
/// known here. kCheckedErrors when the schema or a meter has none.
int printBillableRules(
    const config::Workspace& workspace,
    const std::vector<metering::SeenSeries>* body,
    std::ostream& out
);

} // namespace meterbench::app
