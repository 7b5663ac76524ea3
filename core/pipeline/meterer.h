// Meterer: follows the log and makes usage of it. Like an endpoint it has a position in the log
// that moves when its work is safe: closed records, the meters' state and the position go into the
// usage journal in one transaction, so that after any end of the process the log is read on from
// there and nothing is metered twice or not at all. A plain object: Engine runs it on the meter
// thread, tests call it directly. Errors: those of the meters (InvalidInput), of the journal and of
// the disk.
#pragma once

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/log_sink.h"
#include "core/base/mutex.h"
#include "core/base/published.h"
#include "core/base/result.h"
#include "core/metering/metering.h"
#include "core/metering/usage_journal.h"
#include "core/pipeline/amendment.h"
#include "core/pipeline/log_times.h"
#include "core/pipeline/meterer_options.h"
#include "core/pipeline/meterer_state.h"
#include "core/pipeline/up_report.h"
#include "core/wal/position.h"
#include "core/wal/reader.h"

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace meterbench::pipeline {

class Meterer {
public:
    struct Surroundings {
        base::FileSystem& files;
        const base::Clock& clock;
        base::LogSink& sink;
        std::string logFolder;
    };

    /// Goes on where the journal says; a new one begins at the end of the log.
    [[nodiscard]] static base::Result<std::unique_ptr<Meterer>>
    open(MetererOptions options, Surroundings surroundings, wal::Position logEnd);
    ~Meterer();

    /// Takes what stands in the log before its end, and writes down what there is to write.
    void turn(wal::Position logEnd);
    /// The last turn: everything is written down.
    void finish(wal::Position logEnd);

    /// Everything in the log before it is metered and safe. Any thread.
    [[nodiscard]] wal::Position position() const;

    /// The log is kept from there on: what is not safe, and what late samples need. Any thread.
    [[nodiscard]] wal::Position keptFrom() const;

    [[nodiscard]] std::shared_ptr<const MetererState> state() const { return m_published.get(); }

private:
    Meterer(
        MetererOptions options,
        Surroundings surroundings,
        std::unique_ptr<metering::Metering> metering,
        std::unique_ptr<metering::UsageJournal> journal,
        LogTimes times,
        wal::Position from
    );
    void read(wal::Position logEnd);
    void take(const wal::Group& group);
    void keepClosed();
    void commit();
    void noteWay(wal::Position position);
    [[nodiscard]] base::Status takeLate();
    [[nodiscard]] wal::Position lateFrom() const;
    [[nodiscard]] base::Status amend(const std::vector<Reordered>& things);
    void say(std::string problem);
    void publish();
    void publishIfDue();

    MetererOptions m_options;
    std::shared_ptr<const MetererOptions> m_shownOptions;
    Surroundings m_around;
    std::unique_ptr<metering::Metering> m_metering;
    std::unique_ptr<metering::UsageJournal> m_journal;
    wal::Reader m_reader;
    wal::Position m_readTo;
    std::vector<metering::UsageRecord> m_closed;  ///< not yet stored
    std::vector<metering::LateSample> m_late;     ///< not yet in their place
    std::vector<metering::LateSample> m_workedIn; ///< since the last commit
    std::uint64_t m_corrected = 0;                ///< late samples that are in their place
    UpReport m_report;
    std::int64_t m_newestMs = 0; ///< of the groups

    struct Milestone {
        std::int64_t timeMs = 0; ///< newest of the groups before the position
        wal::Position position;
    };

    LogTimes m_times;
    std::deque<Milestone> m_way; ///< of the time that the log is kept; the oldest first
    std::int64_t m_forgotMs = 0; ///< of the log, when things were forgotten last
    std::int64_t m_lastCommitMs = 0;
    std::int64_t m_pauseMs = 0; ///< until the next one
    bool m_isChanged = false;   ///< something was read since the last commit
    bool m_isUntold = false;    ///< something changed since the last publication
    std::int64_t m_publishedNs = 0;
    std::int64_t m_publishPauseNs = 0; ///< until the next one
    std::uint64_t m_groups = 0;
    std::uint64_t m_lost = 0;
    std::uint64_t m_stored = 0;
    std::string m_problem;
    mutable base::Mutex m_mutex;
    wal::Position m_position MB_GUARDED_BY(m_mutex);
    wal::Position m_keptFrom MB_GUARDED_BY(m_mutex);
    base::Published<MetererState> m_published;
};

} // namespace meterbench::pipeline
