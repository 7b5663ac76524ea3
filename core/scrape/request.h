// The request of a scrape: headers and content negotiation. Source: prometheus scrape/scrape.go
// acceptHeader.
#pragma once

#include "core/http/client.h"
#include "core/scrape/job_options.h"
#include "core/scrape/target.h"

#include <memory>
#include <string>

namespace meterbench::scrape {

/// "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,…,*/*;q=0.2"
[[nodiscard]] std::string acceptHeader(const std::vector<Protocol>& protocols, Escaping escaping);

[[nodiscard]] http::Request makeRequest(
    const JobOptions& job, const Target& target, std::shared_ptr<const http::ClientOptions> options
);

} // namespace meterbench::scrape
