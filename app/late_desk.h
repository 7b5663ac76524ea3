// LateDesk: stands for the desk of the billing endpoint until the core is there, as LateSource does
// for the engine. Gui thread.
#pragma once

#include "core/billing/desk.h"

#include <QCoreApplication>

#include <string>

namespace meterbench::app {

class LateDesk final : public billing::Desk {
    Q_DECLARE_TR_FUNCTIONS(meterbench::app::LateDesk)

public:
    /// From now on all goes to `desk`, which must outlive this.
    void follow(billing::Desk& desk) { m_desk = &desk; }

    [[nodiscard]] billing::DeskState look() override {
        return m_desk == nullptr ? billing::DeskState() : m_desk->look();
    }

    [[nodiscard]] std::string start(const billing::DeskWish& wish) override {
        return m_desk == nullptr ? notYet() : m_desk->start(wish);
    }

    void stop() override {
        if (m_desk != nullptr) {
            m_desk->stop();
        }
    }

    void plan(const billing::PlannedFault& planned) override {
        if (m_desk != nullptr) {
            m_desk->plan(planned);
        }
    }

    void clearFaults() override {
        if (m_desk != nullptr) {
            m_desk->clearFaults();
        }
    }

    [[nodiscard]] std::string sendUsageHere() override {
        return m_desk == nullptr ? notYet() : m_desk->sendUsageHere();
    }

private:
    [[nodiscard]] static std::string notYet() {
        return tr("the core does not run yet").toStdString();
    }

    billing::Desk* m_desk = nullptr;
};

} // namespace meterbench::app
