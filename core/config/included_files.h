// scrape_config_files: further files with scrape_configs, found by patterns whose last part may
// hold one *. Source: prometheus config/config.go, scrape_config_files.
#pragma once

#include "core/config/scrape_reader.h"

namespace meterbench::config {

/// Reads the files in the order of patterns and names. Problems inside name the file they stand in;
/// afterwards problems belong to `mainFile` again.
void readIncludedFiles(
    const Node& patterns,
    Reading& reading,
    const std::string& mainFile,
    const JobDefaults& defaults,
    JobNames& names
);

} // namespace meterbench::config
