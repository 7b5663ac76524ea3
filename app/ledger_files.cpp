#include "app/ledger_files.h"

#include "core/base/file.h"
#include "core/metering/calendar.h"

namespace meterbench::app {

using base::Code;
using base::Error;
using base::Result;

Result<std::shared_ptr<const config::Workspace>> workspaceOf(const std::string& path) {
    if (path.empty()) {
        return std::shared_ptr<const config::Workspace>();
    }
    base::PosixFileSystem files;
    config::WorkspaceOutcome outcome = config::loadWorkspaceFile(path, files);
    if (!outcome.workspace) {
        std::string text;
        for (const config::Problem& problem : outcome.problems) {
            text += (text.empty() ? "" : "\n") + problem.toString();
        }
        return Error{Code::InvalidInput, text};
    }
    return std::shared_ptr<const config::Workspace>(
        std::make_shared<const config::Workspace>(std::move(*outcome.workspace))
    );
}

Result<std::unique_ptr<metering::UsageJournal>>
journalIn(const std::string& storage, const base::Clock& clock) {
    return metering::UsageJournal::openToRead(storage + "/usage", clock);
}

base::Status takeTime(const std::string& text, const std::string& name, std::int64_t& timeMs) {
    if (text.empty()) {
        return {};
    }
    const std::optional<std::int64_t> time = metering::timeOf(text);
    if (!time) {
        return Error{
            Code::InvalidInput,
            name + ": \"" + text + "\" is no time; 2026-11-30T12:00:00Z or 2026-11-30 would be"};
    }
    timeMs = *time;
    return {};
}

} // namespace meterbench::app
