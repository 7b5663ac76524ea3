// UsageFeed: the one place in the window that asks for usage. Looks at the published view and
// the last reconciliation on a timer; where they are the same, nothing happens. Gui thread.
#pragma once

#include "core/usage/source.h"

#include <QObject>

#include <cstdint>

class QTimer;

namespace meterbench::ui {

class UsageFeed final : public QObject {
    Q_OBJECT

public:
    explicit UsageFeed(usage::Source& source, QObject* parent = nullptr);

    /// Never null.
    [[nodiscard]] const usage::ViewPtr& current() const { return m_current; }

    void watch(usage::Watch watched);
    /// The number that its answer will have; 0: nobody is there who could compare.
    std::uint64_t reconcile(usage::ReconcileQuestion question);

    /// The last answer, or that one is under way; null: none yet.
    [[nodiscard]] const usage::ReconcileAnswerPtr& reconciled() const { return m_reconciled; }

    /// Looks now (tests).
    void poll();

Q_SIGNALS:
    void changed(const meterbench::usage::ViewPtr& before, const meterbench::usage::ViewPtr& now);
    void reconciledChanged();

private:
    usage::Source& m_source;
    usage::ViewPtr m_current;
    usage::Watch m_watched;
    usage::ReconcileAnswerPtr m_reconciled;
    QTimer* m_timer = nullptr;
};

} // namespace meterbench::ui
