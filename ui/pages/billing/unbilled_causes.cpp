#include "ui/pages/billing/unbilled_causes.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace meterbench::ui {

namespace {

using metering::Unbilled;

constexpr std::size_t kMostNamed = 20;

/// host:port of a scrape URL.
std::string hostOf(const std::string& url) {
    const std::size_t scheme = url.find("://");
    const std::size_t begin = scheme == std::string::npos ? 0 : scheme + 3;
    return url.substr(begin, url.find('/', begin) - begin);
}

/// Of the targets that have a cause.
std::map<model::SourceId, std::string> hostsOf(const pipeline::Snapshot& now) {
    std::map<model::SourceId, std::string> hosts;
    for (const Unbilled& one : now.metered->unbilled) {
        hosts[one.source];
    }
    if (!hosts.empty() && now.targets != nullptr) {
        for (const pipeline::TargetPtr& target : *now.targets) {
            const auto found = hosts.find(target->id);
            if (found != hosts.end()) {
                found->second = hostOf(target->url);
            }
        }
    }
    return hosts;
}

using Key = std::pair<metering::Verdict, std::string>;

Key keyOf(const Unbilled& one) {
    return {one.verdict, one.verdict == metering::Verdict::MalformedId ? one.label : std::string()};
}

void addOnce(std::vector<std::string>& names, const std::string& name) {
    if (std::ranges::find(names, name) == names.end()) {
        names.push_back(name);
    }
}

/// Time of which nothing is known, over all rows.
UnbilledCause notMeasured(const usage::NotMeasured& missing) {
    UnbilledCause cause;
    cause.kind = UnbilledCause::Kind::NotMeasured;
    cause.unmeteredMs = missing.ms;
    cause.where = missing.where;
    cause.customer = missing.customer;
    cause.dimension = missing.dimension;
    return cause;
}

} // namespace

std::vector<UnbilledCause> unbilledCauses(const pipeline::Snapshot& now, const usage::View& usage) {
    std::vector<UnbilledCause> causes;
    if (now.metered != nullptr) {
        const std::map<model::SourceId, std::string> hosts = hostsOf(now);
        std::map<Key, UnbilledCause> byCause;
        for (const Unbilled& one : now.metered->unbilled) {
            const Key key = keyOf(one);
            UnbilledCause& cause = byCause[key];
            cause.verdict = one.verdict;
            cause.label = key.second;
            cause.series += one.things;
            cause.example = cause.example.empty() ? one.example : cause.example;
            addOnce(cause.meters, one.meter);
            cause.sources.push_back(one.source);
            const auto host = hosts.find(one.source);
            if (!host->second.empty() && cause.where.size() < kMostNamed) {
                addOnce(cause.where, host->second);
            }
        }
        for (auto& [key, cause] : byCause) {
            std::ranges::sort(cause.sources);
            const auto rest = std::ranges::unique(cause.sources);
            cause.sources.erase(rest.begin(), rest.end());
            causes.push_back(std::move(cause));
        }
        std::ranges::stable_sort(causes, std::greater(), &UnbilledCause::series);
    }
    if (usage.notMeasured.ms > 0) {
        causes.push_back(notMeasured(usage.notMeasured));
    }
    return causes;
}

int causesNotBillable(const pipeline::Snapshot& now) {
    if (now.metered == nullptr) {
        return 0;
    }
    std::set<Key> keys;
    for (const Unbilled& one : now.metered->unbilled) {
        keys.insert(keyOf(one));
    }
    return static_cast<int>(keys.size());
}

} // namespace meterbench::ui
