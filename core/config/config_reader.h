// The sections of a prometheus.yml, from a tree: a whole file's, or the map under a workspace's
// `prometheus`. Not what makes it effective (load() in config.h). Borrows tree and reading.
#pragma once

#include "core/config/reading.h"

#include <string>

namespace meterbench::config {

/// `path`: of the file that the tree stands in. Worth nothing when a problem was an error.
[[nodiscard]] Config readConfig(const Node& tree, const std::string& path, Reading& reading);

} // namespace meterbench::config
