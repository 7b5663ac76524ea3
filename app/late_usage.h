// LateUsage: stands for the usage book until the core is there, as LateSource does for the engine.
// Gui thread.
#pragma once

#include "core/usage/source.h"

#include <optional>

namespace meterbench::app {

class LateUsage final : public usage::Source {
public:
    LateUsage();

    /// From now on all goes to `source`, which must outlive this.
    void follow(usage::Source& source);

    [[nodiscard]] usage::ViewPtr view() const override;
    void watch(usage::Watch watched) override;
    void choose(usage::PeriodChoice choice) override;
    std::uint64_t reconcile(usage::ReconcileQuestion question) override;
    [[nodiscard]] usage::ReconcileAnswerPtr reconciled() const override;

private:
    usage::Source* m_source = nullptr;
    usage::ViewPtr m_empty;
    std::optional<usage::Watch> m_watched;
    usage::PeriodChoice m_chosen;
};

} // namespace meterbench::app
