// A YAML document as a tree of our own: plain values with place and path, aliases and merge keys
// resolved. What YAML itself forbids (syntax, doubled keys, keys that are not texts) is reported
// while it is made. The only file that speaks to yaml-cpp is tree.cpp. Source: YAML 1.1 as
// Prometheus's library reads it (go-yaml v2).
#pragma once

#include "core/config/problem_list.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::config {

enum class Kind : std::uint8_t { Null, Scalar, List, Map };

struct Entry;

struct Node {
    Kind kind = Kind::Null;
    bool quoted = false; ///< a scalar that is a text whatever it looks like
    Place place;
    std::string path; ///< "scrape_configs[0].params"
    std::string text; ///< of a scalar
    std::vector<Node> items;
    std::vector<Entry> entries;

    [[nodiscard]] const Entry* find(std::string_view key) const;
};

struct Entry {
    std::string key;
    Place place; ///< of the key
    Node value;
};

/// The first document; Null for an empty file; nothing (and a problem) when it is not YAML.
[[nodiscard]] std::optional<Node> parseTree(std::string_view text, ProblemList& problems);

/// "scrape_configs" + "job_name" → "scrape_configs.job_name".
[[nodiscard]] std::string joinPath(const std::string& path, std::string_view key);

} // namespace meterbench::config
