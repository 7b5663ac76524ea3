#include "core/api/status_routes.h"

#include "core/base/process_facts.h"
#include "core/base/clock.h"
#include "core/base/duration.h"

#include <QString>
#include <QSysInfo>

#include <algorithm>
#include <filesystem>
#include <thread>

namespace meterbench::api {

namespace {

using pipeline::Snapshot;

const char* phaseWord(remote::EndpointPhase phase) {
    switch (phase) {
    case remote::EndpointPhase::Idle:
        return "idle";
    case remote::EndpointPhase::Sending:
        return "sending";
    case remote::EndpointPhase::CatchingUp:
        return "catching up";
    case remote::EndpointPhase::Retrying:
        return "retrying";
    case remote::EndpointPhase::Paused:
        return "paused";
    case remote::EndpointPhase::Stopped:
        break;
    }
    return "stopped";
}

const char* levelWord(base::LogLevel level) {
    switch (level) {
    case base::LogLevel::Debug:
        return "debug";
    case base::LogLevel::Info:
        return "info";
    case base::LogLevel::Warn:
        return "warn";
    case base::LogLevel::Error:
        break;
    }
    return "error";
}

const char* kindWord(pipeline::EventKind kind) {
    constexpr const char* kWords[] = {
        "program started",
        "config loaded",
        "config refused",
        "target up",
        "target down",
        "target added",
        "target removed",
        "endpoint accepted",
        "endpoint failing",
        "endpoint refused",
        "endpoint changed",
        "samples lost",
        "log damaged",
        "log full",
        "log recovered",
        "series dropped",
        "note",
    };
    static_assert(std::size(kWords) == static_cast<std::size_t>(pipeline::EventKind::Note) + 1);
    return kWords[static_cast<std::size_t>(kind)];
}

/// null for "never".
Json timeOrNull(std::int64_t timestampMs) {
    return timestampMs == 0 ? Json(nullptr) : Json(timeText(timestampMs));
}

Json positionJson(const wal::Position& position) {
    return {{"segment", position.segment}, {"offset", position.offsetBytes}};
}

Json lastAnswerJson(const remote::EndpointState& state) {
    return {
        {"time", timeOrNull(state.lastAnswerMs)},
        {"seconds", static_cast<double>(state.lastAnswerTookUs) / 1e6},
        {"status", state.lastStatus},
        {"error", state.lastError},
    };
}

Json endpointJson(const pipeline::EndpointView& view) {
    const remote::EndpointState& s = view.state;
    return {
        {"name", s.name},
        {"url", s.url},
        {"state", phaseWord(s.phase)},
        {"samplesSent", s.samplesSent},
        {"samplesRefused", s.samplesRefused},
        {"samplesLost", s.samplesLost},
        {"samplesRelabeledAway", s.samplesRelabeledAway},
        {"samplesPending", s.samplesPending},
        {"bytesPending", s.bytesPending},
        {"oldestUnsent", timeOrNull(s.oldestUnsentMs)},
        {"highestSent", timeOrNull(s.highestSentTimestampMs)},
        {"requestsSent", s.requestsSent},
        {"retries", s.retries},
        {"bytesSent", s.bytesSent},
        {"metadataSent", s.metadataSent},
        {"exemplarsSent", s.exemplarsSent},
        {"samplesPerSecond", view.samplesPerSecond},
        {"bytesPerSecond", view.bytesPerSecond},
        {"lanes", s.lanes},
        {"inFlight", s.inFlight},
        {"backoff", base::formatDuration(std::chrono::milliseconds(s.backoffMs))},
        {"lastAnswer", lastAnswerJson(s)},
        {"position", positionJson(s.position)},
    };
}

Json logJson(const pipeline::LogView& log) {
    Json ledger = Json::array();
    for (const wal::LedgerEntry& entry : log.ledger) {
        ledger.push_back(
            {{"time", timeText(entry.timeMs)},
             {"who", entry.who},
             {"reason", entry.reason},
             {"samples", entry.samples},
             {"detail", entry.detail}}
        );
    }
    return {
        {"open", log.open},
        {"problem", log.problem},
        {"sizeBytes", log.stats.sizeBytes},
        {"budgetBytes", log.stats.budgetBytes},
        {"segments", log.stats.segments},
        {"begin", positionJson(log.stats.begin)},
        {"end", positionJson(log.stats.end)},
        {"lostSamples", log.lostSamples},
        {"ledger", std::move(ledger)},
    };
}

Json eventJson(const pipeline::Event& event) {
    return {
        {"id", event.id},
        {"time", timeText(event.timeMs)},
        {"level", levelWord(event.level)},
        {"kind", kindWord(event.kind)},
        {"subject", event.subject},
        {"detail", event.detail},
    };
}

} // namespace

Json buildInfo() {
    return {
        {"version", MB_VERSION},
        {"revision", ""},
        {"branch", ""},
        {"buildUser", ""},
        {"buildDate", ""},
        {"goVersion", ""}, // there is none; the field stays, because clients read it
        {"application", "meterbench"},
    };
}

HttpResponse version(const HttpRequest&, const Snapshot&) {
    return bare(buildInfo());
}

HttpResponse statusBuildInfo(const HttpRequest&, const Snapshot&) {
    return success(buildInfo());
}

HttpResponse statusConfig(const HttpRequest&, const Snapshot& snapshot) {
    Json data;
    data["yaml"] = snapshot.config == nullptr ? std::string() : snapshot.config->text;
    return success(std::move(data));
}

HttpResponse statusRuntimeInfo(const HttpRequest&, const Snapshot& snapshot) {
    std::error_code ignored;
    return success({
        {"startTime", timeText(snapshot.startTimeMs)},
        {"CWD", std::filesystem::current_path(ignored).string()},
        {"hostname", QSysInfo::machineHostName().toStdString()},
        {"serverTime", timeText(base::SystemClock().nowMs())},
        {"reloadConfigSuccess", snapshot.lastReloadOk},
        {"lastConfigTime", timeText(snapshot.configLoadedMs)},
        {"corruptionCount", snapshot.log.stats.damagedPages},
        {"goroutineCount", base::processFacts().threads.value_or(0)},
        {"GOMAXPROCS", std::thread::hardware_concurrency()},
        {"GOMEMLIMIT", 0},
        {"GOGC", ""},
        {"GODEBUG", ""},
        {"storageRetention", base::formatSize(snapshot.log.stats.budgetBytes)},
    });
}

HttpResponse statusWalReplay(const HttpRequest&, const Snapshot&) {
    return success({{"min", 0}, {"max", 0}, {"current", 0}}); // nothing is replayed at a start
}

HttpResponse endpoints(const HttpRequest&, const Snapshot& snapshot) {
    Json all = Json::array();
    for (const pipeline::EndpointPtr& endpoint : snapshot.endpoints) {
        all.push_back(endpointJson(*endpoint));
    }
    return success({{"endpoints", std::move(all)}, {"log", logJson(snapshot.log)}});
}

HttpResponse events(const HttpRequest& request, const Snapshot& snapshot) {
    const auto since = numberParameter(request, "since", 0);
    const auto limit = numberParameter(request, "limit", -1);
    if (!since || !limit) {
        return badData(since ? "limit must be a number" : "since must be a number");
    }
    std::vector<const pipeline::Event*> chosen;
    if (snapshot.events != nullptr) {
        for (const pipeline::EventPtr& event : *snapshot.events) {
            if (*since <= 0 || event->id > static_cast<std::uint64_t>(*since)) {
                chosen.push_back(event.get());
            }
        }
    }
    const std::size_t most =
        *limit < 0 ? chosen.size() : std::min(chosen.size(), static_cast<std::size_t>(*limit));
    Json all = Json::array();
    for (std::size_t i = chosen.size() - most; i < chosen.size(); ++i) {
        all.push_back(eventJson(*chosen[i]));
    }
    Json data;
    data["events"] = std::move(all);
    return success(std::move(data));
}

} // namespace meterbench::api
