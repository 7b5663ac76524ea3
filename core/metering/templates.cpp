#include "core/metering/templates.h"

#include <algorithm>

namespace meterbench::metering {

namespace {

using base::Decimal;

constexpr std::int64_t kMinute = 60;
constexpr std::int64_t kGigabyte = 1'000'000'000;
constexpr std::int64_t kGigabyteHour = kGigabyte * 3'600;

/// Interfaces inside the machine: what containers send would be counted there and again where it
/// leaves.
constexpr const char* kEgress = "node_network_transmit_bytes_total{device!~\"lo|veth.*|docker.*|"
                                "br-.*|virbr.*|cali.*|cni.*|flannel.*|tunl.*|dummy.*\"}";

/// Filesystems that are no storage: in memory, layers of others, images.
constexpr const char* kStorage = "node_filesystem_size_bytes{fstype!~\"tmpfs|ramfs|devtmpfs|"
                                 "overlay|squashfs|iso9660|nsfs|autofs|fuse.*\"}";

constexpr std::string_view kNeedsPodLabels =
    "kube-state-metrics 2, started with --metric-labels-allowlist=pods=[*]";

MeterTemplate podTime(const char* name, const char* selector) {
    MeterTemplate made;
    made.needs = kNeedsPodLabels;
    made.meter.name = name;
    made.meter.selector = selector;
    made.meter.join = Join{"kube_pod_labels", {"namespace", "pod", "uid"}};
    made.meter.measure = Measure::StateTime;
    made.meter.identity = {"namespace", "pod", "uid"};
    made.meter.combine = Combine::Max;
    made.meter.unit = "minute";
    made.meter.unitSize = Decimal::fromInteger(kMinute);
    return made;
}

MeterTemplate podRunning() {
    MeterTemplate made = podTime("kubernetes_pod_running", "kube_pod_container_status_running");
    made.what = "Minutes in which at least one container of a pod was running.";
    made.limits = "A pod that lives between two scrapes is not seen.";
    return made;
}

MeterTemplate podReady() {
    MeterTemplate made =
        podTime("kubernetes_pod_ready", "kube_pod_status_ready{condition=\"true\"}");
    made.what = "Minutes in which a pod was ready to serve.";
    made.limits = "A pod that lives between two scrapes is not seen.";
    return made;
}

/// Not `up`: it would need the job's name, and it knows the exporter only. The time of boot is
/// never 0, and there while the host answers.
MeterTemplate hostTime() {
    MeterTemplate made;
    made.what = "Minutes in which a host was up and answered.";
    made.limits = "A host that is up while its exporter is not counts as unmetered, not as used.";
    made.needs = "node_exporter; customer and dimension as labels of the target";
    made.meter.name = "host_compute_time";
    made.meter.selector = "node_boot_time_seconds";
    made.meter.measure = Measure::StateTime;
    made.meter.unit = "minute";
    made.meter.unitSize = Decimal::fromInteger(kMinute);
    return made;
}

MeterTemplate egress() {
    MeterTemplate made;
    made.what = "Gigabytes that a host sent over its own network interfaces.";
    made.limits = "All that was sent counts, also to neighbours; a bond and the interfaces "
                  "under it both count: exclude one of them in the selector.";
    made.needs = "node_exporter; customer and dimension as labels of the target";
    made.meter.name = "network_egress";
    made.meter.selector = kEgress;
    made.meter.measure = Measure::Increase;
    made.meter.unit = "gigabyte";
    made.meter.unitSize = Decimal::fromInteger(kGigabyte);
    return made;
}

/// A device that is mounted at several places is one volume.
MeterTemplate storage() {
    MeterTemplate made;
    made.what = "Gigabyte hours of the size of the filesystems that a host has mounted.";
    made.limits = "The size counts, not what is used: used is size less free, and a meter reads "
                  "one metric. kubelet_volume_stats_used_bytes as selector measures used bytes.";
    made.needs = "node_exporter; customer and dimension as labels of the target";
    made.meter.name = "storage_volume";
    made.meter.selector = kStorage;
    made.meter.measure = Measure::LevelTime;
    made.meter.identity = {"job", "instance", "device"};
    made.meter.combine = Combine::Max;
    made.meter.unit = "gigabyte hour";
    made.meter.unitSize = Decimal::fromInteger(kGigabyteHour);
    return made;
}

/// A client library has a counter for each customer, and makes it with the first call: that one
/// counts too.
MeterTemplate counted(const char* name, const char* selector, const char* unit) {
    MeterTemplate made;
    made.needs = "a service with a client library; customer and dimension as labels of the "
                 "counter";
    made.meter.name = name;
    made.meter.selector = selector;
    made.meter.measure = Measure::Increase;
    made.meter.countsFirst = true;
    made.meter.unit = unit;
    return made;
}

MeterTemplate apiCalls() {
    MeterTemplate made = counted("api_calls", "http_requests_total", "call");
    made.what = "Requests that a service answered, whatever the answer was.";
    made.limits = "If failures shall be free, add code!~\"5..\" to the selector; what was counted "
                  "and not scraped before a restart is lost.";
    return made;
}

MeterTemplate jobsDone() {
    MeterTemplate made = counted("jobs_done", "jobs_done_total", "job");
    made.what = "Jobs that a service finished, whatever their outcome was.";
    made.limits = "If failures shall be free, add outcome=\"ok\" (or what your counter says) to "
                  "the selector.";
    return made;
}

} // namespace

const std::vector<MeterTemplate>& meterTemplates() {
    static const std::vector<MeterTemplate> all{
        podRunning(), podReady(), hostTime(), egress(), storage(), apiCalls(), jobsDone()};
    return all;
}

const MeterTemplate* findTemplate(std::string_view name) {
    const auto& all = meterTemplates();
    const auto found = std::ranges::find(all, name, [](const MeterTemplate& one) {
        return std::string_view(one.meter.name);
    });
    return found == all.end() ? nullptr : &*found;
}

std::vector<std::string_view> templateNames() {
    std::vector<std::string_view> names;
    for (const MeterTemplate& one : meterTemplates()) {
        names.emplace_back(one.meter.name);
    }
    return names;
}

} // namespace meterbench::metering
