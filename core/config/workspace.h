// Workspace: the one file of a project. What is scraped and sent (a prometheus.yml, inside it or
// beside it), and billing: whose a series is, meters, plans, customers. Read as strictly as a
// prometheus.yml (config.h): all problems at once, with line and column and what would be right,
// and with an error there is no Workspace. WORKSPACE.md has the keys. Any thread.
#pragma once

#include "core/config/config.h"
#include "core/delivery/endpoint_options.h"
#include "core/metering/meter.h"
#include "core/metering/tags.h"
#include "core/pricing/plan.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::config {

struct Customer {
    std::string id; ///< as the series carry it
    std::string name;
    std::string plan; ///< id of one of the plans; empty: usage without a price
    /// Periods begin at its day of the month (usage::periodOf); none: at the first.
    std::optional<std::chrono::year_month_day> periodStart;
    /// The day on which the customer began; none: with periodStart, or at all times.
    std::optional<std::chrono::year_month_day> since = std::nullopt;

    friend bool operator==(const Customer&, const Customer&) = default;
};

struct Workspace {
    std::string path; ///< as given
    std::optional<Config> prometheus;
    metering::SchemaOptions schema;
    std::vector<metering::Meter> meters;
    std::vector<pricing::Plan> plans;
    std::vector<Customer> customers;
    std::vector<delivery::UsageEndpointOptions> usageEndpoints;
    /// So much later than it was metered a sample may come and still correct usage.
    std::chrono::milliseconds lateWithin{3'600'000};
};

struct WorkspaceOutcome {
    std::optional<Workspace> workspace; ///< absent exactly when one of the problems is an error
    std::vector<Problem> problems;      ///< in the order of the files and lines
};

/// The whole with defaults filled in and its prometheus.yml inside, for people and as a file: read
/// again, it is the same workspace. Secrets of their own are "<secret>"; what stands in a file
/// stays the name of the file.
[[nodiscard]] std::string toYaml(const Workspace& workspace);

/// A file that is meant as a workspace, not as a prometheus.yml, however much is wrong with it: one
/// of its top-level keys is billing or prometheus.
[[nodiscard]] bool looksLikeWorkspace(std::string_view text);

/// Paths in the text are relative to the folder of `path`.
[[nodiscard]] WorkspaceOutcome
loadWorkspace(std::string_view text, const std::string& path, base::FileSystem& files);
/// Reads the file first; a file that cannot be read is a problem of line 0.
[[nodiscard]] WorkspaceOutcome loadWorkspaceFile(const std::string& path, base::FileSystem& files);

} // namespace meterbench::config
