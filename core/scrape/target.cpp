#include "core/scrape/target.h"

#include "core/base/duration.h"
#include "core/base/hash.h"
#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <unordered_set>

namespace meterbench::scrape {

namespace {

constexpr std::string_view kAddress = "__address__";
constexpr std::string_view kScheme = "__scheme__";
constexpr std::string_view kMetricsPath = "__metrics_path__";
constexpr std::string_view kInterval = "__scrape_interval__";
constexpr std::string_view kTimeout = "__scrape_timeout__";
constexpr std::string_view kParam = "__param_";

void setIfAbsent(model::Labels& labels, std::string_view name, std::string_view value) {
    if (!labels.has(name)) {
        labels.set(name, value);
    }
}

/// application/x-www-form-urlencoded, as Go's url.QueryEscape.
std::string queryEscaped(std::string_view text) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '~';
        if (plain) {
            out += c;
        } else if (c == ' ') {
            out += '+';
        } else {
            out += {'%', hex[byte >> 4], hex[byte & 15]};
        }
    }
    return out;
}

std::string queryOf(const JobOptions& job, const model::Labels& labels) {
    std::map<std::string, std::vector<std::string>> params(job.params.begin(), job.params.end());
    for (const model::Label& label : labels) {
        if (label.name.starts_with(kParam)) {
            std::vector<std::string>& values = params[label.name.substr(kParam.size())];
            values.resize(std::max<std::size_t>(values.size(), 1));
            values.front() = label.value;
        }
    }
    std::string query;
    for (const auto& [name, values] : params) {
        for (const std::string& value : values) {
            query += (query.empty() ? "" : "&") + queryEscaped(name) + "=" + queryEscaped(value);
        }
    }
    return query;
}

std::string urlOf(const JobOptions& job, const model::Labels& labels) {
    std::string path(labels.get(kMetricsPath));
    if (!path.starts_with('/')) {
        path.insert(0, "/");
    }
    std::string url =
        std::string(labels.get(kScheme)) + "://" + std::string(labels.get(kAddress)) + path;
    const std::string query = queryOf(job, labels);
    if (!query.empty()) {
        url += (path.find('?') == std::string::npos ? "?" : "&") + query;
    }
    return url;
}

struct Times {
    std::chrono::milliseconds interval{};
    std::chrono::milliseconds timeout{};
};

base::Result<Times> timesOf(const model::Labels& labels) {
    Times times;
    const std::array<std::pair<std::string_view, std::chrono::milliseconds*>, 2> wanted{
        {{kInterval, &times.interval}, {kTimeout, &times.timeout}}};
    for (const auto& [name, value] : wanted) {
        const base::Result<std::chrono::milliseconds> parsed =
            base::parseDuration(labels.get(name));
        if (!parsed) {
            return base::Error{
                parsed.error().code, std::string(name) + ": " + parsed.error().context};
        }
        if (parsed->count() == 0) {
            return base::Error{
                base::Code::InvalidInput, std::string(name) + " must be longer than 0"};
        }
        *value = *parsed;
    }
    if (times.timeout > times.interval) {
        return base::Error{
            base::Code::InvalidInput,
            "scrape timeout " + base::formatDuration(times.timeout) +
                " is longer than the interval " + base::formatDuration(times.interval)};
    }
    return times;
}

/// What is wrong with relabeled labels, if anything.
std::optional<std::string> problemOf(const model::Labels& labels) {
    const std::string_view address = labels.get(kAddress);
    if (address.empty()) {
        return "no address: __address__ is empty after relabeling";
    }
    if (address.find('/') != std::string_view::npos) {
        return "\"" + std::string(address) + "\" is not a host and port (it contains a slash)";
    }
    for (const model::Label& label : labels) {
        if (!base::isValidUtf8(label.value)) {
            return "the value of label " + label.name + " is not valid UTF-8";
        }
    }
    return std::nullopt;
}

base::Result<Target>
targetOf(const JobOptions& job, const model::Labels& discovered, const model::Labels& relabeled) {
    if (const std::optional<std::string> problem = problemOf(relabeled)) {
        return base::Error{base::Code::InvalidInput, *problem};
    }
    const base::Result<Times> times = timesOf(relabeled);
    if (!times) {
        return times.error();
    }
    Target target;
    target.discovered = discovered;
    target.url = urlOf(job, relabeled);
    target.interval = times->interval;
    target.timeout = times->timeout;
    for (const model::Label& label : relabeled) {
        if (!label.name.starts_with("__")) {
            target.labels.set(label.name, label.value);
        }
    }
    setIfAbsent(target.labels, "instance", relabeled.get(kAddress));
    target.id = base::hash64(target.url, base::hash64(job.name, target.labels.ref()));
    return target;
}

} // namespace

model::Labels discoveredLabels(
    const JobOptions& job, const model::Labels& groupLabels, std::string_view address
) {
    model::Labels labels = groupLabels;
    labels.set(kAddress, address);
    setIfAbsent(labels, "job", job.name);
    setIfAbsent(labels, kInterval, base::formatDuration(job.interval));
    setIfAbsent(labels, kTimeout, base::formatDuration(job.timeout));
    setIfAbsent(labels, kMetricsPath, job.metricsPath);
    setIfAbsent(labels, kScheme, job.scheme);
    for (const auto& [name, values] : job.params) {
        if (!values.empty()) {
            setIfAbsent(labels, std::string(kParam) + name, values.front());
        }
    }
    return labels;
}

TargetList makeTargets(const JobOptions& job, const relabel::Program& program) {
    TargetList list;
    std::unordered_set<std::uint64_t> seen;
    relabel::LabelEditor editor;
    for (const TargetGroup& group : job.staticGroups) {
        for (const std::string& address : group.addresses) {
            model::Labels discovered = discoveredLabels(job, group.labels, address);
            editor.reset(discovered.views());
            if (!program.apply(editor)) {
                list.dropped.push_back({std::move(discovered), {}});
                continue;
            }
            base::Result<Target> target = targetOf(job, discovered, model::Labels(editor.labels()));
            if (!target) {
                list.dropped.push_back({std::move(discovered), target.error().context});
            } else if (seen.insert(target->id).second) {
                list.targets.push_back(std::move(*target));
            }
        }
    }
    return list;
}

} // namespace meterbench::scrape
