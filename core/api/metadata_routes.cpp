// The routes that tell what families the targets expose.
#include "core/api/json_answer.h"
#include "core/api/target_routes.h"
#include "core/relabel/selector.h"

#include <algorithm>
#include <map>
#include <set>

namespace meterbench::api {

namespace {

using pipeline::Snapshot;
using pipeline::TargetState;

/// Prometheus keeps the name of an OpenMetrics counter's family without _total, and so do we.
Json familyJson(const model::Family& family) {
    Json object;
    object["type"] = model::metricTypeName(family.type);
    object["help"] = family.help;
    object["unit"] = family.unit;
    return object;
}

/// Families of the last scrape, each once, in the order of the exposition.
std::vector<const model::Family*> familiesOf(const TargetState& target) {
    std::vector<const model::Family*> all;
    std::set<std::string_view> seen;
    for (const model::BatchPtr& batch : target.batches) {
        if (batch->layout->families == nullptr) {
            continue;
        }
        for (const model::Family& family : *batch->layout->families) {
            if (seen.insert(family.name).second) {
                all.push_back(&family);
            }
        }
    }
    return all;
}

class MetadataRows {
public:
    MetadataRows(std::string metric, std::int64_t limit)
        : m_metric(std::move(metric))
        , m_limit(limit) {}

    [[nodiscard]] bool isFull() const {
        return m_limit >= 0 && m_rows.size() >= static_cast<std::size_t>(m_limit);
    }

    void add(const TargetState& target) {
        for (const model::Family* family : familiesOf(target)) {
            if (isFull() || (!m_metric.empty() && family->name != m_metric)) {
                continue;
            }
            Json row;
            row["target"] = toJson(target.labels);
            if (m_metric.empty()) {
                row["metric"] = family->name;
            }
            row.update(familyJson(*family));
            m_rows.push_back(std::move(row));
        }
    }

    [[nodiscard]] Json take() { return std::move(m_rows); }

private:
    std::string m_metric;
    std::int64_t m_limit;
    Json m_rows = Json::array();
};

} // namespace

HttpResponse targetMetadata(const HttpRequest& request, const Snapshot& snapshot) {
    const auto limit = numberParameter(request, "limit", -1);
    if (!limit) {
        return badData("limit must be a number");
    }
    const std::string match = textParameter(request, "match_target");
    base::Result<relabel::Selector> selector =
        match.empty() ? base::Result<relabel::Selector>(relabel::Selector())
                      : relabel::Selector::parse(match);
    if (!selector) {
        return badData("invalid parameter \"match_target\": " + selector.error().context);
    }
    MetadataRows rows(textParameter(request, "metric"), *limit);
    if (snapshot.targets != nullptr) {
        for (const pipeline::TargetPtr& target : *snapshot.targets) {
            if (selector->matches(target->labels)) {
                rows.add(*target);
            }
        }
    }
    return success(rows.take());
}

HttpResponse metadata(const HttpRequest& request, const Snapshot& snapshot) {
    const auto limit = numberParameter(request, "limit", -1);
    const auto perMetric = numberParameter(request, "limit_per_metric", -1);
    if (!limit) {
        return badData("limit must be a number");
    }
    if (!perMetric) {
        return badData("limit_per_metric must be a number");
    }
    const std::string metric = textParameter(request, "metric");
    std::map<std::string, std::vector<Json>> byName;
    if (snapshot.targets != nullptr) {
        for (const pipeline::TargetPtr& target : *snapshot.targets) {
            for (const model::Family* family : familiesOf(*target)) {
                std::vector<Json>& kinds = byName[family->name];
                Json kind = familyJson(*family);
                if (std::ranges::find(kinds, kind) == kinds.end()) {
                    kinds.push_back(std::move(kind));
                }
            }
        }
    }
    Json data = Json::object();
    for (auto& [name, kinds] : byName) {
        if ((!metric.empty() && name != metric) ||
            (*limit >= 0 && data.size() >= static_cast<std::size_t>(*limit))) {
            continue;
        }
        if (*perMetric > 0 && kinds.size() > static_cast<std::size_t>(*perMetric)) {
            kinds.resize(static_cast<std::size_t>(*perMetric));
        }
        data[name] = kinds;
    }
    return success(std::move(data));
}

} // namespace meterbench::api
