// What is in force, as a workspace: the file that was opened with what was set up in the window since.
// From the engine: the configuration (with repairs in it), the endpoints of both kinds. From the
// workspace: what the window does not change. Any thread.
#pragma once

#include "core/config/workspace.h"
#include "core/pipeline/snapshot.h"

namespace meterbench::app {

/// `opened`: null: no workspace. Endpoints come in the order of the file, new ones behind them.
/// Targets that are only inspected and what is paused belong to the session, not to a file.
[[nodiscard]] config::Workspace
workspaceInForce(const pipeline::Snapshot& now, const config::Workspace* opened);

} // namespace meterbench::app
