// ScriptedAddress: the address for tests of the window: shows the view it was given last and keeps
// what was asked of it.
#pragma once

#include "core/address/source.h"

#include <memory>
#include <utility>
#include <vector>

namespace meterbench::tests {

class ScriptedAddress final : public address::Source {
public:
    [[nodiscard]] address::AddressViewPtr view() const override { return m_view; }

    std::uint64_t post(address::Command command) override {
        commands.push_back(std::move(command));
        return commands.size();
    }

    void watch(address::Watch watched_) override { watched = std::move(watched_); }

    /// Shows it from now on, with the next generation.
    void show(address::AddressView view) {
        view.generation = m_view->generation + 1;
        m_view = std::make_shared<const address::AddressView>(std::move(view));
    }

    std::vector<address::Command> commands;
    address::Watch watched;

private:
    address::AddressViewPtr m_view = std::make_shared<const address::AddressView>();
};

} // namespace meterbench::tests
