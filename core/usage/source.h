// Source: usage as the window sees it: views out, what is looked at in depth, and reconciliation. BookKeeper is the
// real one; tests of the window use tests/support/scripted_usage.h. Any thread; nothing waits.
#pragma once

#include "core/usage/reconcile_question.h"
#include "core/usage/view.h"

#include <cstdint>
#include <string>

namespace meterbench::usage {

/// What is looked at in depth.
struct Watch {
    bool isWanted = false;
    std::string customer;
    std::string dimension;

    friend bool operator==(const Watch&, const Watch&) = default;
};

class Source {
public:
    Source() = default;
    Source(const Source&) = delete;
    Source& operator=(const Source&) = delete;
    virtual ~Source() = default;

    /// Never null.
    [[nodiscard]] virtual ViewPtr view() const = 0;
    virtual void watch(Watch watched) = 0;
    /// Whose usage is seen from now on: a view says of which choice it is.
    virtual void choose(PeriodChoice choice) = 0;
    /// Compares the journal that is metered into with an endpoint of the workspace and its receiver,
    /// on another thread. The number that its answer will have.
    virtual std::uint64_t reconcile(ReconcileQuestion question) = 0;
    /// The last answer, or that one is under way; null: nothing was asked yet.
    [[nodiscard]] virtual ReconcileAnswerPtr reconciled() const = 0;
};

} // namespace meterbench::usage
