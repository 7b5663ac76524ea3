// JobOptions: one scrape_config, with the global defaults already filled in. Plain values
// (prometheus config/config.go).
#pragma once

#include "core/base/result.h"
#include "core/http/client_options.h"
#include "core/model/labels.h"
#include "core/relabel/rule.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace meterbench::scrape {

/// scrape_protocols, in the order of preference.
enum class Protocol : std::uint8_t { OpenMetrics100, OpenMetrics001, Text100, Text004 };

/// The word of the configuration: "OpenMetricsText1.0.0" …
[[nodiscard]] std::string_view protocolName(Protocol protocol);

/// metric_name_escaping_scheme, as asked for in the Accept header.
enum class Escaping : std::uint8_t { AllowUtf8, Underscores, Dots, Values };

/// 0 means no limit everywhere.
struct Limits {
    std::uint64_t bodySizeBytes = 0;
    std::uint64_t samples = 0;
    std::uint64_t targets = 0;
    std::uint64_t labels = 0;
    std::uint64_t labelNameLength = 0;
    std::uint64_t labelValueLength = 0;
    std::uint64_t keepDroppedTargets = 0;

    friend bool operator==(const Limits&, const Limits&) = default;
};

/// Which limit a scrape has hit; the reason of an error with Code::Limit.
enum class LimitHit : std::uint8_t { None, BodySize, Samples, Labels, Targets };

[[nodiscard]] inline base::Error limitError(LimitHit limit, std::string context) {
    return {base::Code::Limit, std::move(context), static_cast<std::uint8_t>(limit)};
}

/// static_configs[]: addresses with common labels.
struct TargetGroup {
    std::vector<std::string> addresses;
    model::Labels labels;

    friend bool operator==(const TargetGroup&, const TargetGroup&) = default;
};

struct JobOptions {
    std::string name;
    std::chrono::milliseconds interval{60'000};
    std::chrono::milliseconds timeout{10'000};
    std::vector<Protocol> protocols{
        Protocol::OpenMetrics100, Protocol::OpenMetrics001, Protocol::Text100, Protocol::Text004};
    std::optional<Protocol> fallbackProtocol;
    std::string metricsPath = "/metrics";
    std::string scheme = "http";
    std::vector<std::pair<std::string, std::vector<std::string>>> params; ///< sorted by name
    bool honorLabels = false;
    bool honorTimestamps = true;
    bool trackTimestampsStaleness = false;
    bool enableCompression = true;
    Limits limits;
    relabel::NameScheme nameScheme = relabel::NameScheme::Utf8;
    Escaping escaping = Escaping::AllowUtf8;
    http::ClientOptions http;
    std::vector<TargetGroup> staticGroups;
    std::vector<relabel::Rule> relabelRules;
    std::vector<relabel::Rule> metricRelabelRules;

    friend bool operator==(const JobOptions&, const JobOptions&) = default;
};

} // namespace meterbench::scrape
