// Pipe: events and snapshots.

#include "core/base/text.h"
#include "core/pipeline/pipe.h"

#include <algorithm>
#include <utility>

namespace meterbench::pipeline {

namespace {

constexpr std::size_t kKeptEvents = 2'000;

} // namespace

void Pipe::event(EventKind kind, base::LogLevel level, std::string subject, std::string detail) {
    m_around.sink.write(level, "pipeline", subject + (detail.empty() ? "" : ": " + detail));
    remember(kind, level, std::move(subject), std::move(detail));
}

/// For what somebody else has written to the log already.
void Pipe::remember(EventKind kind, base::LogLevel level, std::string subject, std::string detail) {
    m_events.push_back(std::make_shared<const Event>(Event{
        ++m_lastEvent, m_around.clock.nowMs(), level, kind, std::move(subject), std::move(detail)})
    );
    if (m_events.size() > kKeptEvents) {
        m_events.pop_front();
    }
    m_eventsChanged = true;
    m_changed = true;
}

void Pipe::publish() {
    const SnapshotPtr before = m_published.get();
    auto snapshot = before ? std::make_shared<Snapshot>(*before) : std::make_shared<Snapshot>();
    snapshot->generation = ++m_generation;
    snapshot->timeMs = m_around.clock.nowMs();
    snapshot->startTimeMs = m_startMs;
    snapshot->ready = m_config != nullptr || !m_inspectedJob.staticGroups.empty();
    snapshot->stopping = m_stopping;
    snapshot->config = m_config;
    snapshot->configLoadedMs = m_configLoadedMs;
    snapshot->lastReloadOk = m_lastReloadOk;
    snapshot->lastReloadMs = m_lastReloadMs;
    snapshot->wantedEndpoints = m_wantedEndpoints;
    snapshot->totals = m_totals;
    snapshot->storeBytes = m_store.sizeBytes();
    snapshot->watched = m_store.views();
    snapshot->inspected = m_inspected;
    snapshot->outcomes = m_outcomes;
    publishTargets(*snapshot);
    if (const std::shared_ptr<const KeeperState> keeper = m_around.keeperState()) {
        snapshot->log = keeper->log;
        publishEndpoints(*snapshot, *keeper);
    }
    if (const std::shared_ptr<const UsageState> usage = m_around.usageState()) {
        snapshot->metered = usage->metered;
        snapshot->deliveries = usage->deliveries;
        snapshot->usageEndpoints = usage->endpoints;
    }
    publishRates(*snapshot);
    if (m_eventsChanged) { // last: the steps above may have had something to say
        snapshot->events =
            std::make_shared<const std::vector<EventPtr>>(m_events.begin(), m_events.end());
        m_eventsChanged = false;
    }
    m_published.publish(std::move(snapshot));
    m_lastPublishMs = m_around.clock.nowMs();
    m_changed = false;
}

void Pipe::publishTargets(Snapshot& snapshot) {
    if (m_poolsChanged) {
        auto dropped = std::make_shared<std::vector<DroppedTarget>>();
        for (const Pool& pool : m_pools) {
            const std::uint64_t keep = pool.job->options.limits.keepDroppedTargets;
            for (const DroppedTarget& none : pool.dropped) {
                if (keep == 0 || dropped->size() < keep) {
                    dropped->push_back(none);
                }
            }
        }
        snapshot.dropped = std::move(dropped);
        m_poolsChanged = false;
    }
    if (!m_targetsChanged) {
        return;
    }
    m_targetsChanged = false;
    auto targets = std::make_shared<std::vector<TargetPtr>>();
    targets->reserve(m_targets.size());
    snapshot.targetsUp = 0;
    snapshot.targetsDown = 0;
    snapshot.activeSeries = 0;
    snapshot.layoutBytes = 0;
    for (const Pool& pool : m_pools) {
        for (const TargetId id : pool.targets) {
            const RunningTarget& target = *m_targets.at(id);
            targets->push_back(target.state);
            snapshot.targetsUp += target.state->health == Health::Up ? 1 : 0;
            snapshot.targetsDown += target.state->health == Health::Down ? 1 : 0;
            snapshot.activeSeries += target.scraper->seriesCount();
            snapshot.layoutBytes += target.scraper->sizeBytes();
        }
    }
    snapshot.targets = std::move(targets);
}

void Pipe::publishEndpoints(Snapshot& snapshot, const KeeperState& keeper) {
    snapshot.endpoints.clear();
    std::map<std::string, remote::EndpointState> states;
    for (const auto& endpoint : keeper.endpoints) {
        auto view = std::make_shared<EndpointView>();
        view->state = endpoint->state();
        view->options = endpoint->options();
        const std::string& name = view->state.name;
        view->samplesPerSecond =
            m_rates["sent " + name].update(snapshot.timeMs, view->state.samplesSent);
        view->bytesPerSecond =
            m_rates["bytes " + name].update(snapshot.timeMs, view->state.bytesSent);
        noteEndpoint(m_endpointsBefore[name], view->state);
        states[name] = view->state;
        snapshot.endpoints.push_back(std::move(view));
    }
    m_endpointsBefore = std::move(states);
}

void Pipe::noteEndpoint(const remote::EndpointState& before, const remote::EndpointState& now) {
    const bool acceptsNow = now.lastAnswerMs != 0 && now.lastError.empty();
    const bool acceptedBefore = before.lastAnswerMs != 0 && before.lastError.empty();
    if (acceptsNow && !acceptedBefore && now.samplesSent > 0) {
        event(EventKind::EndpointAccepted, base::LogLevel::Info, now.name, "samples are accepted");
    }
    if (!now.lastError.empty() && before.lastError.empty()) {
        event(EventKind::EndpointFailing, base::LogLevel::Error, now.name, now.lastError);
    }
    if (now.samplesRefused > before.samplesRefused) {
        event(
            EventKind::EndpointRefused,
            base::LogLevel::Error,
            now.name,
            base::counted(now.samplesRefused - before.samplesRefused, "sample") +
                " refused for ever: " + now.lastError
        );
    }
}

void Pipe::publishRates(Snapshot& snapshot) {
    const std::int64_t now = snapshot.timeMs;
    Rates& rates = snapshot.rates;
    rates.samplesInPerSecond = m_rates["in"].update(now, m_totals.samplesScraped);
    rates.samplesDroppedPerSecond = m_rates["dropped"].update(now, m_totals.samplesRelabeledAway);
    rates.samplesLoggedPerSecond = m_rates["logged"].update(now, m_totals.samplesLogged);
    rates.scrapesPerSecond = m_rates["scrapes"].update(now, m_totals.scrapes);
    rates.samplesOutPerSecond = 0;
    rates.bytesOutPerSecond = 0;
    for (const EndpointPtr& endpoint : snapshot.endpoints) {
        rates.samplesOutPerSecond += endpoint->samplesPerSecond;
        rates.bytesOutPerSecond += endpoint->bytesPerSecond;
    }
}

} // namespace meterbench::pipeline
