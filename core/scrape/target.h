// Target: one address to scrape, made from discovered labels by relabeling. Plain values; its
// running state is in Scraper. Source: prometheus scrape/target.go PopulateLabels and Target.URL.
// An address without a port is used as it is.
#pragma once

#include "core/relabel/program.h"
#include "core/scrape/job_options.h"

#include <chrono>
#include <string>
#include <vector>

namespace meterbench::scrape {

struct Target {
    std::uint64_t id =
        0; ///< XXH3 over job, labels and URL: the same target has the same id in every run
    model::Labels discovered; ///< before relabeling, job and the __…__ defaults included
    model::Labels labels;     ///< what goes on every series
    std::string url;          ///< complete
    std::chrono::milliseconds interval{};
    std::chrono::milliseconds timeout{};
};

/// Discovered labels that gave no target: relabeled away (no reason) or not usable (reason).
struct NoTarget {
    model::Labels discovered;
    std::string reason;
};

struct TargetList {
    std::vector<Target> targets; ///< in the order of discovery, each id once
    std::vector<NoTarget> dropped;
};

/// The labels of one discovered address before relabeling.
[[nodiscard]] model::Labels
discoveredLabels(const JobOptions& job, const model::Labels& groupLabels, std::string_view address);

/// All targets of a job's static groups.
[[nodiscard]] TargetList makeTargets(const JobOptions& job, const relabel::Program& program);

} // namespace meterbench::scrape
