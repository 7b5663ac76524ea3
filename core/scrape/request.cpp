#include "core/scrape/request.h"

#include "core/base/number.h"

#include <array>

namespace meterbench::scrape {

namespace {

std::string_view mimeType(Protocol protocol) {
    switch (protocol) {
    case Protocol::OpenMetrics100:
        return "application/openmetrics-text;version=1.0.0";
    case Protocol::OpenMetrics001:
        return "application/openmetrics-text;version=0.0.1";
    case Protocol::Text100:
        return "text/plain;version=1.0.0";
    case Protocol::Text004:
        break;
    }
    return "text/plain;version=0.0.4";
}

std::string_view escapingName(Escaping escaping) {
    constexpr std::array<std::string_view, 4> names{"allow-utf-8", "underscores", "dots", "values"};
    return names[static_cast<std::size_t>(escaping)];
}

} // namespace

std::string acceptHeader(const std::vector<Protocol>& protocols, Escaping escaping) {
    // Prometheus counts down from the number of protocols that it knows plus one, protobuf
    // included.
    int quality = 6;
    std::string header;
    for (const Protocol protocol : protocols) {
        header += mimeType(protocol);
        if (protocol == Protocol::OpenMetrics100 || protocol == Protocol::Text100) {
            header += ";escaping=" + std::string(escapingName(escaping));
        }
        header += ";q=0." + std::to_string(quality--) + ",";
    }
    return header + "*/*;q=0." + std::to_string(quality);
}

http::Request makeRequest(
    const JobOptions& job, const Target& target, std::shared_ptr<const http::ClientOptions> options
) {
    http::Request request;
    request.url = target.url;
    request.options = std::move(options);
    request.timeout = target.timeout;
    request.bodyLimitBytes = job.limits.bodySizeBytes;
    request.acceptGzip = job.enableCompression;
    request.headers.push_back({"Accept", acceptHeader(job.protocols, job.escaping)});
    const double seconds = static_cast<double>(target.timeout.count()) / 1000;
    request.headers.push_back({"X-Prometheus-Scrape-Timeout-Seconds", base::formatNumber(seconds)});
    return request;
}

} // namespace meterbench::scrape
