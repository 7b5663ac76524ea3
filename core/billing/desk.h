// Desk: the billing endpoint as the window starts, shows and disturbs it. The real one lies in the
// core's module; tests of the window script one. Nothing here needs a symbol of the endpoint. Main
// thread; no call waits for a network.
#pragma once

#include "core/billing/ledger_view.h"

#include <string>

namespace meterbench::billing {

struct DeskWish {
    std::string address = "127.0.0.1:0"; ///< HOST:PORT; port 0 takes a free one
    std::string clientId;                ///< empty: anybody may ask
    std::string clientSecret;
};

struct DeskState {
    bool isRunning = false;
    bool isDemos = false; ///< the demo director's: it starts and stops it
    std::string address;  ///< "127.0.0.1:40123"
    std::string clientId; ///< empty: anybody may ask
    std::string folder;   ///< of its ledger
    LedgerViewPtr ledger; ///< null: nothing was seen of it yet
    bool isMetering = false;    ///< there is usage that could be sent here
    bool isSendingHere = false; ///< and it is
};

class Desk {
public:
    Desk() = default;
    Desk(const Desk&) = delete;
    Desk& operator=(const Desk&) = delete;
    virtual ~Desk() = default;

    /// How it stands; about five times a second while it is looked at.
    [[nodiscard]] virtual DeskState look() = 0;
    /// What is wrong; empty: it runs.
    [[nodiscard]] virtual std::string start(const DeskWish& wish) = 0;
    /// What it took is there again when it starts again.
    virtual void stop() = 0;
    virtual void plan(const PlannedFault& planned) = 0;
    /// Takes back what is planned.
    virtual void clearFaults() = 0;
    /// Makes it a usage endpoint of what is metered, until the workspace is opened anew. What is
    /// wrong; empty: records come.
    [[nodiscard]] virtual std::string sendUsageHere() = 0;
};

} // namespace meterbench::billing
