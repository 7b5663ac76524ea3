// What crosses between the engine's threads. Internal to this folder.
#pragma once

#include "core/http/client.h"
#include "core/model/batch.h"
#include "core/pipeline/command.h"
#include "core/remote/endpoint.h"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace meterbench::pipeline {

// To the pipe thread.

struct CommandPosted {
    std::uint64_t number = 0; ///< 0: nobody asks for its outcome
    Command command;
};

struct WatchChanged {
    WatchSet watched;
};

/// The answer to a scrape.
struct BodyArrived {
    TargetId target = 0;
    std::uint64_t attempt = 0;
    http::Response response;
};

/// So many groups, in the order in which they were handed over, are in the log.
struct GroupsLogged {
    std::size_t groups = 0;
};

/// The log thread has something to say.
struct KeeperSpoke {
    EventKind kind = EventKind::Note;
    base::LogLevel level = base::LogLevel::Info;
    std::string subject;
    std::string detail;
};

/// Endpoints or log changed; look at their states when publishing.
struct StateTouched {};

/// A command of which the outcome is known later (endpoint test).
struct CommandDone {
    CommandOutcome outcome;
};

using PipeMessage = std::variant<
    CommandPosted,
    WatchChanged,
    BodyArrived,
    GroupsLogged,
    KeeperSpoke,
    StateTouched,
    CommandDone>;

// To the meter thread.

using UsageCommand = std::variant<ApplyBilling, PauseDelivery>;

/// What the meter thread publishes.
struct UsageState {
    std::shared_ptr<const MetererState> metered; ///< null: nothing is metered
    std::vector<std::shared_ptr<const delivery::DeliveryState>> deliveries;
    std::shared_ptr<const std::vector<delivery::UsageEndpointOptions>> endpoints;
};

// To the log thread.

/// All batches of one scrape.
struct LogGroup {
    std::vector<model::BatchPtr> batches;
};

/// The complete list of endpoints from now on.
struct EndpointsWanted {
    std::vector<remote::EndpointOptions> endpoints;
};

struct EndpointPaused {
    std::string name;
    bool paused = true;
};

struct LossNoticed {
    wal::LedgerEntry entry;
};

using KeeperMessage = std::variant<LogGroup, EndpointsWanted, EndpointPaused, LossNoticed>;

} // namespace meterbench::pipeline
