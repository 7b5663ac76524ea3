// Engine: the threads and the order of stages (house.md section 4; README.md here draws the walk).
// Owns everything between the sockets and the snapshots. Stopping, in this order: schedule, http,
// pipe drained, log synced, positions saved.
#pragma once

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/log_sink.h"
#include "core/http/client.h"
#include "core/pipeline/source.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace meterbench::pipeline {

struct EngineOptions {
    std::string about;      ///< what runs: the first line of the log says it
    std::string dataFolder; ///< of the log; empty: a log in a fresh folder under the system's
                            ///< temporary one, removed at the end
    std::uint64_t logBudgetBytes = 8ULL << 30;
    std::uint64_t logSegmentBytes = 128ULL << 20;
    /// Snapshots at most so often; the agent has nobody who looks ten times a second.
    std::chrono::milliseconds publishEvery{100};
    std::uint64_t historyBytes =
        0; ///< memory for recent batches, so that a chart has a past; 0: none (agent)
    /// In force from the start. Usage is metered when there are meters; without a folder the journal
    /// stands in the log's.
    ApplyBilling billing = {};
};

class Engine final : public Source {
public:
    struct Surroundings {
        const base::Clock& clock;
        base::FileSystem& files;
        http::Client& client;
        base::LogSink& sink;
    };

    /// Opens the log and starts the threads; no target is scraped before the first ApplyConfig or
    /// AddTarget.
    [[nodiscard]] static base::Result<std::unique_ptr<Engine>>
    start(EngineOptions options, Surroundings surroundings);
    ~Engine() override;

    [[nodiscard]] SnapshotPtr snapshot() const override;
    std::uint64_t post(Command command) override;
    void watch(WatchSet watched) override;
    /// As post(), without number and outcome: for what the program does by itself.
    void postQuietly(Command command);

    /// In order, at the latest after the deadline; further calls do nothing.
    void stop(std::chrono::milliseconds deadline);

private:
    class Running;
    explicit Engine(std::unique_ptr<Running> running);
    std::unique_ptr<Running> m_running;
};

} // namespace meterbench::pipeline
