// GroupProtobufWriter: families of groups as delimited messages io.prometheus.client.MetricFamily.
// Source: prometheus/client_model metrics.proto. Any thread that may read the index.
#pragma once

#include "core/gateway/group_index.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::gateway {

/// Of the first series that has one.
[[nodiscard]] std::string_view
helpOf(const GroupIndex& index, const std::vector<SeriesAt>& series);

class GroupProtobufWriter {
public:
    GroupProtobufWriter(std::string& out, const GroupIndex& index)
        : m_out(out)
        , m_index(index) {}

    void write(std::string_view name, const HeldFamily& family);
    void writeStamps(std::string_view name, std::string_view help, bool isFailure);

private:
    void start(std::string_view name, std::string_view help, model::MetricType type);
    void addLabels(std::span<const model::LabelView> labels);
    void addMetric(SeriesAt at);
    void finish();

    std::string& m_out;
    const GroupIndex& m_index;
    std::string m_family;
    std::string m_metric;
};

} // namespace meterbench::gateway
