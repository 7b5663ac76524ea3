// EndpointOptions: one remote_write of the configuration. Plain values with Prometheus's defaults
// (config/config.go).
#pragma once

#include "core/http/client_options.h"
#include "core/model/labels.h"
#include "core/relabel/rule.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace meterbench::remote {

struct QueueOptions {
    std::uint32_t capacity = 10'000;
    std::uint32_t maxShards = 50; ///< lanes here
    std::uint32_t minShards = 1;
    std::uint32_t maxSamplesPerSend = 2'000;
    std::chrono::milliseconds batchSendDeadline{5'000};
    std::chrono::milliseconds minBackoff{30};
    std::chrono::milliseconds maxBackoff{5'000};
    bool retryOn429 = false;
    std::chrono::milliseconds sampleAgeLimit{0}; ///< 0: off

    friend bool operator==(const QueueOptions&, const QueueOptions&) = default;
};

struct MetadataOptions {
    bool send = true;
    std::chrono::milliseconds interval{60'000};
    std::uint32_t maxSamplesPerSend = 2'000;

    friend bool operator==(const MetadataOptions&, const MetadataOptions&) = default;
};

struct EndpointOptions {
    std::string name; ///< unique; given, or six hex digits of a hash of the URL
    std::string url;
    std::chrono::milliseconds timeout{30'000};
    std::vector<http::ExtraHeader> headers;
    std::vector<relabel::Rule> writeRelabelRules;
    model::Labels externalLabels; ///< from global; added where absent, before write relabeling
    bool sendExemplars = false;
    QueueOptions queue;
    MetadataOptions metadata;
    http::ClientOptions http;

    friend bool operator==(const EndpointOptions&, const EndpointOptions&) = default;
};

} // namespace meterbench::remote
