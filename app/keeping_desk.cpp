#include "app/keeping_desk.h"

#include "app/workspace_in_force.h"

#include <utility>

namespace meterbench::app {

KeepingDesk::KeepingDesk(Surroundings surroundings)
    : m_around(std::move(surroundings))
    , m_kept(m_around.program.files()) {}

/// The bytes are read first: a file that is changed between the two reads is asked about later.
std::string KeepingDesk::open(const std::string& path) {
    auto bytes = m_around.program.files().readAll(path);
    std::string problems = m_around.program.open(path);
    if (!m_around.program.isLastApplied()) {
        return problems;
    }
    const auto workspace = m_around.program.workspace();
    config::Workspace read = workspace == nullptr ? config::Workspace() : *workspace;
    if (workspace == nullptr) {
        read.prometheus = *m_around.program.config();
    }
    m_kept.opened(path, workspace != nullptr, read, bytes ? std::move(*bytes) : std::string());
    return problems;
}

void KeepingDesk::refresh() {
    const pipeline::SnapshotPtr now = m_around.program.engine().snapshot();
    Parts parts{
        now->config,
        now->wantedEndpoints,
        now->usageEndpoints,
        now->metered == nullptr ? nullptr : now->metered->options,
        m_around.workspace()};
    if (parts == m_seen) {
        return;
    }
    config::Workspace inForce = workspaceInForce(*now, parts.workspace.get());
    std::erase_if(inForce.usageEndpoints, m_around.isOfSession);
    m_kept.setInForce(std::move(inForce));
    m_seen = std::move(parts);
}

config::KeepState KeepingDesk::look() {
    if (m_around.isDemo()) {
        return {{}, false, false, true};
    }
    refresh();
    return {m_kept.path(), m_kept.isWorkspace(), m_kept.isChanged(), false};
}

config::SaveOutcome KeepingDesk::save(const std::string& path, bool isSure) {
    if (m_around.isDemo()) {
        return {config::SaveResult::NotWritten, "the demo is made anew each time, and not kept"};
    }
    refresh();
    return m_kept.save(path, isSure);
}

} // namespace meterbench::app
