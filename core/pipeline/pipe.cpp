#include "core/pipeline/pipe.h"

#include "core/base/duration.h"
#include "core/base/text.h"
#include "core/scrape/schedule.h"

#include <algorithm>
#include <utility>

namespace meterbench::pipeline {

namespace {

/// While this much waits for the log, ticks are passed over.
constexpr std::size_t kMaxUnloggedBytes = 256ULL << 20;

template <class... Visitors>
struct Overloaded : Visitors... {
    using Visitors::operator()...;
};

} // namespace

Pipe::Pipe(Options options, Surroundings surroundings)
    : m_options(std::move(options))
    , m_around(std::move(surroundings))
    , m_store(m_options.historyBytes)
    , m_seed(scrape::scheduleSeed(m_options.hostName, {}))
    , m_startMs(m_around.clock.nowMs()) {
    m_inspectedJob.name = "inspected";
    m_inspectedJob.fallbackProtocol = scrape::Protocol::Text004;
    event(EventKind::ProgramStarted, base::LogLevel::Info, "meterbench", m_options.about);
    publish();
}

Pipe::~Pipe() = default;

void Pipe::handle(std::vector<PipeMessage>&& messages) {
    for (PipeMessage& message : messages) {
        std::visit(
            Overloaded{
                [this](const CommandPosted& posted) { run(posted.number, posted.command); },
                [this](WatchChanged& changed) {
                    m_store.watch(changed.watched.series, changed.watched.window);
                    if (changed.watched.inspected != m_watched.inspected) {
                        m_inspected = {};
                    }
                    m_watched = std::move(changed.watched);
                },
                [this](BodyArrived& arrived) { bodyArrived(std::move(arrived)); },
                [this](const GroupsLogged& logged) { groupsLogged(logged.groups); },
                [this](KeeperSpoke& spoke) {
                    event(
                        spoke.kind, spoke.level, std::move(spoke.subject), std::move(spoke.detail)
                    );
                },
                [](const StateTouched&) {},
                [this](CommandDone& done) { finishCommand(std::move(done.outcome)); },
            },
            message
        );
        m_changed = true;
    }
}

std::int64_t Pipe::tick() {
    const std::int64_t now = m_around.clock.nowMs();
    startDue(now);
    endLeaving(now);
    std::int64_t wait = -1;
    const auto until = [&](std::int64_t atMs) {
        const std::int64_t ms = std::max<std::int64_t>(0, m_around.clock.msUntil(atMs));
        wait = wait < 0 ? ms : std::min(wait, ms);
    };
    if (m_changed) {
        if (now - m_lastPublishMs >= m_options.publishEveryMs || now < m_lastPublishMs) {
            publish();
        } else {
            until(m_lastPublishMs + m_options.publishEveryMs);
        }
    }
    if (!m_unlogged.empty()) {
        until(now + m_options.publishEveryMs); // the log thread's answers wake nobody
    }
    if (!m_due.empty()) {
        until(m_due.top().atMs);
    }
    for (const LeavingTarget& leaving : m_leaving) {
        until(leaving.dueMs);
    }
    return wait;
}

void Pipe::startDue(std::int64_t nowMs) {
    while (!m_stopping && !m_due.empty() && m_due.top().atMs <= nowMs) {
        const Due due = m_due.top();
        m_due.pop();
        const auto at = m_targets.find(due.target);
        if (at == m_targets.end() || at->second->nextMs != due.atMs) {
            continue;
        }
        RunningTarget& target = *at->second;
        schedule(target, std::max(due.atMs + 1, nowMs));
        if (target.paused) {
            continue;
        }
        if (target.inFlight || m_unloggedBytes > kMaxUnloggedBytes) {
            ++m_totals.scrapesSkipped;
            m_changed = true;
            continue;
        }
        startScrape(target, due.atMs);
    }
}

void Pipe::schedule(RunningTarget& target, std::int64_t fromMs) {
    target.nextMs =
        scrape::nextScrapeMs(target.id(), m_seed, target.scraper->target().interval, fromMs);
    m_due.push({target.nextMs, target.id()});
}

void Pipe::startScrape(RunningTarget& target, std::int64_t scheduledMs) {
    const std::int64_t now = m_around.clock.nowMs();
    target.inFlight = true;
    target.scheduledMs = scheduledMs;
    // Two scrapes of a target never carry the same time or go back (scrape now, a clock that
    // jumped).
    const std::int64_t timestampMs =
        scrape::sampleTimestampMs(scheduledMs, now, target.scraper->target().interval);
    target.timestampMs = std::max(timestampMs, target.timestampMs + 1);
    ++target.attempt;
    const auto pool = std::find_if(m_pools.begin(), m_pools.end(), [&](const Pool& candidate) {
        return candidate.job == target.scraper->job();
    });
    if (pool != m_pools.end() && pool->overTargetLimit) {
        const std::uint64_t limit = pool->job->options.limits.targets;
        const base::Error why = scrape::limitError(
            scrape::LimitHit::Targets,
            "target_limit exceeded: " + base::counted(pool->targets.size(), "target") +
                " in the pool, the limit is " + std::to_string(limit)
        );
        finishScrape(target, target.scraper->refuse(why, target.timestampMs), {});
        return;
    }
    target.request = m_around.client.send(
        target.scraper->request(),
        [toPipe = m_around.toPipe,
         id = target.id(),
         attempt = target.attempt](http::Response&& response) {
            toPipe(BodyArrived{id, attempt, std::move(response)});
        }
    );
}

void Pipe::bodyArrived(BodyArrived&& arrived) {
    const auto at = m_targets.find(arrived.target);
    if (m_stopping || at == m_targets.end() || at->second->attempt != arrived.attempt ||
        !at->second->inFlight) {
        return; // taken out or restarted meanwhile
    }
    RunningTarget& target = *at->second;
    if (arrived.response.error && arrived.response.error->code == base::Code::Cancelled) {
        target.inFlight = false;
        return;
    }
    scrape::Scraped scraped =
        target.scraper->finish(arrived.response, target.timestampMs, m_around.clock.nowMs());
    if (m_watched.inspected == target.id()) {
        inspect(target, arrived.response);
    }
    finishScrape(target, std::move(scraped), arrived.response);
}

void Pipe::finishScrape(
    RunningTarget& target, scrape::Scraped&& scraped, const http::Response& response
) {
    target.inFlight = false;
    target.layoutChanges += scraped.counts.learned ? 1 : 0;
    countScrape(target, scraped);
    Unlogged unlogged;
    unlogged.target = target.id();
    unlogged.state = stateAfter(target, scraped, response, m_options.historyBytes != 0);
    unlogged.batches = std::move(scraped.batches);
    noteHealth(*target.state, *unlogged.state);
    handOver(std::move(unlogged));
}

void Pipe::countScrape(const RunningTarget& target, const scrape::Scraped& scraped) {
    const scrape::MatchCounts& counts = scraped.counts;
    ++m_totals.scrapes;
    m_totals.scrapesFailed += scraped.error ? 1 : 0;
    m_totals.samplesScraped += counts.scraped;
    m_totals.samplesRelabeledAway += counts.scraped - std::min(counts.kept, counts.scraped);
    m_totals.samplesDuplicate += counts.duplicates;
    m_totals.samplesOutOfOrder += counts.outOfOrder;
    m_totals.samplesOutOfBounds += counts.outOfBounds;
    if (!scraped.error) {
        m_totals.bodiesMatched += counts.fast ? 1 : 0;
        m_totals.bodiesLookedUp += counts.fast ? 0 : 1;
        m_totals.layoutsLearned += counts.learned ? 1 : 0;
    }
    m_totals.exceededBodySizeLimit += scraped.limit == scrape::LimitHit::BodySize;
    m_totals.exceededSampleLimit += scraped.limit == scrape::LimitHit::Samples;
    m_totals.exceededLabelLimits += scraped.limit == scrape::LimitHit::Labels;
    m_totals.exceededTargetLimit += scraped.limit == scrape::LimitHit::Targets;
    const std::uint32_t droppedSamples = counts.duplicates + counts.outOfOrder + counts.outOfBounds;
    if (droppedSamples > 0) {
        const std::string text = std::to_string(counts.duplicates) + " duplicate, " +
                                 std::to_string(counts.outOfOrder) + " out of order, " +
                                 std::to_string(counts.outOfBounds) + " too far in the future";
        if (m_events.empty() || m_events.back()->detail != text ||
            m_events.back()->subject != target.state->url) {
            event(EventKind::SeriesDropped, base::LogLevel::Warn, target.state->url, text);
        }
    }
}

void Pipe::handOver(Unlogged&& unlogged) {
    for (const model::BatchPtr& batch : unlogged.batches) {
        unlogged.sizeBytes += batch->sizeBytes();
    }
    m_unloggedBytes += unlogged.sizeBytes;
    std::vector<model::BatchPtr> batches = unlogged.batches;
    m_unlogged.push_back(std::move(unlogged));
    m_around.toKeeper(LogGroup{std::move(batches)});
}

void Pipe::groupsLogged(std::size_t groups) {
    for (; groups > 0 && !m_unlogged.empty(); --groups) {
        Unlogged& logged = m_unlogged.front();
        m_unloggedBytes -= logged.sizeBytes;
        for (const model::BatchPtr& batch : logged.batches) {
            m_totals.samplesLogged += batch->sampleCount();
        }
        const auto at = m_targets.find(logged.target);
        if (logged.state && at != m_targets.end()) {
            auto state = std::make_shared<TargetState>(*logged.state);
            state->paused = at->second->paused;
            at->second->state = std::move(state);
            m_targetsChanged = true;
        }
        m_store.add(logged.batches);
        m_unlogged.pop_front();
    }
}

void Pipe::endLeaving(std::int64_t nowMs) {
    std::erase_if(m_leaving, [&](LeavingTarget& leaving) {
        if (leaving.dueMs > nowMs) {
            return false;
        }
        if (!m_targets.contains(leaving.scraper->target().id)) {
            Unlogged markers;
            markers.target = leaving.scraper->target().id;
            markers.batches = leaving.scraper->end(leaving.markerMs);
            if (!markers.batches.empty()) {
                handOver(std::move(markers));
            }
        }
        return true;
    });
}

void Pipe::inspect(const RunningTarget& target, const http::Response& response) {
    if (response.error) {
        return;
    }
    InspectedBody inspected;
    inspected.target = target.id();
    inspected.timeMs = target.timestampMs;
    inspected.contentType = response.header("Content-Type");
    inspected.body = std::make_shared<const std::string>(response.body);
    inspected.previousBody = m_inspected.target == target.id() ? m_inspected.body : nullptr;
    m_inspected = std::move(inspected);
}

void Pipe::noteHealth(const TargetState& before, const TargetState& now) {
    if (before.health == now.health) {
        return;
    }
    if (now.health == Health::Down) {
        event(EventKind::TargetDown, base::LogLevel::Error, now.url, now.lastError->context);
    } else {
        const std::string detail =
            before.health == Health::Unknown
                ? base::counted(now.samplesScraped, "sample")
                : "answers again after " +
                      base::formatDuration(std::chrono::milliseconds(
                          now.lastScrapeMs - std::max(before.lastGoodMs, m_startMs)
                      ));
        event(EventKind::TargetUp, base::LogLevel::Info, now.url, detail);
    }
}

void Pipe::stopScraping() {
    m_stopping = true;
    for (auto& [id, target] : m_targets) {
        if (target->inFlight) {
            m_around.client.cancel(target->request);
        }
    }
    m_changed = true;
}

} // namespace meterbench::pipeline
