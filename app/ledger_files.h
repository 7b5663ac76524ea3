// What the commands about usage read: the workspace, the journal of an agent, times as they are
// written. Errors say which file or word is wrong. Any thread.
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/config/workspace.h"
#include "core/metering/usage_journal.h"

#include <cstdint>
#include <memory>
#include <string>

namespace meterbench::app {

/// Null without a path; the workspace's mistakes as one error.
[[nodiscard]] base::Result<std::shared_ptr<const config::Workspace>>
workspaceOf(const std::string& path);

/// Of the agent with this storage.
[[nodiscard]] base::Result<std::unique_ptr<metering::UsageJournal>>
journalIn(const std::string& storage, const base::Clock& clock);

/// Keeps what is there where nothing is written.
[[nodiscard]] base::Status
takeTime(const std::string& text, const std::string& name, std::int64_t& timeMs);

} // namespace meterbench::app
