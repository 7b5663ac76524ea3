// Pipe: the commands.

#include "core/base/text.h"
#include "core/pipeline/endpoint_trial.h"
#include "core/pipeline/pipe.h"
#include "core/scrape/schedule.h"

#include <algorithm>
#include <utility>

namespace meterbench::pipeline {

namespace {

constexpr std::size_t kKeptOutcomes = 100;

template <class... Visitors>
struct Overloaded : Visitors... {
    using Visitors::operator()...;
};

base::Error badUrl(const std::string& url, const char* why) {
    return base::Error{base::Code::InvalidInput, "\"" + url + "\": " + why};
}

/// "http://host:9100/metrics?x=1" → a group of its own with scheme, path and parameters as labels.
base::Result<scrape::TargetGroup> groupOf(const AddTarget& add) {
    std::string url = add.url;
    if (url.find("://") == std::string::npos) {
        url.insert(0, "http://");
    }
    const std::size_t hostBegin = url.find("://") + 3;
    const std::string scheme = url.substr(0, hostBegin - 3);
    if (scheme != "http" && scheme != "https") {
        return badUrl(add.url, "only http:// and https:// can be scraped");
    }
    const std::size_t hostEnd = std::min(url.find_first_of("/?#", hostBegin), url.size());
    const std::string host = url.substr(hostBegin, hostEnd - hostBegin);
    if (host.empty()) {
        return badUrl(add.url, "no host; write for example http://127.0.0.1:9100/metrics");
    }
    std::string path = url.substr(hostEnd, url.find('#', hostEnd) - hostEnd);
    if (path.empty() || path == "/") {
        path = "/metrics";
    }
    scrape::TargetGroup group;
    group.addresses.push_back(host);
    group.labels.set("__scheme__", scheme);
    group.labels.set("__metrics_path__", path);
    group.labels.set("__scrape_interval__", std::to_string(add.interval.count()) + "ms");
    group.labels.set(
        "__scrape_timeout__",
        std::to_string(std::min<std::int64_t>(add.interval.count(), 10'000)) + "ms"
    );
    return group;
}

} // namespace

void Pipe::run(std::uint64_t number, const Command& command) {
    CommandOutcome outcome;
    outcome.command = number;
    bool later = false;
    const auto report = [&](const base::Status& status) {
        outcome.ok = status.ok();
        outcome.message = status ? std::string() : status.error().context;
    };
    const auto withTarget = [&](TargetId id, const std::function<void(RunningTarget&)>& act) {
        const auto at = m_targets.find(id);
        if (at == m_targets.end()) {
            report(base::Error{base::Code::NotFound, "there is no such target any more"});
        } else {
            act(*at->second);
        }
    };
    std::visit(
        Overloaded{
            [&](const ApplyConfig& apply) { applyConfig(apply.config); },
            [&](const RefuseConfig& refuse) {
                m_lastReloadOk = false;
                m_lastReloadMs = m_around.clock.nowMs();
                // Who read the file has written each problem to the log.
                remember(
                    EventKind::ConfigRefused, base::LogLevel::Error, refuse.path, refuse.problem
                );
                report(base::Error{base::Code::InvalidInput, refuse.problem});
            },
            [&](const AddTarget& add) { report(addInspected(add)); },
            [&](const AddOwnJob& add) { report(addOwnJob(add.options)); },
            [&](const RemoveTarget& remove) { report(removeInspected(remove.target)); },
            [&](const ScrapeNow& now) {
                withTarget(now.target, [&](RunningTarget& target) {
                    if (!target.inFlight) {
                        startScrape(target, m_around.clock.nowMs());
                    }
                });
            },
            [&](const PauseTarget& pause) {
                withTarget(pause.target, [&](RunningTarget& target) {
                    target.paused = pause.paused;
                    auto state = std::make_shared<TargetState>(*target.state);
                    state->paused = pause.paused;
                    target.state = std::move(state);
                    m_targetsChanged = true;
                });
            },
            [&](const PutEndpoint& put) { report(putEndpoint(put)); },
            [&](const RemoveEndpoint& remove) { report(removeEndpoint(remove.name)); },
            [&](const PauseEndpoint& pause) {
                m_pausedEndpoints[pause.name] = pause.paused;
                m_around.toKeeper(EndpointPaused{pause.name, pause.paused});
            },
            [&](const TestEndpoint& test) {
                later = true;
                tryEndpoint(m_around.client, test, m_around.clock.nowMs(), tellOutcome(number));
            },
            [&](const TestDelivery& test) {
                later = true;
                tryDelivery(m_around.client, test, m_around.clock.nowMs(), tellOutcome(number));
            },
            [&](const ApplyBilling& apply) {
                later = true;
                m_around.toUsage(number, apply);
            },
            [&](const PauseDelivery& pause) {
                later = true;
                m_around.toUsage(number, pause);
            },
        },
        command
    );
    if (!later && number != 0) {
        finishCommand(std::move(outcome));
    }
}

void Pipe::finishCommand(CommandOutcome outcome) {
    m_outcomes.push_back(std::move(outcome));
    if (m_outcomes.size() > kKeptOutcomes) {
        m_outcomes.erase(m_outcomes.begin());
    }
}

void Pipe::applyConfig(const std::shared_ptr<const config::Config>& config) {
    m_config = config;
    m_removedEndpoints.clear();
    m_seed = scrape::scheduleSeed(m_options.hostName, config->externalLabels);
    applyJobs();
    applyEndpoints();
    m_configLoadedMs = m_around.clock.nowMs();
    m_lastPublishMs = 0; // whoever waits for it to be ready is told at once
    m_lastReloadMs = m_configLoadedMs;
    m_lastReloadOk = true;
    event(
        EventKind::ConfigLoaded,
        base::LogLevel::Info,
        config->path,
        base::counted(config->jobs.size(), "job") + ", " +
            base::counted(m_targets.size(), "target") + ", " +
            base::counted(config->endpoints.size(), "endpoint")
    );
}

void Pipe::applyJobs() {
    std::unordered_map<TargetId, std::unique_ptr<RunningTarget>> before = std::move(m_targets);
    m_targets.clear();
    std::vector<Pool> pools;
    const auto add = [&](const scrape::JobOptions& options) {
        pools.push_back(makePool(options, before));
    };
    if (m_config) {
        for (const scrape::JobOptions& options : m_config->jobs) {
            add(options);
        }
    }
    for (const scrape::JobOptions& options : m_ownJobs) {
        add(options);
    }
    if (!m_inspectedJob.staticGroups.empty()) {
        add(m_inspectedJob);
    }
    for (auto& [id, target] : before) {
        leave(std::move(target));
    }
    m_pools = std::move(pools);
    m_poolsChanged = true;
    m_targetsChanged = true;
}

Pipe::Pool Pipe::makePool(
    const scrape::JobOptions& options,
    std::unordered_map<TargetId, std::unique_ptr<RunningTarget>>& before
) {
    Pool pool;
    const auto same = std::find_if(m_pools.begin(), m_pools.end(), [&](const Pool& candidate) {
        return candidate.job->options == options;
    });
    if (same != m_pools.end()) {
        pool.job = same->job;
    } else {
        base::Result<scrape::JobPtr> job = scrape::Job::make(options);
        if (!job) { // the configuration was checked before; a job that still fails is shown, not
                    // dropped in silence
            event(
                EventKind::ConfigRefused, base::LogLevel::Error, options.name, job.error().context
            );
            pool.job = scrape::Job::make({}).value();
            return pool;
        }
        pool.job = std::move(*job);
    }
    scrape::TargetList list = scrape::makeTargets(options, pool.job->relabel);
    for (scrape::NoTarget& none : list.dropped) {
        pool.dropped.push_back({options.name, std::move(none.discovered), std::move(none.reason)});
    }
    pool.overTargetLimit =
        options.limits.targets != 0 && list.targets.size() > options.limits.targets;
    for (scrape::Target& target : list.targets) {
        const TargetId id = target.id;
        if (m_targets.contains(id)) {
            continue;
        }
        pool.targets.push_back(id);
        const auto known = before.find(id);
        const bool sameJob = known != before.end() && known->second->scraper->job() == pool.job &&
                             known->second->scraper->target().interval == target.interval;
        if (sameJob) {
            m_targets.emplace(id, std::move(known->second));
            before.erase(known);
            continue;
        }
        auto running = std::make_unique<RunningTarget>();
        running->scraper = std::make_unique<scrape::Scraper>(pool.job, std::move(target), m_texts);
        running->state = freshState(*running->scraper);
        if (known != before.end()) {
            RunningTarget& former = *known->second;
            running->scraper->inherit(*former.scraper);
            auto state = std::make_shared<TargetState>(*former.state);
            state->intervalMs = running->state->intervalMs;
            state->timeoutMs = running->state->timeoutMs;
            state->discoveredLabels = running->state->discoveredLabels;
            running->state = std::move(state);
            running->paused = former.paused;
            running->attempt = former.attempt;
            running->timestampMs = former.timestampMs;
            if (former.inFlight) {
                m_around.client.cancel(former.request);
                ++running->attempt; // its answer belongs to the former rules
            }
            before.erase(known);
        }
        schedule(*running, m_around.clock.nowMs());
        m_targets.emplace(id, std::move(running));
    }
    return pool;
}

void Pipe::leave(std::unique_ptr<RunningTarget> target) {
    if (target->inFlight) {
        m_around.client.cancel(target->request);
    }
    event(EventKind::TargetRemoved, base::LogLevel::Info, target->state->url, "");
    // Prometheus waits for the next tick, takes its time, waits for one more and a tenth:
    // facts 3.5.
    const std::int64_t interval = target->scraper->target().interval.count();
    const std::int64_t markerMs = std::max(target->nextMs, target->timestampMs + 1);
    m_leaving.push_back({std::move(target->scraper), markerMs, markerMs + interval + interval / 10}
    );
}

base::Status Pipe::addInspected(const AddTarget& add) {
    base::Result<scrape::TargetGroup> group = groupOf(add);
    if (!group) {
        return group.error();
    }
    auto& groups = m_inspectedJob.staticGroups;
    if (std::find(groups.begin(), groups.end(), *group) != groups.end()) {
        return base::Error{base::Code::InvalidInput, add.url + " is there already"};
    }
    const std::size_t before = m_targets.size();
    groups.push_back(std::move(*group));
    applyJobs();
    if (m_targets.size() == before) {
        const std::string reason = m_pools.back().dropped.empty()
                                       ? "the target is there already"
                                       : m_pools.back().dropped.back().reason;
        groups.pop_back();
        applyJobs();
        return base::Error{base::Code::InvalidInput, add.url + ": " + reason};
    }
    const TargetId added = m_pools.back().targets.back();
    event(EventKind::TargetAdded, base::LogLevel::Info, m_targets.at(added)->state->url, "");
    startScrape(*m_targets.at(added), m_around.clock.nowMs());
    return {};
}

base::Status Pipe::addOwnJob(const scrape::JobOptions& options) {
    const auto isSame = [&](const scrape::JobOptions& own) { return own.name == options.name; };
    if (std::any_of(m_ownJobs.begin(), m_ownJobs.end(), isSame)) {
        return base::Error{base::Code::InvalidInput, options.name + " is there already"};
    }
    m_ownJobs.push_back(options);
    applyJobs();
    for (const Pool& pool : m_pools) {
        if (pool.job->options.name != options.name) {
            continue;
        }
        for (const TargetId id : pool.targets) {
            startScrape(*m_targets.at(id), m_around.clock.nowMs());
        }
    }
    return {};
}

base::Status Pipe::removeInspected(TargetId id) {
    const auto at = m_targets.find(id);
    if (at == m_targets.end() || at->second->scraper->job()->options.name != m_inspectedJob.name) {
        return base::Error{
            base::Code::InvalidInput,
            "this target comes from the configuration; take it out there, or pause it here"};
    }
    const model::Labels& discovered = at->second->scraper->target().discovered;
    std::erase_if(m_inspectedJob.staticGroups, [&](const scrape::TargetGroup& group) {
        return scrape::discoveredLabels(m_inspectedJob, group.labels, group.addresses.front()) ==
               discovered;
    });
    applyJobs();
    return {};
}

void Pipe::applyEndpoints() {
    std::vector<remote::EndpointOptions> wanted;
    const auto overridden = [&](const std::string& name) {
        return std::find(m_removedEndpoints.begin(), m_removedEndpoints.end(), name) !=
                   m_removedEndpoints.end() ||
               std::any_of(m_ownEndpoints.begin(), m_ownEndpoints.end(), [&](const auto& own) {
                   return own.name == name;
               });
    };
    if (m_config) {
        for (const remote::EndpointOptions& options : m_config->endpoints) {
            if (!overridden(options.name)) {
                wanted.push_back(options);
            }
        }
    }
    wanted.insert(wanted.end(), m_ownEndpoints.begin(), m_ownEndpoints.end());
    m_wantedEndpoints = std::make_shared<const std::vector<remote::EndpointOptions>>(wanted);
    m_changed = true;
    m_around.toKeeper(EndpointsWanted{std::move(wanted)});
    for (const auto& [name, paused] : m_pausedEndpoints) {
        m_around.toKeeper(EndpointPaused{name, paused});
    }
}

base::Status Pipe::putEndpoint(const PutEndpoint& put) {
    if (put.options.name.empty() || put.options.url.empty()) {
        return base::Error{base::Code::InvalidInput, "an endpoint needs a name and a URL"};
    }
    const std::string former = put.replaces.empty() ? put.options.name : put.replaces;
    std::erase_if(m_ownEndpoints, [&](const auto& own) { return own.name == former; });
    if (former != put.options.name) {
        m_removedEndpoints.push_back(former);
    }
    std::erase(m_removedEndpoints, put.options.name);
    m_ownEndpoints.push_back(put.options);
    applyEndpoints();
    event(
        EventKind::EndpointChanged,
        base::LogLevel::Info,
        put.options.name,
        shownUrl(put.options.url)
    );
    return {};
}

base::Status Pipe::removeEndpoint(const std::string& name) {
    std::erase_if(m_ownEndpoints, [&](const auto& own) { return own.name == name; });
    m_removedEndpoints.push_back(name);
    m_pausedEndpoints.erase(name);
    applyEndpoints();
    event(EventKind::EndpointChanged, base::LogLevel::Info, name, "removed");
    return {};
}

TrialDone Pipe::tellOutcome(std::uint64_t number) const {
    return [toPipe = m_around.toPipe, number](CommandOutcome&& got) {
        got.command = number;
        toPipe(CommandDone{std::move(got)});
    };
}

} // namespace meterbench::pipeline
