// Commands: what others ask of the engine. Numbered when posted; the outcome appears in a later
// snapshot.
#pragma once

#include "core/config/config.h"
#include "core/delivery/endpoint_options.h"
#include "core/pipeline/meterer_options.h"
#include "core/pipeline/snapshot.h"
#include "core/pipeline/trial_record.h"
#include "core/remote/endpoint_options.h"

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace meterbench::pipeline {

/// Puts a whole configuration in force; targets and endpoints that stay the same go on undisturbed.
struct ApplyConfig {
    std::shared_ptr<const config::Config> config;
};

/// A configuration that could not be read: noted, the old one goes on.
struct RefuseConfig {
    std::string path;
    std::string problem;
};

/// One more target, in a pool of its own ("inspected") with the given interval.
struct AddTarget {
    std::string url;
    std::chrono::milliseconds interval{5'000};
};

/// A job of the program itself, beside those of the configuration; scraped at once. InvalidInput
/// when there is one with that name.
struct AddOwnJob {
    scrape::JobOptions options;
};

struct RemoveTarget {
    TargetId target = 0;
};

struct ScrapeNow {
    TargetId target = 0;
};

struct PauseTarget {
    TargetId target = 0;
    bool paused = true;
};

/// Adds, or replaces the one with that name.
struct PutEndpoint {
    remote::EndpointOptions options;
    std::string replaces; ///< former name; empty: a new one
};

struct RemoveEndpoint {
    std::string name;
};

struct PauseEndpoint {
    std::string name;
    bool paused = true;
};

/// Walks to the endpoint (endpoint_trial.h) and says what came of each step; touches no queue.
struct TestEndpoint {
    remote::EndpointOptions options;
    std::optional<TrialRecord> record = {}; ///< also sent, as one sample, once the way is good
    metering::SchemaOptions schema = {};    ///< by which it carries customer and dimension
};

/// Puts meters and usage endpoints in force in the place of those before. What was open is kept or
/// closed as metering says; without meters nothing is metered.
struct ApplyBilling {
    MetererOptions metering;
    std::vector<delivery::UsageEndpointOptions> endpoints;
};

/// As TestEndpoint; without a record nobody is billed.
struct TestDelivery {
    delivery::UsageEndpointOptions options;
    std::optional<TrialRecord> record = {}; ///< also sent, once the way is good
};

struct PauseDelivery {
    std::string name;
    bool paused = true;
};

using Command = std::variant<
    ApplyConfig,
    RefuseConfig,
    AddTarget,
    AddOwnJob,
    RemoveTarget,
    ScrapeNow,
    PauseTarget,
    PutEndpoint,
    RemoveEndpoint,
    PauseEndpoint,
    TestEndpoint,
    ApplyBilling,
    PauseDelivery,
    TestDelivery>;

/// What the window can see at present; the engine keeps history and bodies only for this.
struct WatchSet {
    std::vector<model::SeriesRef> series;
    TargetId inspected = 0;                      ///< 0: none
    std::chrono::milliseconds window{3'600'000}; ///< how much history a watched series keeps
};

} // namespace meterbench::pipeline
