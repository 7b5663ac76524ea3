// LateAddress: stands for the address until it is there, as LateSource does for the engine. Gui
// thread.
#pragma once

#include "core/address/source.h"

#include <optional>
#include <vector>

namespace meterbench::app {

class LateAddress final : public address::Source {
public:
    LateAddress();

    /// From now on all goes to `source`, which must outlive this and must not have had a command
    /// yet: both number commands from one.
    void follow(address::Source& source);

    [[nodiscard]] address::AddressViewPtr view() const override;
    std::uint64_t post(address::Command command) override;
    void watch(address::Watch watched) override;

private:
    address::Source* m_source = nullptr;
    address::AddressViewPtr m_empty;
    std::vector<address::Command> m_waiting;
    std::optional<address::Watch> m_watched;
};

} // namespace meterbench::app
