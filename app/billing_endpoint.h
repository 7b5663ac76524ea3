// `meterbench billing-endpoint`: a receiving side of our own: tokens, remote write, usage records,
// a ledger, and faults on demand (core/billing). No Qt GUI is started.
#pragma once

#include "app/arguments.h"
#include "core/base/file.h"
#include "core/billing/options.h"

#include <string>
#include <vector>

namespace meterbench::app {

[[nodiscard]] std::vector<Flag> billingFlags();

/// The first problem names the flag.
[[nodiscard]] base::Result<billing::EndpointOptions>
billingOptions(const Arguments& arguments, base::FileSystem& files);

/// Exit codes: 0 ended in order, 1 could not start, 2 wrong flags.
[[nodiscard]] int runBillingEndpoint(const std::vector<std::string>& words);

} // namespace meterbench::app
