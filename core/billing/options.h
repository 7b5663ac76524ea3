// EndpointOptions: everything that is told to the billing endpoint when it starts. Plain values.
#pragma once

#include "core/billing/faults.h"
#include "core/billing/usage_ledger.h"
#include "core/http/server.h"
#include "core/metering/tags.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace meterbench::billing {

/// Who may ask. Without an id everybody may.
struct Client {
    std::string id;
    std::string secret;

    [[nodiscard]] bool isWanted() const { return !id.empty(); }
};

struct EndpointOptions {
    std::string listenAddress; ///< HOST:PORT
    std::string dataFolder;    ///< of the ledger
    Client client;
    std::int64_t tokenSeconds = 86'400;
    metering::SchemaOptions schema;
    std::vector<PlannedFault> faults; ///< of the first requests
    std::size_t mostRecords = kMostUsageRecords; ///< usage records beyond it are refused
    http::ServerLimits server;
    http::ServerTls tls;
};

} // namespace meterbench::billing
