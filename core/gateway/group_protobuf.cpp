#include "core/gateway/group_protobuf.h"

#include "core/base/bytes.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace meterbench::gateway {

namespace {

using model::MetricType;

void appendText(std::string& out, char tag, std::string_view text) {
    out.push_back(tag);
    base::appendString(out, text);
}

void appendDouble(std::string& out, char tag, double value) {
    out.push_back(tag);
    base::appendU64(out, std::bit_cast<std::uint64_t>(value));
}

void appendCount(std::string& out, char tag, double value) {
    out.push_back(tag);
    base::appendVarint(out, static_cast<std::uint64_t>(value)); // a count is below 2^64
}

std::uint64_t typeNumber(MetricType type) {
    switch (type) {
    case MetricType::Counter:
        return 0;
    case MetricType::Gauge:
        return 1;
    case MetricType::Summary:
        return 2;
    case MetricType::Histogram:
        return 4;
    default:
        return 3;
    }
}

/// The field of Metric that holds this type.
char fieldTag(MetricType type) {
    switch (type) {
    case MetricType::Counter:
        return 0x1a;
    case MetricType::Gauge:
        return 0x12;
    case MetricType::Summary:
        return 0x22;
    case MetricType::Histogram:
        return 0x3a;
    default:
        return 0x2a;
    }
}

std::string valueOf(const GroupPart& part, const GroupMetric& metric, MetricType type) {
    std::string out;
    const bool isHistogram = type == MetricType::Histogram;
    if (!isHistogram && type != MetricType::Summary) {
        appendDouble(out, 0x09, part.value(metric.value));
        return out;
    }
    appendCount(out, 0x08, part.value(metric.count));
    appendDouble(out, 0x11, part.value(metric.sum));
    for (const BoundSlot& bound : metric.bounds) {
        std::string inner;
        if (isHistogram) {
            appendCount(inner, 0x08, part.value(bound.slot));
            appendDouble(inner, 0x11, bound.bound);
        } else {
            appendDouble(inner, 0x09, bound.bound);
            appendDouble(inner, 0x11, part.value(bound.slot));
        }
        appendText(out, 0x1a, inner);
    }
    return out;
}

} // namespace

void GroupProtobufWriter::start(std::string_view name, std::string_view help, MetricType type) {
    m_family.clear();
    appendText(m_family, 0x0a, name);
    if (!help.empty()) {
        appendText(m_family, 0x12, help);
    }
    m_family.push_back(0x18);
    base::appendVarint(m_family, typeNumber(type));
}

void GroupProtobufWriter::addLabels(std::span<const model::LabelView> labels) {
    m_metric.clear();
    for (const model::LabelView& label : labels) {
        std::string pair;
        appendText(pair, 0x0a, label.name);
        appendText(pair, 0x12, label.value);
        appendText(m_metric, 0x0a, pair);
    }
}

void GroupProtobufWriter::addMetric(SeriesAt at) {
    const GroupPart& part = m_index.part(at.part);
    const MetricType type = part.layout->familyOf(at.metric).type;
    addLabels(m_index.labels(at));
    appendText(m_metric, fieldTag(type), valueOf(part, part.layout->metric(at.metric), type));
    appendText(m_family, 0x22, m_metric);
}

void GroupProtobufWriter::finish() {
    base::appendString(m_out, m_family);
}

void GroupProtobufWriter::write(std::string_view name, const HeldFamily& family) {
    const std::vector<SeriesAt>& series = m_index.ordered(family);
    start(name, helpOf(m_index, series), family.type);
    for (const SeriesAt& at : series) {
        addMetric(at);
    }
    finish();
}

void GroupProtobufWriter::writeStamps(
    std::string_view name, std::string_view help, bool isFailure
) {
    start(name, help, MetricType::Gauge);
    for (const std::uint32_t number : m_index.orderedGroups()) {
        const HeldGroup& group = m_index.group(number);
        const std::vector<model::LabelView> labels = stampLabels(group);
        addLabels(labels);
        std::string value;
        const std::int64_t ms = isFailure ? group.failedMs : group.pushedMs;
        appendDouble(value, 0x09, static_cast<double>(ms) / 1e3);
        appendText(m_metric, fieldTag(MetricType::Gauge), value);
        appendText(m_family, 0x22, m_metric);
    }
    finish();
}

} // namespace meterbench::gateway
