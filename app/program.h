// Program: the core put together for one run: clock, files, http client, log lines, engine; built
// from the bottom up and stopped from the top down. Used by the agent, the demo and the window.
// Main thread.
#pragma once

#include "app/log_lines.h"
#include "core/address/address.h"
#include "core/address/internal_client.h"
#include "core/base/paced_clock.h"
#include "core/base/file.h"
#include "core/config/workspace.h"
#include "core/http/curl_client.h"
#include "core/pipeline/engine.h"

#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace meterbench::app {

class Program {
public:
    /// What the address is, and what becomes of it when it cannot be had as asked for: somebody
    /// else listens there, or another process has the folder.
    struct AddressWish {
        address::AddressOptions options;
        bool mayDoWithout = false; ///< goes on without listening, in a temporary folder if need be
    };

    /// The time of day passes faster: hours of metering can be tried in a minute. A program that
    /// starts again with the same two goes on where the day would be.
    struct Rehearsal {
        double pace = 1;
        std::int64_t sinceMs = 0; ///< when it was the machine's time
    };

    [[nodiscard]] static base::Result<std::unique_ptr<Program>> start(
        pipeline::EngineOptions options,
        AddressWish address,
        base::LogLevel leastLevel,
        const std::optional<Rehearsal>& rehearsal = {}
    );
    ~Program();

    [[nodiscard]] pipeline::Engine& engine() { return *m_engine; }

    [[nodiscard]] address::Address& address() { return *m_address; }

    [[nodiscard]] http::Client& client() { return *m_client; }

    [[nodiscard]] base::PacedClock& clock() { return m_clock; }

    [[nodiscard]] base::FileSystem& files() { return m_files; }

    [[nodiscard]] base::LogSink& log() { return m_log; }

    /// Reads the file and puts it in force. What is wrong, one problem a line; empty: all well.
    /// With an error the running configuration stays, and the engine notes the refusal.
    [[nodiscard]] std::string loadConfig(const std::string& path);

    /// The same with a workspace: its configuration, meters and usage endpoints.
    [[nodiscard]] std::string loadWorkspace(const std::string& path);

    /// One of the two, whichever the file is meant as. What a workspace put in force ends with a
    /// plain configuration.
    [[nodiscard]] std::string open(const std::string& path);

    /// The one in force; null: none.
    [[nodiscard]] std::shared_ptr<const config::Workspace> workspace() const { return m_workspace; }

    /// Whether the file that was read last is in force.
    [[nodiscard]] bool isLastApplied() const { return m_isLastApplied; }

    /// The configuration that was read last and put in force; null: none.
    [[nodiscard]] std::shared_ptr<const config::Config> config() const { return m_config; }

    /// In order, within the deadline.
    void stop(std::chrono::milliseconds deadline);

private:
    explicit Program(base::LogLevel leastLevel);

    /// Writes them to the log; all of them, one a line.
    [[nodiscard]] std::string say(const std::vector<config::Problem>& problems);
    void rehearse(const Rehearsal& rehearsal);
    void keepPace(pipeline::ApplyBilling& billing) const;
    [[nodiscard]] std::string
    apply(const std::string& path, std::optional<config::Config> config, std::string problems);
    [[nodiscard]] base::Status startAddress(AddressWish wish);
    [[nodiscard]] base::Status makeTemporary(std::string& folder);
    [[nodiscard]] base::Status
    startAddress(const address::AddressOptions& options, std::string problem);
    void scrapeSoon(address::Part part);

    base::PacedClock m_clock;
    base::PosixFileSystem m_files;
    LogLines m_log;
    std::unique_ptr<http::CurlClient> m_client;
    std::string m_temporaryFolder; ///< of the address, removed at the end; empty: none
    std::unique_ptr<address::Address> m_address;
    std::unique_ptr<address::InternalClient> m_internal;
    /// Of the parts of the address, by which the engine knows them; 0: not scraped yet. The
    /// address's thread.
    std::array<pipeline::TargetId, 2> m_parts{};
    std::atomic<pipeline::Engine*> m_running = nullptr; ///< for the address's thread
    std::unique_ptr<pipeline::Engine> m_engine;
    std::shared_ptr<const config::Workspace> m_workspace;
    std::shared_ptr<const config::Config> m_config;
    std::optional<Rehearsal> m_rehearsal;
    bool m_isLastApplied = false; ///< the file that was read last is in force
};

/// What a workspace puts in force beside its configuration.
[[nodiscard]] pipeline::ApplyBilling billingOf(config::Workspace workspace);

/// "version 1.2.3 (revision 4f5e6d)", without the latter when there is none.
[[nodiscard]] std::string programVersion();

} // namespace meterbench::app
