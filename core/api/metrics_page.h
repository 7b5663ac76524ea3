// MetricsPage: the body of /metrics, family by family, in either text format. One thread.
#pragma once

#include "core/exposition/pull_parser.h"
#include "core/exposition/writer.h"
#include "core/model/labels.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::api {

/// Families one after the other; a counter is given with its _total.
class MetricsPage {
public:
    explicit MetricsPage(exposition::Format format)
        : m_writer(format) {}

    void begin(std::string_view name, model::MetricType type, std::string_view help) {
        m_name = name;
        const bool total = type == model::MetricType::Counter && name.ends_with("_total");
        m_writer.family(
            {std::string(total ? name.substr(0, name.size() - 6) : name),
             type,
             std::string(help),
             {}}
        );
    }

    void add(double value, std::vector<model::LabelView> labels = {}) {
        m_writer.sample(m_name, labels, value);
    }

    template <class Number>
    void gauge(std::string_view name, std::string_view help, Number value) {
        begin(name, model::MetricType::Gauge, help);
        add(static_cast<double>(value));
    }

    template <class Number>
    void counter(std::string_view name, std::string_view help, Number value) {
        begin(name, model::MetricType::Counter, help);
        add(static_cast<double>(value));
    }

    template <class Number>
    void
    gaugeIfKnown(std::string_view name, std::string_view help, const std::optional<Number>& value) {
        if (value) {
            gauge(name, help, *value);
        }
    }

    [[nodiscard]] std::string finish() { return m_writer.finish(); }

private:
    exposition::Writer m_writer;
    std::string m_name;
};

} // namespace meterbench::api
