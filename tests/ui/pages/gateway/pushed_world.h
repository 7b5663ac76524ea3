// A small believable gateway for tests of its page, and a large one: families, groups, series,
// pushes taken and refused, rules. The same every time.
#pragma once

#include "core/address/view.h"

#include <memory>
#include <string>

namespace meterbench::tests {

inline constexpr std::int64_t kPushedNowMs = 1'795'000'000'000;

inline gateway::FamilyRow pushedFamily(
    const std::string& name, model::MetricType type, gateway::Policy policy, std::uint32_t series
) {
    gateway::FamilyRow row;
    row.name = name;
    row.help = "What " + name + " says.";
    row.type = type;
    row.policy = policy;
    row.series = series;
    row.pushedMs = kPushedNowMs - 2'000;
    return row;
}

inline gateway::GroupRow pushedGroup(std::vector<model::Label> labels, std::uint32_t series) {
    gateway::GroupRow row;
    row.labels = std::move(labels);
    row.families = 3;
    row.series = series;
    row.pushes = 812;
    row.pushedMs = kPushedNowMs - 12'000;
    return row;
}

inline address::PushMarkPtr takenPush(std::uint64_t id, const std::string& path) {
    address::PushMark mark;
    mark.id = id;
    mark.timeMs = kPushedNowMs - 100'000 + static_cast<std::int64_t>(id) * 1'000;
    mark.pusher = "127.0.0.1:51" + std::to_string(200 + id);
    mark.method = "POST";
    mark.path = path;
    mark.bodyBytes = 1'412;
    mark.families = 3;
    mark.series = 18;
    mark.status = 202;
    return std::make_shared<const address::PushMark>(std::move(mark));
}

inline address::PushMarkPtr refusedPush(
    std::uint64_t id,
    const std::string& body,
    std::uint32_t line,
    std::uint32_t column,
    const std::string& why
) {
    address::PushMark mark = *takenPush(id, "/metrics/job/backup/instance/db-1");
    mark.status = 400;
    mark.refusal = why;
    mark.line = line;
    mark.column = column;
    mark.bodyBytes = body.size();
    mark.body = std::make_shared<const std::string>(body);
    return std::make_shared<const address::PushMark>(std::move(mark));
}

inline const char* const kBadBody = "# HELP backup_bytes_total Bytes written by the last run\n"
                                    "# TYPE backup_bytes_total counter\n"
                                    "backup_bytes_total{disk=\"sda\"} 4.812e+09\n"
                                    "backup_bytes_total{disk=\"sdb\"} 1,204\n"
                                    "# TYPE backup_seconds gauge\n"
                                    "backup_seconds 318.4\n";

inline std::shared_ptr<address::GatewayView> smallGateway() {
    using enum model::MetricType;
    using gateway::Policy;
    auto view = std::make_shared<address::GatewayView>();
    view->families = {
        pushedFamily("backup_bytes_total", Counter, Policy::Sum, 6),
        pushedFamily("backup_last_success_timestamp_seconds", Gauge, Policy::Max, 3),
        pushedFamily("build_info", Gauge, Policy::Info, 1),
        pushedFamily("job_duration_seconds", Histogram, Policy::Sum, 14),
        pushedFamily("jobs_done_total", Counter, Policy::Sum, 4),
        pushedFamily("queue_depth", Gauge, Policy::Last, 2)};
    view->families[1].expiresMs = kPushedNowMs + 243'000;
    view->families[4].proposesCumulative = true;
    view->families[0].isCumulative = true;
    view->groups = {
        pushedGroup({{"instance", "db-1"}, {"job", "backup"}}, 9),
        pushedGroup({{"instance", "db-2"}, {"job", "backup"}}, 9),
        pushedGroup({{"job", "ci"}}, 12)};
    view->groups[0].failedMs = kPushedNowMs - 4'000;
    view->groups[1].expiresMs = kPushedNowMs + 3'600'000;
    for (std::uint64_t id = 1; id <= 12; ++id) {
        view->pushes.push_back(takenPush(id, id % 2 == 0 ? "/metrics/job/ci" : "/metrics"));
    }
    view->pushes.push_back(refusedPush(
        13, kBadBody, 4, 32, "expected a number as value of backup_bytes_total, got \"1,204\""
    ));
    view->pushes.push_back(takenPush(14, "/metrics/job/backup/instance/db-2"));
    view->rules.policies = {{"queue_*", gateway::Policy::Last}};
    view->rules.expiries = {{"backup_*", 300'000}};
    view->undoWords = {};
    return view;
}

inline address::AddressView pushedView(std::shared_ptr<address::GatewayView> held) {
    address::AddressView view;
    view.timeMs = kPushedNowMs;
    view.url = "http://127.0.0.1:9091";
    view.counts.families = held->families.size();
    view.counts.groups = held->groups.size();
    for (const gateway::FamilyRow& row : held->families) {
        view.counts.series += row.series;
    }
    view.counts.pushes = held->pushes.empty() ? 0 : 2'436;
    for (const address::PushMarkPtr& mark : held->pushes) {
        view.refusedPushes += mark->refusal.empty() ? 0 : 1;
    }
    view.counts.refused = view.refusedPushes;
    held->counts = view.counts;
    view.gateway = std::move(held);
    return view;
}

/// The series of what is watched, as the address would give them.
inline void fillSeries(address::GatewayView& view, const gateway::Selection& selection) {
    view.series.clear();
    if (!selection.family.empty()) {
        for (const char* disk : {"sda", "sdb", "sdc"}) {
            for (const char* instance : {"db-1", "db-2"}) {
                view.series.push_back(
                    {selection.family,
                     {{"disk", disk}, {"instance", instance}, {"job", "backup"}},
                     4.8e9,
                     kPushedNowMs - 12'000,
                     0}
                );
            }
        }
    } else if (selection.group) {
        std::vector<model::Label> labels = *selection.group;
        view.series.push_back({"backup_seconds", labels, 318.4, kPushedNowMs - 12'000, 0});
        labels.insert(labels.begin(), {"disk", "sda"});
        view.series.push_back({"backup_bytes_total", labels, 4.8e9, kPushedNowMs - 12'000, 0});
    }
}

inline std::shared_ptr<address::GatewayView> largeGateway(int count) {
    auto view = std::make_shared<address::GatewayView>();
    view->families.reserve(static_cast<std::size_t>(count));
    view->groups.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        std::string number = std::to_string(100'000 + i).substr(1);
        view->families.push_back(pushedFamily(
            "family_" + number + "_total", model::MetricType::Counter, gateway::Policy::Sum, 10
        ));
        view->groups.push_back(pushedGroup({{"instance", "host-" + number}, {"job", "batch"}}, 50));
    }
    return view;
}

} // namespace meterbench::tests
