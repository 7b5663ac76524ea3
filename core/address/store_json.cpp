#include "core/address/store_json.h"

#include "core/base/number.h"
#include "core/base/text.h"

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

/// A family's name by the name of one of its samples: h for h_count.
const gateway::FamilyRow*
familyOf(const std::map<std::string_view, const gateway::FamilyRow*>& families, std::string_view name) {
    auto found = families.find(name);
    for (const std::string_view suffix : {"_count", "_sum", "_bucket"}) {
        if (found == families.end() && name.ends_with(suffix)) {
            found = families.find(name.substr(0, name.size() - suffix.size()));
        }
    }
    return found == families.end() ? nullptr : found->second;
}

void appendGroup(
    std::string& out,
    const gateway::PushStore& store,
    const gateway::GroupRow& group,
    const std::map<std::string_view, const gateway::FamilyRow*>& families
) {
    gateway::Selection selection;
    selection.group = group.labels;
    std::map<std::string, std::vector<gateway::SeriesRow>> byName;
    for (gateway::SeriesRow& row : store.series(selection, kMostSeries)) {
        byName[row.name].push_back(std::move(row));
    }
    out += "{\"labels\":";
    appendLabels(out, group.labels);
    out.append(",\"last_push_successful\":");
    out.append(group.pushedMs >= group.failedMs ? "true" : "false");
    for (const auto& [name, rows] : byName) {
        const gateway::FamilyRow* const family = familyOf(families, name);
        out.append(",").append(quoted(name)).append(":{\"time_stamp\":");
        out.append(quoted(base::formatTimeUtc(group.pushedMs))).append(",\"type\":");
        out.append(quoted(family == nullptr ? "UNTYPED" : typeWord(family->type)));
        if (family != nullptr && !family->help.empty()) {
            out.append(",\"help\":").append(quoted(family->help));
        }
        out += ",\"metrics\":[";
        for (std::size_t i = 0; i < rows.size(); ++i) {
            out += i == 0 ? "{\"labels\":" : ",{\"labels\":";
            appendLabels(out, rows[i].labels);
            out.append(",\"value\":").append(quoted(base::formatNumber(rows[i].value))).append("}");
        }
        out += "]}";
    }
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
    const std::vector<gateway::FamilyRow> rows = store.families();
    std::map<std::string_view, const gateway::FamilyRow*> families;
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
