// KeepingDesk: the file of what is in force, over the program's engine: looks at snapshots only when
// one of the parts that are kept is another object. Main thread.
#pragma once

#include "app/kept_workspace.h"
#include "app/program.h"

#include <functional>
#include <memory>
#include <string>

namespace meterbench::app {

class KeepingDesk final : public config::WorkspaceDesk {
public:
    /// What it asks of who runs the core.
    struct Surroundings {
        Program& program;
        /// The workspace in force, as it was read; null: none.
        std::function<std::shared_ptr<const config::Workspace>()> workspace;
        std::function<bool()> isDemo;
        /// Whether an endpoint is of this session alone (the one inside the program).
        std::function<bool(const delivery::UsageEndpointOptions&)> isOfSession;
    };

    explicit KeepingDesk(Surroundings surroundings);

    /// Opens the file with the program, and notes what stood in it. What is wrong, as Program::open.
    [[nodiscard]] std::string open(const std::string& path);

    [[nodiscard]] config::KeepState look() override;
    [[nodiscard]] config::SaveOutcome save(const std::string& path, bool isSure) override;

private:
    /// The parts of a snapshot that go into the file, by which it is known that they are others.
    struct Parts {
        std::shared_ptr<const config::Config> config;
        std::shared_ptr<const std::vector<remote::EndpointOptions>> endpoints;
        std::shared_ptr<const std::vector<delivery::UsageEndpointOptions>> usageEndpoints;
        std::shared_ptr<const pipeline::MetererOptions> metered;
        std::shared_ptr<const config::Workspace> workspace;

        friend bool operator==(const Parts&, const Parts&) = default;
    };

    void refresh();

    Surroundings m_around;
    KeptWorkspace m_kept;
    Parts m_seen;
};

} // namespace meterbench::app
