// global and scrape_configs: the defaults of all jobs, and each job with the defaults filled in.
// Source: prometheus config/config.go, GlobalConfig and ScrapeConfig.
#pragma once

#include "core/config/map_reader.h"
#include "core/scrape/job_options.h"

#include <map>
#include <string>
#include <vector>

namespace meterbench::config {

/// What stands in `global`, as far as jobs inherit it.
struct JobDefaults {
    bool escapingGiven = false;
    Config* config = nullptr; ///< borrowed for the load
};

/// Fills the global members of the configuration.
[[nodiscard]] JobDefaults readGlobal(const Node& node, Reading& reading, Config& out);

/// Where each job name was first used: "prometheus.yml:12".
using JobNames = std::map<std::string, std::string>;

/// Appends the jobs of a scrape_configs list.
void readJobs(
    const Node& list,
    Reading& reading,
    const std::string& file,
    const JobDefaults& defaults,
    JobNames& names
);

/// Shared by global and jobs.
void readLimits(MapReader& map, scrape::Limits& out);
void readProtocols(MapReader& map, std::vector<scrape::Protocol>& out);
/// True when the key is given and right.
bool readNameScheme(MapReader& map, relabel::NameScheme& out);
bool readEscaping(MapReader& map, scrape::Escaping& out);
/// The switches for native histograms and extra metrics: only false is carried out.
void refuseHistogramSwitches(MapReader& map);
void checkInterval(MapReader& map, std::chrono::milliseconds interval);

} // namespace meterbench::config
