// EndpointDesk: the billing endpoint of the window. While the demo director plays it shows the
// director's, so that there is one; else it starts one in a folder of the session, which goes with
// it. Main thread; no call waits for a network.
#pragma once

#include "app/demo/director.h"
#include "app/own_endpoint.h"
#include "app/program.h"
#include "core/billing/desk.h"

#include <QCoreApplication>
#include <QTemporaryDir>

#include <functional>
#include <memory>
#include <string>

namespace meterbench::app {

class EndpointDesk final : public billing::Desk {
    Q_DECLARE_TR_FUNCTIONS(meterbench::app::EndpointDesk)

public:
    /// What it asks of who runs the core.
    struct Surroundings {
        Program& program;
        /// The workspace in force; null: none.
        std::function<std::shared_ptr<const config::Workspace>()> workspace;
        /// Puts another one's meters and usage endpoints in force.
        std::function<void(std::shared_ptr<const config::Workspace>)> apply;
        /// The endpoint of the demo; null: no demo plays.
        std::function<OwnEndpoint*()> demos;
    };

    explicit EndpointDesk(Surroundings surroundings)
        : m_around(std::move(surroundings)) {}

    /// Whether usage that goes there goes to the endpoint of this session.
    [[nodiscard]] bool isItsOwn(const delivery::UsageEndpointOptions& endpoint) const;

    [[nodiscard]] billing::DeskState look() override;
    [[nodiscard]] std::string start(const billing::DeskWish& wish) override;
    void stop() override;
    void plan(const billing::PlannedFault& planned) override;
    void clearFaults() override;
    [[nodiscard]] std::string sendUsageHere() override;

private:
    [[nodiscard]] OwnEndpoint* shown() const;
    [[nodiscard]] bool isSendingHere() const;

    Surroundings m_around;
    QTemporaryDir m_folder;
    std::unique_ptr<OwnEndpoint> m_own; ///< null: none was started yet
    const OwnEndpoint* m_seenOf = nullptr; ///< whose ledger was seen last
    billing::LedgerViewPtr m_seen;         ///< also after it was stopped
};

} // namespace meterbench::app
