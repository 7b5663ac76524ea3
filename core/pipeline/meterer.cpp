#include "core/pipeline/meterer.h"

#include <algorithm>
#include <utility>

namespace meterbench::pipeline {

namespace {

using base::Result;
using base::Status;
using metering::Checkpoint;
using metering::Metering;
using metering::UsageJournal;
using metering::UsageRecord;

/// So many closed records are a transaction of their own, while a long log is caught up with.
constexpr std::size_t kMostClosed = 20'000;
/// Writing the state down takes this share of the time at most, and so does showing it.
constexpr std::int64_t kShareOfTime = 50;

/// What is to be forgotten is looked for once an hour of the log.
constexpr std::int64_t kForgetEveryMs = 3'600'000;
/// So far apart are the places by which the log is shortened.
constexpr std::int64_t kMilestoneMs = 60'000;

} // namespace

Result<std::unique_ptr<Meterer>>
Meterer::open(MetererOptions options, Surroundings surroundings, wal::Position logEnd) {
    auto metering = Metering::make(options.schema, options.meters);
    if (!metering) {
        return metering.error();
    }
    auto journal = UsageJournal::open(
        {options.folder}, surroundings.files, surroundings.clock, surroundings.sink
    );
    if (!journal) {
        return journal.error();
    }
    auto checkpoint = (*journal)->checkpoint();
    if (!checkpoint) {
        return checkpoint.error();
    }
    wal::Position from = logEnd;
    if (*checkpoint) {
        from = (*checkpoint)->position;
        if (const Status restored = (*metering)->restore((*checkpoint)->state); !restored) {
            return restored.error();
        }
    } else { // or what comes before the first commit would be nobody's after a KILL
        const Checkpoint first{from, (*metering)->state()};
        if (const auto written = (*journal)->commit({}, &first); !written) {
            return written.error();
        }
    }
    auto times = LogTimes::read(surroundings.files, surroundings.logFolder, from);
    if (!times) {
        return times.error();
    }
    return std::unique_ptr<Meterer>(new Meterer(
        std::move(options),
        std::move(surroundings),
        std::move(metering).value(),
        std::move(journal).value(),
        std::move(times).value(),
        from
    ));
}

Meterer::Meterer(
    MetererOptions options,
    Surroundings surroundings,
    std::unique_ptr<Metering> metering,
    std::unique_ptr<UsageJournal> journal,
    LogTimes times,
    wal::Position from
)
    : m_options(std::move(options))
    , m_shownOptions(std::make_shared<const MetererOptions>(m_options))
    , m_around(std::move(surroundings))
    , m_metering(std::move(metering))
    , m_journal(std::move(journal))
    , m_reader(m_around.files, m_around.logFolder, from)
    , m_readTo(from)
    , m_times(std::move(times))
    , m_lastCommitMs(m_around.clock.nowMs())
    , m_pauseMs(m_options.commitEvery.count())
    , m_position(from) {
    publish();
}

Meterer::~Meterer() = default;

wal::Position Meterer::position() const {
    const base::MutexLock lock(m_mutex);
    return m_position;
}

wal::Position Meterer::keptFrom() const {
    const base::MutexLock lock(m_mutex);
    return m_keptFrom;
}

void Meterer::turn(wal::Position logEnd) {
    const std::uint64_t groups = m_groups;
    read(logEnd);
    const bool isTime = m_around.clock.nowMs() - m_lastCommitMs >= m_pauseMs;
    if (isTime) {
        m_metering->passTime(m_newestMs);
    }
    if ((isTime && m_isChanged) || !m_problem.empty()) {
        commit();
    }
    m_isUntold = m_isUntold || groups != m_groups;
    publishIfDue();
}

void Meterer::finish(wal::Position logEnd) {
    read(logEnd);
    if (m_isChanged) {
        commit();
    }
    publish();
}

void Meterer::read(wal::Position logEnd) {
    while (m_readTo < logEnd) {
        const Result<wal::ReadOutcome> outcome = m_reader.next(logEnd);
        if (!outcome) {
            say(outcome.error().context);
            return;
        }
        switch (*outcome) {
        case wal::ReadOutcome::Group:
            take(m_reader.group());
            break;
        case wal::ReadOutcome::Damage:
            m_lost += m_reader.damage().samples.value_or(0);
            m_around.sink.write(
                base::LogLevel::Error,
                "metering",
                "part of the log could not be read and is not metered: " + m_reader.damage().what
            );
            break;
        case wal::ReadOutcome::Missing:
            m_around.sink.write(
                base::LogLevel::Error,
                "metering",
                "the log was shortened before it was metered; the time between is unmetered"
            );
            break;
        case wal::ReadOutcome::End:
            m_readTo = logEnd;
            return;
        }
        m_readTo = m_reader.position();
        if (m_closed.size() >= kMostClosed && m_problem.empty()) {
            commit();
        }
    }
}

void Meterer::take(const wal::Group& group) {
    ++m_groups;
    m_isChanged = true;
    if (group.batches.empty()) {
        return;
    }
    const model::Batch& first = *group.batches.front();
    m_newestMs = std::max(m_newestMs, first.timestampMs);
    m_metering->take(
        {first.layout->source,
         first.timestampMs,
         0,
         m_report.isUp(group),
         group.batches,
         m_report.isGone(group),
         wal::numberOf(group.after)}
    );
    keepClosed();
}

void Meterer::keepClosed() {
    for (UsageRecord& record : m_metering->takeClosed()) {
        m_closed.push_back(std::move(record));
    }
}

/// Closed records, state and position, or nothing: then the next turn tries again, and the log is
/// kept for as long as it may grow.
void Meterer::commit() {
    const std::int64_t beginNs = m_around.clock.steadyNs();
    if (const Status taken = takeLate(); !taken) {
        say(taken.error().context);
        return;
    }
    keepClosed();
    if (m_newestMs - m_forgotMs >= kForgetEveryMs) {
        m_forgotMs = m_newestMs;
        static_cast<void>(m_metering->forget(m_newestMs - metering::kForgetAfterMs));
    }
    const Checkpoint checkpoint{m_readTo, m_metering->state()};
    const auto done = m_journal->commit(m_closed, &checkpoint);
    if (!done) {
        say(done.error().context);
        return;
    }
    say({});
    m_stored += done->added + done->corrected;
    m_closed.clear();
    m_workedIn.clear();
    m_lastCommitMs = m_around.clock.nowMs();
    m_pauseMs = std::max(
        m_options.commitEvery.count(),
        (m_around.clock.steadyNs() - beginNs) / 1'000'000 * kShareOfTime
    );
    m_isChanged = false;
    m_isUntold = true;
    noteWay(checkpoint.position);
}

/// All before the position is safe.
void Meterer::noteWay(wal::Position position) {
    m_times.note(m_newestMs, position);
    if (m_way.empty() || m_newestMs - m_way.back().timeMs >= kMilestoneMs) {
        // What stands in the log from before this start is as old as may be.
        m_way.push_back({m_newestMs, m_way.empty() ? wal::Position{} : position});
    }
    const std::int64_t oldestMs = m_newestMs - m_options.lateWithin.count();
    while (m_way.size() > 1 && m_way[1].timeMs <= oldestMs) {
        m_way.pop_front();
    }
    const base::MutexLock lock(m_mutex);
    m_position = position;
    m_keptFrom =
        m_options.lateWithin.count() > 0 ? std::min(position, m_way.front().position) : position;
}

void Meterer::say(std::string problem) {
    if (problem == m_problem) {
        return;
    }
    m_problem = std::move(problem);
    m_around.sink.write(
        m_problem.empty() ? base::LogLevel::Info : base::LogLevel::Error,
        "metering",
        m_problem.empty() ? "usage is written down again" : m_problem
    );
    publish();
}

/// All live values are looked at: with many of them that is not done at every turn.
void Meterer::publishIfDue() {
    if (m_isUntold && m_around.clock.steadyNs() - m_publishedNs >= m_publishPauseNs) {
        publish();
    }
}

void Meterer::publish() {
    const std::int64_t beginNs = m_around.clock.steadyNs();
    auto state = std::make_shared<MetererState>();
    state->folder = m_options.folder;
    state->options = m_shownOptions;
    state->counts = m_metering->counts();
    state->unbilled = m_metering->unbilled();
    state->open = m_metering->open();
    state->open.insert(state->open.end(), m_closed.begin(), m_closed.end());
    state->lastSequence = m_journal->lastSequence();
    state->recordsStored = m_stored;
    state->groupsRead = m_groups;
    state->lateTaken = m_corrected;
    state->samplesLost = m_lost;
    state->problem = m_problem;
    m_published.publish(std::move(state));
    m_isUntold = false;
    m_publishedNs = m_around.clock.steadyNs();
    m_publishPauseNs = (m_publishedNs - beginNs) * kShareOfTime;
}

} // namespace meterbench::pipeline
