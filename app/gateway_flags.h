// The flags of the address (pushes, instruments, /metrics): one table for the agent, the window and
// `meterbench gateway`. Alone it also answers to the names of the gateways whose place it takes
// (--web.listen-address, --AuthUsers, PAG_AUTHUSERS). What they come to: gateway_options.h.
#pragma once

#include "app/arguments.h"

#include <span>
#include <vector>

namespace meterbench::app {

struct GatewayRow {
    const char* name;
    const char* alias;    ///< of `meterbench gateway` only; may be empty
    const char* older;    ///< the aggregation gateway's flag; may be empty
    const char* variable; ///< and its environment variable
    const char* standard;
    const char* help;
    bool isSecret = false;
};

[[nodiscard]] std::span<const GatewayRow> gatewayRows();

/// alone: of `meterbench gateway`.
[[nodiscard]] std::vector<Flag> gatewayFlags(bool alone);

} // namespace meterbench::app
