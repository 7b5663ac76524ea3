// ScriptedUsage: the book of usage for tests of the window: shows the view it was given last and
// keeps what was asked of it.
#pragma once

#include "core/usage/source.h"

#include <memory>
#include <utility>

namespace meterbench::tests {

class ScriptedUsage final : public usage::Source {
public:
    [[nodiscard]] usage::ViewPtr view() const override { return m_view; }

    void watch(usage::Watch watched_) override { watched = std::move(watched_); }

    /// Shows it from now on, with the next generation.
    void show(usage::View view) {
        view.generation = m_view->generation + 1;
        m_view = std::make_shared<const usage::View>(std::move(view));
    }

    usage::Watch watched;

private:
    usage::ViewPtr m_view = std::make_shared<const usage::View>();
};

} // namespace meterbench::tests
