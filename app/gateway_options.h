// What the flags of the address come to. Flags come before variables, variables before the older
// gateway's file prom-agg-conf.yaml (facts 1.2); variables and file count for `meterbench gateway`
// only.
#pragma once

#include "app/gateway_flags.h"
#include "core/address/options.h"
#include "core/base/file.h"

#include <functional>
#include <string>

namespace meterbench::app {

struct GatewaySurroundings {
    base::FileSystem& files;
    std::function<const char*(const char* name)> environment;
    /// Is read when it is there; empty: none is looked for.
    std::string aggregationFile;
};

/// Every problem, one a line, names the flag, variable or file with line and column.
[[nodiscard]] base::Result<address::AddressOptions>
gatewayOptions(const Arguments& arguments, bool alone, const GatewaySurroundings& around);

} // namespace meterbench::app
