// LateFile: stands for the file of what is in force until the core is there, as LateSource does for
// the engine. Gui thread.
#pragma once

#include "core/config/workspace_desk.h"

namespace meterbench::app {

class LateFile final : public config::WorkspaceDesk {
public:
    /// From now on all goes to `desk`, which must outlive this.
    void follow(config::WorkspaceDesk& desk) { m_desk = &desk; }

    [[nodiscard]] config::KeepState look() override {
        return m_desk == nullptr ? config::KeepState() : m_desk->look();
    }

    [[nodiscard]] config::SaveOutcome save(const std::string& path, bool isSure) override {
        return m_desk == nullptr
                   ? config::SaveOutcome{config::SaveResult::NotWritten, "the core does not run yet"}
                   : m_desk->save(path, isSure);
    }

private:
    config::WorkspaceDesk* m_desk = nullptr;
};

} // namespace meterbench::app
