// Pipe: what the pipe thread does: schedule, scrape, hand groups to the log, keep state and store,
// publish snapshots. A plain object without a thread: Engine runs it on the pipe thread, the walk
// test calls it directly.
#pragma once

#include "core/base/published.h"
#include "core/pipeline/endpoint_trial.h"
#include "core/pipeline/log_keeper.h"
#include "core/pipeline/messages.h"
#include "core/pipeline/rates.h"
#include "core/pipeline/running_target.h"
#include "core/pipeline/snapshot.h"
#include "core/scrape/skeleton.h"
#include "core/store/store.h"

#include <queue>

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace meterbench::pipeline {

class Pipe {
public:
    struct Surroundings {
        const base::Clock& clock;
        http::Client& client;
        base::LogSink& sink;
        std::function<void(PipeMessage&&)> toPipe;     ///< to itself, from the http thread
        std::function<void(KeeperMessage&&)> toKeeper; ///< to the log thread, in order
        std::function<std::shared_ptr<const KeeperState>()> keeperState;
        /// To the meter thread, which answers with CommandDone.
        std::function<void(std::uint64_t, UsageCommand)> toUsage =
            [](std::uint64_t, const UsageCommand&) {};
        std::function<std::shared_ptr<const UsageState>()> usageState = [] { return std::shared_ptr<const UsageState>(); };
    };

    struct Options {
        std::uint64_t historyBytes = 0;
        std::string hostName; ///< for the schedule's seed
        std::int64_t publishEveryMs = 100;
        std::string about = {}; ///< what runs, in words
    };

    Pipe(Options options, Surroundings surroundings);
    ~Pipe();

    void handle(std::vector<PipeMessage>&& messages);
    /// Starts what is due, publishes when it is time; answers the milliseconds until it wants to be
    /// called again, -1: only for messages.
    [[nodiscard]] std::int64_t tick();
    /// No more scrapes; what is under way is cancelled.
    void stopScraping();

    [[nodiscard]] bool hasUnlogged() const { return !m_unlogged.empty(); }

    [[nodiscard]] SnapshotPtr snapshot() const { return m_published.get(); } ///< any thread

private:
    struct Pool {
        scrape::JobPtr job;
        std::vector<TargetId> targets;
        std::vector<DroppedTarget> dropped;
        bool overTargetLimit = false;
    };

    /// A scrape that is on its way into the log.
    struct Unlogged {
        TargetId target = 0;
        TargetPtr state; ///< null: only stale markers
        std::vector<model::BatchPtr> batches;
        std::size_t sizeBytes = 0;
    };

    /// An entry of the schedule; out of date when the target's nextMs differs.
    struct Due {
        std::int64_t atMs = 0;
        TargetId target = 0;

        friend bool operator>(const Due& a, const Due& b) { return a.atMs > b.atMs; }
    };

    // commands (pipe_commands.cpp)
    void run(std::uint64_t number, const Command& command);
    void applyConfig(const std::shared_ptr<const config::Config>& config);
    void applyJobs();
    void applyEndpoints();
    [[nodiscard]] base::Status addInspected(const AddTarget& add);
    [[nodiscard]] base::Status addOwnJob(const scrape::JobOptions& options);
    [[nodiscard]] base::Status removeInspected(TargetId target);
    [[nodiscard]] base::Status putEndpoint(const PutEndpoint& put);
    [[nodiscard]] base::Status removeEndpoint(const std::string& name);
    [[nodiscard]] TrialDone tellOutcome(std::uint64_t number) const;
    void finishCommand(CommandOutcome outcome);
    [[nodiscard]] Pool makePool(
        const scrape::JobOptions& options,
        std::unordered_map<TargetId, std::unique_ptr<RunningTarget>>& before
    );
    void leave(std::unique_ptr<RunningTarget> target);

    // scraping (pipe.cpp)
    void startDue(std::int64_t nowMs);
    void startScrape(RunningTarget& target, std::int64_t scheduledMs);
    void bodyArrived(BodyArrived&& arrived);
    void
    finishScrape(RunningTarget& target, scrape::Scraped&& scraped, const http::Response& response);
    void countScrape(const RunningTarget& target, const scrape::Scraped& scraped);
    void handOver(Unlogged&& unlogged);
    void groupsLogged(std::size_t groups);
    void endLeaving(std::int64_t nowMs);
    void schedule(RunningTarget& target, std::int64_t fromMs);
    void inspect(const RunningTarget& target, const http::Response& response);
    void noteHealth(const TargetState& before, const TargetState& now);

    // publishing (pipe_publish.cpp)
    void event(EventKind kind, base::LogLevel level, std::string subject, std::string detail);
    void remember(EventKind kind, base::LogLevel level, std::string subject, std::string detail);
    void publish();
    void publishTargets(Snapshot& snapshot);
    void publishEndpoints(Snapshot& snapshot, const KeeperState& keeper);
    void publishRates(Snapshot& snapshot);
    void noteEndpoint(const remote::EndpointState& before, const remote::EndpointState& now);

    Options m_options;
    Surroundings m_around;
    scrape::SharedTexts m_texts;
    store::Store m_store;

    std::shared_ptr<const config::Config> m_config;
    scrape::JobOptions m_inspectedJob;                   ///< targets added by hand
    std::vector<scrape::JobOptions> m_ownJobs;           ///< of the program itself
    std::vector<remote::EndpointOptions> m_ownEndpoints; ///< put by hand
    std::vector<std::string> m_removedEndpoints;         ///< of the configuration, by hand
    std::shared_ptr<const std::vector<remote::EndpointOptions>> m_wantedEndpoints;
    std::map<std::string, bool> m_pausedEndpoints;
    std::uint64_t m_seed = 0;

    std::vector<Pool> m_pools;
    std::unordered_map<TargetId, std::unique_ptr<RunningTarget>> m_targets;
    std::vector<LeavingTarget> m_leaving;
    std::priority_queue<Due, std::vector<Due>, std::greater<>> m_due;
    std::deque<Unlogged> m_unlogged;
    std::size_t m_unloggedBytes = 0;
    bool m_stopping = false;

    Totals m_totals;
    std::deque<EventPtr> m_events;
    std::uint64_t m_lastEvent = 0;
    bool m_eventsChanged = true;
    bool m_targetsChanged = true;
    bool m_poolsChanged = true;
    std::vector<CommandOutcome> m_outcomes;
    WatchSet m_watched;
    InspectedBody m_inspected;
    std::int64_t m_configLoadedMs = 0;
    bool m_lastReloadOk = true;
    std::int64_t m_lastReloadMs = 0;
    std::int64_t m_startMs;

    bool m_changed = true;
    std::int64_t m_lastPublishMs = 0;
    std::uint64_t m_generation = 0;
    std::map<std::string, RateWindow> m_rates;
    std::map<std::string, remote::EndpointState> m_endpointsBefore;
    base::Published<Snapshot> m_published;
};

} // namespace meterbench::pipeline
