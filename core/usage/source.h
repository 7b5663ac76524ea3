// Source: usage as the window sees it: views out, and what is looked at in depth. BookKeeper is the
// real one; tests of the window use tests/support/scripted_usage.h. Any thread; nothing waits.
#pragma once

#include "core/usage/view.h"

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
};

} // namespace meterbench::usage
