#include "core/pipeline/log_keeper.h"

#include "core/base/text.h"
#include "core/wal/saved_position.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace meterbench::pipeline {

namespace {

constexpr std::int64_t kSyncEveryMs = 1'000;
constexpr std::int64_t kShortenEveryMs = 2'000;
constexpr std::int64_t kRetryEveryMs = 1'000;

template <class... Visitors>
struct Overloaded : Visitors... {
    using Visitors::operator()...;
};

} // namespace

LogKeeper::LogKeeper(std::unique_ptr<wal::Log> log, Surroundings surroundings)
    : m_log(std::move(log))
    , m_around(std::move(surroundings))
    , m_end(m_log->end())
    , m_ledger(m_log->ledger().entries()) {
    publish();
}

wal::Position LogKeeper::logEnd() const {
    const base::MutexLock lock(m_endMutex);
    return m_end;
}

void LogKeeper::noteEnd() {
    const base::MutexLock lock(m_endMutex);
    m_end = m_log->end();
}

LogKeeper::~LogKeeper() = default;

void LogKeeper::handle(std::vector<KeeperMessage>&& messages) {
    for (KeeperMessage& message : messages) {
        std::visit(
            Overloaded{
                [this](LogGroup& group) { m_waiting.push_back(std::move(group.batches)); },
                [this](const EndpointsWanted& wanted) {
                    append(); // what came before belongs to the endpoints as they were
                    want(wanted.endpoints);
                },
                [this](const EndpointPaused& paused) {
                    for (const auto& endpoint : m_endpoints) {
                        if (endpoint->options().name == paused.name) {
                            endpoint->pause(paused.paused);
                        }
                    }
                    m_changed = true;
                },
                [this](LossNoticed& loss) { enterLoss(std::move(loss.entry)); },
            },
            message
        );
    }
    append();
    if (m_changed) {
        publish();
    }
}

void LogKeeper::append() {
    std::size_t done = 0;
    while (!m_waiting.empty() && m_around.clock.nowMs() >= m_retryMs) {
        std::vector<model::BatchPtr>& batches = m_waiting.front();
        const wal::Position before = m_log->end();
        const std::uint64_t samplesBefore = m_log->samplesWritten();
        const base::Result<wal::Position> after = m_log->append(batches);
        if (!after) {
            appendFailed(after.error());
            break;
        }
        m_unsynced = true;
        if (!m_endpoints.empty()) {
            const auto group = std::make_shared<const wal::Group>(wal::Group{
                std::move(batches), before, *after, samplesBefore});
            for (const auto& endpoint : m_endpoints) {
                endpoint->deliver(group);
            }
        }
        m_waiting.pop_front();
        ++done;
    }
    m_changed = m_changed || !m_waiting.empty();
    if (done == 0) {
        return;
    }
    noteEnd();
    if (!m_problem.empty()) {
        speak(
            EventKind::LogRecovered,
            base::LogLevel::Info,
            m_log->folder(),
            "the log is written again"
        );
        m_problem.clear();
        m_changed = true;
    }
    m_around.toPipe(GroupsLogged{done});
}

void LogKeeper::appendFailed(const base::Error& error) {
    m_retryMs = m_around.clock.nowMs() + kRetryEveryMs;
    if (m_problem != error.context) {
        m_problem = error.context;
        const EventKind kind =
            error.code == base::Code::Limit ? EventKind::LogFull : EventKind::LogDamaged;
        speak(
            kind,
            base::LogLevel::Error,
            m_log->folder(),
            error.context + "; scrapes wait until it can be written again"
        );
    }
    m_changed = true;
}

std::int64_t LogKeeper::tick() {
    const std::int64_t now = m_around.clock.nowMs();
    if (!m_waiting.empty() && now >= m_retryMs) {
        shorten(); // room may be what is missing
        append();
    }
    if (m_unsynced && now - m_lastSyncMs >= kSyncEveryMs) {
        m_lastSyncMs = now;
        const base::Status synced = m_log->sync();
        m_unsynced = false;
        if (!synced) {
            appendFailed(synced.error());
        }
        m_changed = true;
    }
    if (now - m_lastShortenMs >= kShortenEveryMs) {
        m_lastShortenMs = now;
        shorten();
    }
    if (m_changed) {
        publish();
    }
    if (!m_waiting.empty()) {
        return std::max<std::int64_t>(1, m_retryMs - now);
    }
    return m_unsynced ? std::max<std::int64_t>(1, m_lastSyncMs + kSyncEveryMs - now) : -1;
}

void LogKeeper::want(const std::vector<remote::EndpointOptions>& endpoints) {
    std::vector<std::shared_ptr<remote::Endpoint>> gone;
    const auto isWanted = [&](const std::shared_ptr<remote::Endpoint>& endpoint) {
        return std::find(endpoints.begin(), endpoints.end(), endpoint->options()) !=
               endpoints.end();
    };
    for (const auto& endpoint : m_endpoints) {
        if (!isWanted(endpoint)) {
            gone.push_back(endpoint);
        }
    }
    for (const auto& endpoint : gone) {
        // Short: the answer under way is waited for a moment; everything unsent stays in the log
        // for the successor.
        endpoint->stop(std::chrono::steady_clock::now() + std::chrono::milliseconds(500));
        std::erase(m_endpoints, endpoint);
    }
    gone.clear();
    giveUpOthers(endpoints);
    m_readersKnown = true;
    for (const remote::EndpointOptions& options : endpoints) {
        const bool runs =
            std::any_of(m_endpoints.begin(), m_endpoints.end(), [&](const auto& endpoint) {
                return endpoint->options() == options;
            });
        if (!runs) {
            startEndpoint(options);
        }
    }
    m_changed = true;
}

/// Endpoints of an earlier configuration, of this process or a former one, that nobody wants any
/// more.
void LogKeeper::giveUpOthers(const std::vector<remote::EndpointOptions>& endpoints) {
    const auto saved = wal::SavedPosition::keys(m_around.files, m_log->folder());
    if (!saved) {
        m_around.sink.write(base::LogLevel::Warn, "log", saved.error().context);
        return;
    }
    for (const std::string& name : *saved) {
        if (std::ranges::find(endpoints, name, &remote::EndpointOptions::name) == endpoints.end()) {
            giveUp(name);
        }
    }
}

/// Says what it had not sent, and forgets where it stood: nothing is kept for it, and one of that
/// name that comes later begins at the end of the log.
void LogKeeper::giveUp(const std::string& name) {
    const auto saved =
        wal::SavedPosition::open(m_around.files, m_log->folder(), name, m_log->end());
    if (!saved) {
        m_around.sink.write(base::LogLevel::Warn, "log", name + ": " + saved.error().context);
        return;
    }
    const wal::Position at = std::ranges::min_element(saved->lanes(), {}, &wal::SavedLane::at)->at;
    const auto unsent = m_log->samplesIn(std::max(at, m_log->begin()), m_log->end());
    if (!unsent || *unsent > 0) {
        enterLoss(
            {m_around.clock.nowMs(),
             name,
             "unsent when its endpoint left the configuration",
             unsent.value_or(0),
             unsent ? "" : "they could not be counted"}
        );
    }
    const base::Status forgotten =
        wal::SavedPosition::forget(m_around.files, m_log->folder(), name);
    if (!forgotten) {
        m_around.sink.write(base::LogLevel::Warn, "log", name + ": " + forgotten.error().context);
    }
}

void LogKeeper::startEndpoint(const remote::EndpointOptions& options) {
    remote::Endpoint::Surroundings around{
        m_around.client,
        m_around.files,
        m_around.clock,
        m_around.sink,
        m_log->folder(),
        [this](wal::LedgerEntry entry) { m_around.toKeeper(LossNoticed{std::move(entry)}); },
        [this] { m_around.toPipe(StateTouched{}); },
    };
    base::Result<std::unique_ptr<remote::Endpoint>> endpoint =
        remote::Endpoint::start(options, std::move(around), m_log->begin(), m_log->end());
    if (!endpoint) {
        speak(
            EventKind::EndpointFailing,
            base::LogLevel::Error,
            options.name,
            "cannot start: " + endpoint.error().context
        );
        m_readersKnown = false; // what it has not sent stays, until a configuration starts it
        return;
    }
    m_endpoints.push_back(std::move(*endpoint));
}

void LogKeeper::shorten() {
    wal::Position slowest = m_readersKnown ? m_log->end() : m_log->begin();
    for (const auto& endpoint : m_endpoints) {
        slowest = std::min(slowest, endpoint->position());
    }
    if (m_around.readUpTo) {
        slowest = std::min(slowest, m_around.readUpTo());
    }
    const wal::Position before = m_log->begin();
    const wal::Position after = m_log->beginAfterRelease(slowest);
    if (after == before) {
        return;
    }
    for (const auto& endpoint : m_endpoints) { // counted while it can still be read
        const wal::Position position = std::max(endpoint->position(), before);
        if (position < after) {
            const std::optional<std::uint64_t> lost = m_log->samplesIn(position, after);
            enterLoss(
                {m_around.clock.nowMs(),
                 endpoint->options().name,
                 "over the disk budget",
                 lost.value_or(0),
                 lost ? "" : "they could not be counted"}
            );
        }
    }
    static_cast<void>(m_log->release(slowest));
    m_changed = true;
}

void LogKeeper::enterLoss(wal::LedgerEntry entry) {
    const std::string howMany =
        entry.samples == 0 ? "" : base::counted(entry.samples, "sample") + " lost: ";
    speak(
        EventKind::SamplesLost,
        base::LogLevel::Error,
        entry.who,
        howMany + entry.reason + (entry.detail.empty() ? "" : " (" + entry.detail + ")")
    );
    m_log->noteDamage(entry.damagedPages);
    if (const base::Status added = m_log->ledger().add(std::move(entry)); !added) {
        m_around.sink.write(base::LogLevel::Error, "ledger", added.error().context);
    }
    m_ledger = m_log->ledger().entries();
    m_changed = true;
}

void LogKeeper::speak(
    EventKind kind, base::LogLevel level, std::string subject, std::string detail
) {
    m_around.toPipe(KeeperSpoke{kind, level, std::move(subject), std::move(detail)});
}

void LogKeeper::publish() {
    auto state = std::make_shared<KeeperState>();
    state->log.open = true;
    state->log.problem = m_problem;
    state->log.stats = m_log->stats();
    state->log.ledger = m_ledger;
    state->log.lostSamples = m_log->ledger().lostSamples();
    state->endpoints.assign(m_endpoints.begin(), m_endpoints.end());
    state->waitingGroups = m_waiting.size();
    m_published.publish(std::move(state));
    m_changed = false;
}

void LogKeeper::stop(std::chrono::steady_clock::time_point deadline) {
    m_retryMs = 0;
    append();
    if (const base::Status synced = m_log->sync(); !synced) {
        m_around.sink.write(base::LogLevel::Error, "log", synced.error().context);
    }
    for (const auto& endpoint : m_endpoints) {
        endpoint->stop(deadline);
    }
    shorten();
    m_endpoints.clear();
    publish();
}

} // namespace meterbench::pipeline
