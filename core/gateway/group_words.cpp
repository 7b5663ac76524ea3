#include "core/gateway/group_words.h"

#include "core/gateway/refusal.h"
#include "core/gateway/render.h"

namespace meterbench::gateway {

namespace {

using model::MetricType;

constexpr std::size_t kMostComplaints = 100;

std::string number(double value) {
    if (value != value) {
        return "nan";
    }
    std::string out;
    appendNumber(out, value);
    return out == "+Inf" ? "inf" : out == "-Inf" ? "-inf" : out;
}

void appendDistribution(
    std::string& out, const GroupFamily& family, const GroupMetric& metric, const GroupPart& part
) {
    const bool isHistogram = family.type == MetricType::Histogram;
    out += isHistogram ? "histogram:<" : "summary:<";
    if (metric.count != kNoSlot) {
        out += "sample_count:" + number(part.value(metric.count)) + " ";
    }
    if (metric.sum != kNoSlot) {
        out += "sample_sum:" + number(part.value(metric.sum)) + " ";
    }
    for (const BoundSlot& bound : metric.bounds) {
        const std::string value = number(part.value(bound.slot));
        out += isHistogram ? "bucket:<cumulative_count:" + value + " upper_bound:" +
                                 number(bound.bound) + " > "
                           : "quantile:<quantile:" + number(bound.bound) + " value:" + value + " > ";
    }
    out += "> ";
}

} // namespace

std::string_view upperTypeName(MetricType type) {
    switch (type) {
    case MetricType::Counter:
        return "COUNTER";
    case MetricType::Gauge:
        return "GAUGE";
    case MetricType::Histogram:
        return "HISTOGRAM";
    case MetricType::Summary:
        return "SUMMARY";
    default:
        return "UNTYPED";
    }
}

std::string collectedMetric(
    const GroupFamily& family,
    const GroupMetric& metric,
    const std::vector<model::LabelView>& labels,
    const GroupPart& part
) {
    std::string out = "collected metric " + quoted(family.name) + " { ";
    for (const model::LabelView& label : labels) {
        out += "label:<name:" + quoted(label.name) + " value:" + quoted(label.value) + " > ";
    }
    if (family.type == MetricType::Histogram || family.type == MetricType::Summary) {
        appendDistribution(out, family, metric, part);
        return out + "}";
    }
    const std::string value = number(part.value(metric.value));
    out += family.type == MetricType::Counter ? "counter" : "";
    out += family.type == MetricType::Gauge ? "gauge" : "";
    out += family.type == MetricType::Unknown ? "untyped" : "";
    return out + ":<value:" + value + " > }";
}

std::string joinedComplaints(const std::vector<std::string>& complaints) {
    if (complaints.size() == 1) {
        return complaints.front();
    }
    std::string out = std::to_string(complaints.size()) + " error(s) occurred:";
    for (std::size_t i = 0; i < complaints.size() && i < kMostComplaints; ++i) {
        out += "\n* " + complaints[i];
    }
    return out;
}

} // namespace meterbench::gateway
