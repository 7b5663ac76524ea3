// UsageEndpointOptions: one entry of billing.endpoints of the workspace: who gets the usage
// records, in which form. Plain values.
#pragma once

#include "core/http/client_options.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace meterbench::delivery {

/// Whose form a record is sent in.
enum class Service : std::uint8_t {
    Paigo,     ///< POST /usage, one record each (facts 4.3); also `meterbench billing-endpoint`
    OpenMeter, ///< CloudEvents 1.0, a batch each
    Lago,      ///< POST /api/v1/events/batch, at most 100 each
};

/// "paigo", "openmeter", "lago": as the workspace writes it.
[[nodiscard]] std::string_view nameOf(Service service);
/// With what the path ends that takes records there: "/usage".
[[nodiscard]] std::string_view usualPath(Service service);

struct UsageEndpointOptions {
    std::string name; ///< unique among the usage endpoints
    Service service = Service::Paigo;
    std::string url; ///< whole, with the path that takes records
    std::chrono::milliseconds timeout{30'000};
    std::uint32_t mostRecordsPerRequest = 100; ///< where the service takes more than one
    std::chrono::milliseconds minBackoff{30};
    std::chrono::milliseconds maxBackoff{5'000};
    http::ClientOptions http;

    friend bool operator==(const UsageEndpointOptions&, const UsageEndpointOptions&) = default;
};

} // namespace meterbench::delivery
