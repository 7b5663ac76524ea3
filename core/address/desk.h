// Desk: everything behind the address: instruments with their undo and drivers, pushes, the last
// marks of pushes, and what the window sees of them. A plain object without a thread and without
// sockets: Address runs it on its thread, tests call it directly. What was answered as done is in a
// journal by then. Errors of requests are answers with a status; those of commands are outcomes.
#pragma once

#include "core/address/command.h"
#include "core/address/options.h"
#include "core/address/push_marks.h"
#include "core/address/self_metrics.h"
#include "core/address/view.h"
#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/log_sink.h"
#include "core/exposition/accept.h"
#include "core/icos/routes.h"
#include "core/instruments/drive.h"
#include "core/instruments/history.h"
#include "core/instruments/journal.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace meterbench::address {

class Desk final : public icos::BenchPort {
public:
    struct Surroundings {
        const base::Clock& clock;
        base::FileSystem& files;
        base::LogSink& sink;
    };

    /// Reads the journals. An error names the file and what is wrong with it.
    [[nodiscard]] static base::Result<std::unique_ptr<Desk>>
    open(const AddressOptions& options, Surroundings surroundings);

    /// One push or DELETE; the body is still packed.
    [[nodiscard]] http::Answer push(const http::ServedRequest& request, std::string_view path);

    void run(std::uint64_t number, const Command& command);
    void watch(Watch watched);

    /// Moves what is driven, takes away what has expired, brings journals to the disk; answers the
    /// milliseconds until it wants to be called again, -1: not by time.
    [[nodiscard]] std::int64_t tick();

    /// At the end of the program.
    void sync();

    /// Instruments in their order, then pushes by name; with "# EOF" where it belongs.
    [[nodiscard]] std::string expose(exposition::Media media) const;
    [[nodiscard]] std::string exposeBench(exposition::Media media) const;
    [[nodiscard]] std::string exposePushes(exposition::Media media) const;
    /// Of the address itself.
    [[nodiscard]] std::string selfText(const http::ServerCounts& server) const;

    /// Over HTTP, without a way back.
    [[nodiscard]] base::Status wipePushes();

    [[nodiscard]] std::uint64_t benchGeneration() const { return m_journal->bench().generation(); }

    [[nodiscard]] std::uint64_t pushGeneration() const { return m_store->generation(); }

    [[nodiscard]] gateway::PushStore& store() { return *m_store; }

    [[nodiscard]] const AddressOptions& options() const { return m_options; }

    [[nodiscard]] std::int64_t nowMs() const { return m_around.clock.nowMs(); }

    [[nodiscard]] std::int64_t steadyNs() const { return m_around.clock.steadyNs(); }

    [[nodiscard]] std::int64_t startMs() const { return m_startMs; }

    [[nodiscard]] SelfMetrics& self() { return m_self; }

    /// A view with what is watched; the same object while nothing has changed.
    [[nodiscard]] AddressViewPtr view(const std::string& url, const std::string& problem);

    // icos::BenchPort
    [[nodiscard]] const instruments::Bench& bench() const override { return m_journal->bench(); }

    [[nodiscard]] base::Status apply(std::span<const instruments::Edit> edits) override;
    [[nodiscard]] bool isTaken(std::string_view family) const override;

private:
    Desk(const AddressOptions& options, Surroundings surroundings);

    [[nodiscard]] base::Status
    drive(const std::vector<instruments::Edit>& edits, std::int64_t nowMs);
    [[nodiscard]] bool isDirty() const;
    void tellOfJournals(const std::string& problem);

    // desk_commands.cpp
    [[nodiscard]] Outcome edit(const EditBench& command);
    [[nodiscard]] Outcome import(const ImportBench& command);
    [[nodiscard]] Outcome exportBench(const ExportBench& command) const;
    [[nodiscard]] Outcome copyAs(const CopyAs& command) const;
    [[nodiscard]] Outcome erase(const ErasePushes& command);
    [[nodiscard]] Outcome wipe();
    [[nodiscard]] Outcome putBack();

    // desk_view.cpp
    [[nodiscard]] std::shared_ptr<const BenchView> benchView();
    [[nodiscard]] std::shared_ptr<const GatewayView> gatewayView();
    [[nodiscard]] bool hasChanged(const std::string& url, const std::string& problem) const;

    AddressOptions m_options;
    Surroundings m_around;
    std::unique_ptr<instruments::Journal> m_journal;
    std::unique_ptr<instruments::History> m_history;
    instruments::Drives m_drives;
    std::unique_ptr<gateway::PushStore> m_store;
    std::unique_ptr<gateway::Removed> m_removed; ///< what the last erase took, to be put back
    std::string m_removedWords;
    PushMarks m_marks;
    SelfMetrics m_self;
    std::string m_journalProblem;
    std::int64_t m_maintainedMs = 0;
    std::int64_t m_startMs;

    Watch m_watched;
    std::vector<Outcome> m_outcomes;
    std::string m_url; ///< where people reach it, for what is copied
    std::uint64_t m_changes = 0; ///< of what has no generation of its own: outcomes, marks, watch
    struct Shown {
        std::uint64_t bench = 0;
        std::uint64_t pushes = 0;
        std::uint64_t changes = 0;
    };
    Shown m_shown;
    AddressViewPtr m_view;
};

} // namespace meterbench::address
