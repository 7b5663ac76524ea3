#include "core/address/store_json.h"

#include "core/base/number.h"
#include "core/base/text.h"
#include "core/gateway/group_body.h"
#include "core/gateway/group_json.h"
#include "core/gateway/group_store.h"
#include "core/gateway/render.h"

#include <algorithm>
#include <map>
#include <string_view>

namespace meterbench::address {

namespace {

constexpr std::size_t kMostSeries = 1'000'000;

std::string quoted(std::string_view text) {
    return "\"" + base::jsonEscaped(text) + "\"";
}

void appendLabels(std::string& out, const std::vector<model::Label>& labels) {
    out += "{";
    for (std::size_t i = 0; i < labels.size(); ++i) {
        out.append(i == 0 ? "" : ",").append(quoted(labels[i].name)).append(":");
        out.append(quoted(labels[i].value));
    }
    out += "}";
}

std::string_view typeWord(model::MetricType type) {
    switch (type) {
    case model::MetricType::Counter:
        return "COUNTER";
    case model::MetricType::Gauge:
        return "GAUGE";
    case model::MetricType::Histogram:
        return "HISTOGRAM";
    case model::MetricType::Summary:
        return "SUMMARY";
    default:
        return "UNTYPED";
    }
}

using Families = std::map<std::string_view, const gateway::FamilyRow*>;

bool hasParts(model::MetricType type) {
    return type == model::MetricType::Histogram || type == model::MetricType::Summary;
}

/// A family by the name of one of its samples: h for h_count.
const gateway::FamilyRow* familyOf(const Families& families, std::string_view name) {
    auto found = families.find(name);
    for (const std::string_view suffix : {"_count", "_sum", "_bucket"}) {
        if (found == families.end() && name.ends_with(suffix)) {
            found = families.find(name.substr(0, name.size() - suffix.size()));
        }
    }
    return found == families.end() ? nullptr : found->second;
}

std::string quotedNumber(double value) {
    std::string out = "\"";
    gateway::appendNumber(out, value);
    return out + "\"";
}

/// One metric with parts: its bounds, its count and its sum.
struct Distribution {
    std::vector<model::Label> labels;
    std::map<std::string, double> bounds;
    double count = 0;
    double sum = 0;
};

/// The metrics of a family of one group, each as the Pushgateway shows it.
class FamilyJson {
public:
    explicit FamilyJson(const gateway::FamilyRow* family)
        : m_family(family)
        , m_type(family == nullptr ? model::MetricType::Unknown : family->type) {}

    void add(gateway::SeriesRow row) {
        if (!hasParts(m_type)) {
            m_plain += m_plain.empty() ? "{\"labels\":" : ",{\"labels\":";
            appendLabels(m_plain, row.labels);
            m_plain.append(",\"value\":").append(quotedNumber(row.value)).append("}");
            return;
        }
        const std::string_view boundName =
            m_type == model::MetricType::Histogram ? "le" : "quantile";
        const std::string_view part = std::string_view(row.name).substr(m_family->name.size());
        std::string bound;
        if (part == "_bucket" || part.empty()) {
            std::erase_if(row.labels, [&](const model::Label& label) {
                const bool isBound = label.name == boundName;
                bound = isBound ? label.value : bound;
                return isBound;
            });
        }
        std::string key;
        appendLabels(key, row.labels);
        const auto [at, isNew] = m_places.try_emplace(key, m_distributions.size());
        if (isNew) {
            m_distributions.push_back({std::move(row.labels), {}, 0, 0});
        }
        Distribution& to = m_distributions[at->second];
        if (part == "_count") {
            to.count = row.value;
        } else if (part == "_sum") {
            to.sum = row.value;
        } else {
            to.bounds[bound] = row.value;
        }
    }

    void appendTo(std::string& out, std::string_view name, std::int64_t pushedMs) const {
        out.append(quoted(name)).append(":{\"time_stamp\":");
        out.append(quoted(base::formatTimeUtc(pushedMs))).append(",\"type\":");
        out.append(quoted(typeWord(m_type)));
        if (m_family != nullptr && !m_family->help.empty()) {
            out.append(",\"help\":").append(quoted(m_family->help));
        }
        out.append(",\"metrics\":[").append(m_plain);
        for (std::size_t i = 0; i < m_distributions.size(); ++i) {
            out += i == 0 ? "" : ",";
            append(out, m_distributions[i]);
        }
        out += "]}";
    }

private:
    void append(std::string& out, const Distribution& metric) const {
        out += "{\"labels\":";
        appendLabels(out, metric.labels);
        out += m_type == model::MetricType::Histogram ? ",\"buckets\":{" : ",\"quantiles\":{";
        bool isFirst = true;
        for (const auto& [bound, value] : metric.bounds) {
            out.append(isFirst ? "" : ",").append(quoted(bound)).append(":");
            out += quotedNumber(value);
            isFirst = false;
        }
        out.append("},\"count\":").append(quotedNumber(metric.count));
        out.append(",\"sum\":").append(quotedNumber(metric.sum)).append("}");
    }

    const gateway::FamilyRow* m_family;
    model::MetricType m_type;
    std::string m_plain;
    std::map<std::string, std::size_t> m_places; ///< labels → place in m_distributions
    std::vector<Distribution> m_distributions;
};

/// The time of a group's last push, good or refused, as the gauge that a scrape shows.
void appendStamp(
    std::string& out,
    const gateway::GroupRow& group,
    std::string_view name,
    std::string_view help,
    std::int64_t ms
) {
    gateway::FamilyRow family;
    family.name = name;
    family.help = help;
    family.type = model::MetricType::Gauge;
    gateway::SeriesRow row;
    row.name = name;
    row.labels = group.labels;
    const auto isInstance = [](const model::Label& label) { return label.name == "instance"; };
    if (std::ranges::none_of(row.labels, isInstance)) {
        row.labels.push_back({"instance", ""});
        std::ranges::sort(row.labels, {}, &model::Label::name);
    }
    row.value = static_cast<double>(ms) / 1000.0;
    FamilyJson json(&family);
    json.add(std::move(row));
    json.appendTo(out, name, ms != 0 ? ms : std::max(group.pushedMs, group.failedMs));
}

void appendGroup(
    std::string& out,
    const gateway::PushStore& store,
    const gateway::GroupRow& group,
    const Families& families
) {
    gateway::Selection selection;
    selection.group = group.labels;
    std::map<std::string, FamilyJson> byName;
    for (gateway::SeriesRow& row : store.series(selection, kMostSeries)) {
        const gateway::FamilyRow* const family = familyOf(families, row.name);
        const std::string name = family == nullptr ? row.name : family->name;
        byName.try_emplace(name, family).first->second.add(std::move(row));
    }
    // As with the original, a family stands in the place of what it has the name of; the stamps
    // stand in the place of families.
    out += "{";
    if (!byName.contains("labels")) {
        out += "\"labels\":";
        appendLabels(out, group.labels);
        out += ",";
    }
    if (!byName.contains("last_push_successful")) {
        out += "\"last_push_successful\":";
        out += group.pushedMs >= group.failedMs ? "true," : "false,";
    }
    byName.erase(std::string(gateway::kPushTime));
    byName.erase(std::string(gateway::kFailureTime));
    for (const auto& [name, json] : byName) {
        json.appendTo(out, name, group.pushedMs);
        out += ",";
    }
    const std::string when = "Last Unix time when changing this group in the Pushgateway ";
    appendStamp(out, group, gateway::kPushTime, when + "succeeded.", group.pushedMs);
    out += ",";
    appendStamp(out, group, gateway::kFailureTime, when + "failed.", group.failedMs);
    out += "}";
}

} // namespace

std::string statusJson(const AddressOptions& options, std::int64_t startMs) {
    std::string out = "{\"status\":\"success\",\"data\":{\"build_information\":{\"version\":";
    out += quoted(options.about) + "},\"flags\":{";
    out += "\"web.listen-address\":" + quoted(options.listenAddress);
    out += ",\"web.telemetry-path\":" + quoted(options.telemetryPath);
    out += ",\"web.route-prefix\":" + quoted(options.routePrefix);
    out += std::string(",\"web.enable-lifecycle\":") +
           (options.enableLifecycle ? "\"true\"" : "\"false\"");
    out += std::string(",\"web.enable-admin-api\":") +
           (options.enableAdmin ? "\"true\"" : "\"false\"");
    out += std::string(",\"push.disable-consistency-check\":") +
           (options.checkConsistency ? "\"false\"" : "\"true\"");
    out += "},\"start_time\":" + quoted(base::formatTimeUtc(startMs)) + "}}";
    return out;
}

std::string metricsJson(const gateway::PushStore& store) {
    if (const auto* const groups = dynamic_cast<const gateway::GroupStore*>(&store)) {
        return gateway::apiMetrics(groups->index());
    }
    const std::vector<gateway::FamilyRow> rows = store.families();
    Families families;
    for (const gateway::FamilyRow& row : rows) {
        families[row.name] = &row;
    }
    std::string out = "{\"status\":\"success\",\"data\":[";
    bool isFirst = true;
    for (const gateway::GroupRow& group : store.groups()) {
        out += isFirst ? "" : ",";
        isFirst = false;
        appendGroup(out, store, group, families);
    }
    return out + "]}";
}

} // namespace meterbench::address
