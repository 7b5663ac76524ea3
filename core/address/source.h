// Source: the address as the window sees it: views out, commands in. Address is the real one; tests
// of the window use tests/support/scripted_address.h. All calls from any thread; none of them waits.
#pragma once

#include "core/address/command.h"
#include "core/address/view.h"

#include <cstdint>

namespace meterbench::address {

class Source {
public:
    Source() = default;
    Source(const Source&) = delete;
    Source& operator=(const Source&) = delete;
    virtual ~Source() = default;

    /// Never null.
    [[nodiscard]] virtual AddressViewPtr view() const = 0;
    /// Answers the command's number; see AddressView::outcomes.
    virtual std::uint64_t post(Command command) = 0;
    virtual void watch(Watch watched) = 0;
};

} // namespace meterbench::address
