// UsageFeed: the one place in the window that asks for usage. Looks at the published view and
// the last reconciliation on a timer; where they are the same, nothing happens. Gui thread.
#pragma once

#include "core/usage/source.h"

#include <QObject>

#include <cstdint>
#include <optional>

class QTimer;

namespace meterbench::ui {

class UsageFeed final : public QObject {
    Q_OBJECT

public:
    explicit UsageFeed(usage::Source& source, QObject* parent = nullptr);

    /// Never null.
    [[nodiscard]] const usage::ViewPtr& current() const { return m_current; }

    void watch(usage::Watch watched);
    void choose(usage::PeriodChoice choice);

    /// What was asked for last, or what somebody else chose since.
    [[nodiscard]] const usage::PeriodChoice& chosen() const {
        return m_asked ? *m_asked : m_current->chosen;
    }

    /// The view that is asked for is not there yet.
    [[nodiscard]] bool isReading() const { return m_asked || m_current->isReading; }

    /// The number that its answer will have; 0: nobody is there who could compare.
    std::uint64_t reconcile(usage::ReconcileQuestion question);

    /// The last answer, or that one is under way; null: none yet.
    [[nodiscard]] const usage::ReconcileAnswerPtr& reconciled() const { return m_reconciled; }

    /// Looks now (tests).
    void poll();

Q_SIGNALS:
    /// Other periods were chosen; changed() follows when they are read.
    void asked();
    void changed(const meterbench::usage::ViewPtr& before, const meterbench::usage::ViewPtr& now);
    void reconciledChanged();

private:
    usage::Source& m_source;
    usage::ViewPtr m_current;
    usage::Watch m_watched;
    std::optional<usage::PeriodChoice> m_asked; ///< and not seen yet
    usage::ReconcileAnswerPtr m_reconciled;
    QTimer* m_timer = nullptr;
};

} // namespace meterbench::ui
