#include "core/api/target_routes.h"

#include "core/api/json_answer.h"
#include "core/base/duration.h"
#include "core/relabel/program.h"

#include <algorithm>
#include <map>
#include <set>

namespace meterbench::api {

namespace {

using pipeline::Snapshot;
using pipeline::TargetState;

const char* healthWord(pipeline::Health health) {
    switch (health) {
    case pipeline::Health::Up:
        return "up";
    case pipeline::Health::Down:
        return "down";
    case pipeline::Health::Unknown:
        break;
    }
    return "unknown";
}

Json toJson(const TargetState& target) {
    return {
        {"discoveredLabels", api::toJson(target.discoveredLabels)},
        {"labels", api::toJson(target.labels)},
        {"scrapePool", target.pool},
        {"scrapeUrl", target.url},
        {"globalUrl", target.url},
        {"lastError", target.lastError ? target.lastError->context : std::string()},
        {"lastScrape", timeText(target.lastScrapeMs)},
        {"lastScrapeDuration", target.lastDurationSeconds},
        {"health", healthWord(target.health)},
        {"scrapeInterval", base::formatDuration(std::chrono::milliseconds(target.intervalMs))},
        {"scrapeTimeout", base::formatDuration(std::chrono::milliseconds(target.timeoutMs))},
    };
}

Json droppedJson(const pipeline::DroppedTarget& dropped) {
    Json object{
        {"discoveredLabels", api::toJson(dropped.discoveredLabels)}, {"scrapePool", dropped.pool}};
    if (!dropped.reason.empty()) {
        object["reason"] = dropped.reason; // ours: why it could not become a target
    }
    return object;
}

/// Prometheus answers pool by pool in the order of the names.
std::vector<const TargetState*> byPool(const Snapshot& snapshot, const std::string& pool) {
    std::vector<const TargetState*> all;
    if (snapshot.targets != nullptr) {
        for (const pipeline::TargetPtr& target : *snapshot.targets) {
            if (pool.empty() || target->pool == pool) {
                all.push_back(target.get());
            }
        }
    }
    std::ranges::stable_sort(all, {}, &TargetState::pool);
    return all;
}

const scrape::JobOptions* findJob(const Snapshot& snapshot, const std::string& name) {
    if (snapshot.config == nullptr) {
        return nullptr;
    }
    const auto& jobs = snapshot.config->jobs;
    const auto found = std::ranges::find(jobs, name, &scrape::JobOptions::name);
    return found == jobs.end() ? nullptr : &*found;
}

Json ruleJson(const relabel::Rule& rule) {
    return {
        {"source_labels", rule.sourceLabels},
        {"separator", rule.separator},
        {"regex", rule.regex},
        {"modulus", rule.modulus},
        {"target_label", rule.targetLabel},
        {"replacement", rule.replacement},
        {"action", relabel::actionName(rule.action)},
    };
}

/// {"name":"value"} as labels; nothing when it is anything else.
std::optional<model::Labels> labelsOf(const std::string& text) {
    const Json parsed = Json::parse(text, nullptr, false);
    if (!parsed.is_object()) {
        return std::nullopt;
    }
    model::Labels labels;
    for (const auto& [name, value] : parsed.items()) {
        if (!value.is_string()) {
            return std::nullopt;
        }
        labels.set(name, value.get<std::string>());
    }
    return labels;
}

} // namespace

HttpResponse targets(const HttpRequest& request, const Snapshot& snapshot) {
    std::string state = textParameter(request, "state");
    std::ranges::transform(state, state.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    });
    const std::string pool = textParameter(request, "scrapePool");
    const bool any = state.empty() || state == "any" || (state != "active" && state != "dropped");
    Json active = Json::array();
    Json dropped = Json::array();
    std::map<std::string, std::uint64_t> counts;
    if (any || state == "active") {
        for (const TargetState* target : byPool(snapshot, pool)) {
            active.push_back(toJson(*target));
        }
    }
    if ((any || state == "dropped") && snapshot.dropped != nullptr) {
        for (const pipeline::DroppedTarget& target : *snapshot.dropped) {
            if (pool.empty() || target.pool == pool) {
                dropped.push_back(droppedJson(target));
                ++counts[target.pool];
            }
        }
    }
    return success(
        {{"activeTargets", active}, {"droppedTargets", dropped}, {"droppedTargetCounts", counts}}
    );
}

HttpResponse scrapePools(const HttpRequest&, const Snapshot& snapshot) {
    std::set<std::string> names;
    if (snapshot.config != nullptr) {
        for (const scrape::JobOptions& job : snapshot.config->jobs) {
            names.insert(job.name);
        }
    }
    for (const TargetState* target : byPool(snapshot, {})) {
        names.insert(target->pool);
    }
    return success({{"scrapePools", names}});
}

HttpResponse scrapePoolConfig(const HttpRequest& request, const Snapshot& snapshot) {
    const std::string pool = textParameter(request, "scrapePool");
    if (pool.empty()) {
        return badData("no scrapePool parameter provided");
    }
    const scrape::JobOptions* const job = findJob(snapshot, pool);
    if (job == nullptr) {
        return notFound("scrape pool \"" + pool + "\" not found");
    }
    return success({{"yaml", config::toYaml(*job)}});
}

HttpResponse relabelSteps(const HttpRequest& request, const Snapshot& snapshot) {
    const std::string pool = textParameter(request, "scrapePool");
    const std::optional<model::Labels> labels = labelsOf(textParameter(request, "labels"));
    if (pool.empty()) {
        return badData("no scrapePool parameter provided");
    }
    if (!labels) {
        return badData(
            "labels must be a JSON object of texts, such as {\"__address__\":\"127.0.0.1:9100\"}"
        );
    }
    const scrape::JobOptions* const job = findJob(snapshot, pool);
    if (job == nullptr) {
        return notFound("scrape pool \"" + pool + "\" not found");
    }
    const auto program = relabel::Program::compile(job->relabelRules, job->nameScheme);
    if (!program) {
        return badData(program.error().context);
    }
    Json steps = Json::array();
    for (const relabel::Step& step : program->trace(*labels)) {
        Json one;
        one["rule"] = ruleJson(job->relabelRules[step.rule]);
        one["output"] = api::toJson(step.after);
        one["keep"] = step.kept;
        steps.push_back(std::move(one));
    }
    Json data;
    data["steps"] = std::move(steps);
    return success(std::move(data));
}

} // namespace meterbench::api
