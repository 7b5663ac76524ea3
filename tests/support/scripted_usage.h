// ScriptedUsage: the book of usage for tests of the window: shows the view it was given last and
// keeps what was asked of it.
#pragma once

#include "core/usage/source.h"

#include <memory>
#include <utility>
#include <vector>

namespace meterbench::tests {

class ScriptedUsage final : public usage::Source {
public:
    [[nodiscard]] usage::ViewPtr view() const override { return m_view; }

    void watch(usage::Watch watched_) override { watched = std::move(watched_); }

    void choose(usage::PeriodChoice choice) override { chosen.push_back(choice); }

    std::uint64_t reconcile(usage::ReconcileQuestion question) override {
        asked.push_back(std::move(question));
        return asked.size();
    }

    [[nodiscard]] usage::ReconcileAnswerPtr reconciled() const override { return m_answer; }

    /// Answers the last question.
    void answer(usage::ReconcileAnswer answer) {
        answer.number = asked.size();
        answer.question = asked.back();
        if (m_view->usageEndpoints != nullptr) {
            for (const delivery::UsageEndpointOptions& one : *m_view->usageEndpoints) {
                answer.endpoint = one.name == answer.question.endpoint ? one : answer.endpoint;
            }
        }
        m_answer = std::make_shared<const usage::ReconcileAnswer>(std::move(answer));
    }

    std::vector<usage::ReconcileQuestion> asked;

    /// Shows it from now on, with the next generation.
    void show(usage::View view) {
        view.generation = m_view->generation + 1;
        m_view = std::make_shared<const usage::View>(std::move(view));
    }

    usage::Watch watched;
    std::vector<usage::PeriodChoice> chosen; ///< all that were asked for

private:
    usage::ReconcileAnswerPtr m_answer;
    usage::ViewPtr m_view = std::make_shared<const usage::View>();
};

} // namespace meterbench::tests
