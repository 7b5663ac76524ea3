// What a receiver bills, asked over its read interface: /api/v1/ledger of meterbench's billing
// endpoint, or Paigo's /customers/{id}/usage. Of OpenMeter and Lago nothing is read: what they show
// depends on meters that are set up there. Waits for the answers; not for a thread that must not.
#pragma once

#include "core/base/result.h"
#include "core/delivery/endpoint_options.h"
#include "core/delivery/reconcile.h"
#include "core/http/client.h"

#include <atomic>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::delivery {

struct BilledQuestion {
    std::set<std::string> customers; ///< for receivers that must be asked for each
    std::int64_t fromMs = INT64_MIN; ///< of the records' times; the highest `toMs`: without end
    std::int64_t toMs = INT64_MAX;
    const std::atomic<bool>* isCancelled = nullptr; ///< true: no further request goes out
};

/// Unsupported: this service cannot be asked. Else what failed, with the address. A ledger that
/// comes in pages is read to its end.
[[nodiscard]] base::Result<std::vector<BilledRow>> askBilled(
    const UsageEndpointOptions& options, const BilledQuestion& question, http::Client& client
);

/// The JSON of /api/v1/ledger, or of one page of it.
[[nodiscard]] base::Result<std::vector<BilledRow>> readLedger(std::string_view json);
/// Where the next page begins; empty: this was the last one.
[[nodiscard]] std::string nextPageOf(std::string_view json);
/// The JSON of /customers/{id}/usage, aggregated or not.
[[nodiscard]] base::Result<std::vector<BilledRow>>
readCustomerUsage(std::string_view json, const std::string& customer);

} // namespace meterbench::delivery
