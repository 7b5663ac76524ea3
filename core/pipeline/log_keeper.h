// LogKeeper: what the log thread does: appends groups, hands them to the endpoints, keeps the log
// short, syncs it, and enters losses in the ledger. A group that cannot be written waits and is
// tried again: nothing that was taken is thrown away. Owns the Log and the Endpoints. No thread of
// its own: Engine runs it on the log thread, tests call it directly.
#pragma once

#include "core/base/mutex.h"
#include "core/base/published.h"
#include "core/pipeline/messages.h"
#include "core/pipeline/snapshot.h"
#include "core/wal/log.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace meterbench::pipeline {

/// What others may see of the log thread's things. Constant.
struct KeeperState {
    LogView log;
    std::vector<std::shared_ptr<const remote::Endpoint>>
        endpoints;                 ///< their state() may be asked from any thread
    std::size_t waitingGroups = 0; ///< taken, and not yet in the log
};

class LogKeeper {
public:
    struct Surroundings {
        const base::Clock& clock;
        base::FileSystem& files;
        http::Client& client;
        base::LogSink& sink;
        std::function<void(PipeMessage&&)> toPipe;     ///< never waits
        std::function<void(KeeperMessage&&)> toKeeper; ///< to itself, from endpoint threads
        /// Up to where a reader that is no endpoint has come: the log is kept from there on. Empty:
        /// there is none. Any thread; must not wait.
        std::function<wal::Position()> readUpTo = {};
    };

    LogKeeper(std::unique_ptr<wal::Log> log, Surroundings surroundings);
    ~LogKeeper();

    void handle(std::vector<KeeperMessage>&& messages);
    /// Syncs, shortens, tries again; answers the milliseconds until it wants to be called again,
    /// -1: only for messages.
    [[nodiscard]] std::int64_t tick();
    /// Everything written and synced, endpoints stopped, positions saved.
    void stop(std::chrono::steady_clock::time_point deadline);

    [[nodiscard]] std::shared_ptr<const KeeperState> state() const {
        return m_published.get();
    } ///< any thread

    /// Everything before it can be read. Any thread.
    [[nodiscard]] wal::Position logEnd() const;

private:
    void append();
    void appendFailed(const base::Error& error);
    void want(const std::vector<remote::EndpointOptions>& endpoints);
    void startEndpoint(const remote::EndpointOptions& options);
    void giveUpOthers(const std::vector<remote::EndpointOptions>& endpoints);
    void giveUp(const std::string& name);
    void shorten();
    void enterLoss(wal::LedgerEntry entry);
    void speak(EventKind kind, base::LogLevel level, std::string subject, std::string detail);
    void publish();

    void noteEnd();

    std::unique_ptr<wal::Log> m_log;
    Surroundings m_around;
    mutable base::Mutex m_endMutex;
    wal::Position m_end MB_GUARDED_BY(m_endMutex);
    std::deque<std::vector<model::BatchPtr>> m_waiting;
    std::vector<std::shared_ptr<remote::Endpoint>> m_endpoints;
    base::Published<KeeperState> m_published;
    std::string m_problem;
    std::int64_t m_lastSyncMs = 0;
    std::int64_t m_lastShortenMs = 0;
    std::int64_t m_retryMs = 0;
    /// Until a configuration has said who reads the log, and while one of them could not be
    /// started, nothing is removed.
    bool m_readersKnown = false;
    bool m_unsynced = false;
    bool m_changed = true;
    std::vector<wal::LedgerEntry> m_ledger;
};

} // namespace meterbench::pipeline
