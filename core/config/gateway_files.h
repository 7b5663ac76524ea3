// The small files beside an address: Prometheus's web configuration (TLS and basic auth, source:
// prometheus/exporter-toolkit docs/web-configuration.md), the aggregation gateway's
// prom-agg-conf.yaml (facts 1.2), and our rules for pushes. Read strictly, like a prometheus.yml:
// with an error there is no value.
#pragma once

#include "core/address/options.h"
#include "core/base/file.h"
#include "core/config/config.h"

#include <optional>
#include <string>
#include <vector>

namespace meterbench::config {

template <class T>
struct FileOutcome {
    std::optional<T> value; ///< absent exactly when one of the problems is an error
    std::vector<Problem> problems;
};

struct WebFile {
    http::ServerTls tls;
    std::vector<address::User> users;
};

[[nodiscard]] FileOutcome<WebFile> loadWebFile(const std::string& path, base::FileSystem& files);

/// What is absent there stays empty.
struct AggregationFile {
    std::optional<std::string> apiListen;
    std::optional<std::string> lifecycleListen;
    std::optional<std::string> cors;
    std::optional<std::string> authUsers; ///< name=password, with commas between
};

[[nodiscard]] FileOutcome<AggregationFile>
loadAggregationFile(const std::string& path, base::FileSystem& files);

[[nodiscard]] FileOutcome<gateway::StoreRules>
loadRulesFile(const std::string& path, base::FileSystem& files);

} // namespace meterbench::config
