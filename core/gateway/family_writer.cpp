#include "core/gateway/family_writer.h"

#include "core/base/bytes.h"
#include "core/gateway/render.h"
#include "core/gateway/series_rows.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <string_view>

namespace meterbench::gateway {

namespace {

using model::MetricType;

constexpr std::string_view kTotal = "_total";

// ---- OpenMetrics

/// Numbers that stand for a bound are floats there: "1.0", not "1".
void appendBound(std::string& out, double value) {
    const std::size_t begin = out.size();
    appendNumber(out, value);
    const std::string_view text = std::string_view(out).substr(begin);
    if (text.find_first_not_of("0123456789-") == std::string_view::npos) {
        out += ".0";
    }
}

class OpenMetricsWriter {
public:
    OpenMetricsWriter(std::string& out, const Merger& merger, const Family& family)
        : m_out(out)
        , m_family(family)
        , m_type(family.type)
        , m_name(family.name) {
        if (m_type != MetricType::Counter) {
            return;
        }
        const std::string_view stem =
            m_name.ends_with(kTotal) ? m_name.substr(0, m_name.size() - kTotal.size()) : "";
        if (stem.empty() || merger.find(stem) != nullptr) {
            m_type = MetricType::Unknown;
        } else {
            m_name = stem;
            m_suffix = kTotal;
        }
    }

    void write() {
        m_out.append("# TYPE ").append(m_name).append(" ");
        m_out.append(model::metricTypeName(m_type)).append("\n");
        if (!m_family.help.empty()) {
            m_out.append("# HELP ").append(m_name).append(" ");
            m_out.append(model::escapedLabelValue(m_family.help)).append("\n");
        }
        for (const std::uint32_t place : m_family.sorted()) {
            writeSeries(m_family.series[place]);
        }
    }

private:
    void writeSeries(const Series& series) {
        m_series = &series;
        if (!series.distribution) {
            line(m_suffix, {}, 0, shownValue(series));
            return;
        }
        const bool isHistogram = m_type == MetricType::Histogram;
        double reached = 0;
        for (const Point& point : series.distribution->points) {
            reached = isHistogram ? std::max(reached, point.value) : point.value;
            line(
                isHistogram ? "_bucket" : "", isHistogram ? "le" : "quantile", point.bound, reached
            );
        }
        if (series.distribution->hasSum) {
            line("_sum", {}, 0, series.distribution->sum);
        }
        if (series.distribution->hasCount) {
            line("_count", {}, 0, series.distribution->count);
        }
    }

    void line(std::string_view suffix, std::string_view bound, double at, double value) {
        m_out.append(m_name).append(suffix);
        if (!m_series->key.empty() || !bound.empty()) {
            m_out.append("{").append(m_series->key);
            if (!bound.empty()) {
                m_out.append(m_series->key.empty() ? "" : ",").append(bound).append("=\"");
                appendBound(m_out, at);
                m_out += '"';
            }
            m_out += '}';
        }
        m_out += ' ';
        appendNumber(m_out, value);
        if (m_series->timestampMs != kNoTimestamp) {
            m_out += ' ';
            appendSeconds(m_series->timestampMs);
        }
        m_out += '\n';
    }

    void appendSeconds(std::int64_t ms) {
        const std::uint64_t size =
            ms < 0 ? 0 - static_cast<std::uint64_t>(ms) : static_cast<std::uint64_t>(ms);
        const std::string part = std::to_string(size % 1'000);
        m_out.append(ms < 0 ? "-" : "").append(std::to_string(size / 1'000)).append(".");
        m_out.append(3 - part.size(), '0').append(part);
    }

    std::string& m_out;
    const Family& m_family;
    MetricType m_type;
    std::string_view m_name;
    std::string_view m_suffix;
    const Series* m_series = nullptr;
};

// ---- protobuf: field numbers of io.prometheus.client (metrics.proto)

enum class Wire : std::uint8_t { Varint = 0, Fixed64 = 1, Bytes = 2 };

void key(std::string& out, unsigned field, Wire wire) {
    base::appendVarint(out, field << 3U | static_cast<unsigned>(wire));
}

void number(std::string& out, unsigned field, double value) {
    key(out, field, Wire::Fixed64);
    base::appendU64(out, std::bit_cast<std::uint64_t>(value));
}

void text(std::string& out, unsigned field, std::string_view bytes) {
    key(out, field, Wire::Bytes);
    base::appendString(out, bytes);
}

/// A whole one into the first field, another into the second.
void count(std::string& out, unsigned whole, unsigned fraction, double value) {
    constexpr double kLimit = 18446744073709551616.0; // 2^64
    if (value >= 0 && value < kLimit && std::trunc(value) == value) {
        key(out, whole, Wire::Varint);
        base::appendVarint(out, static_cast<std::uint64_t>(value));
    } else {
        number(out, fraction, value);
    }
}

class ProtobufWriter {
public:
    ProtobufWriter(std::string& out, const Family& family)
        : m_out(out)
        , m_family(family) {}

    void write() {
        text(m_message, 1, m_family.name);
        if (!m_family.help.empty()) {
            text(m_message, 2, m_family.help);
        }
        key(m_message, 3, Wire::Varint);
        base::appendVarint(m_message, typeNumber());
        for (const std::uint32_t place : m_family.sorted()) {
            m_metric.clear();
            writeMetric(m_family.series[place]);
            text(m_message, 4, m_metric);
        }
        base::appendString(m_out, m_message);
    }

private:
    [[nodiscard]] unsigned typeNumber() const {
        switch (m_family.type) {
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

    void writeMetric(const Series& series) {
        for (const model::Label& label : labelsOfKey(series.key)) {
            m_part.clear();
            text(m_part, 1, label.name);
            text(m_part, 2, label.value);
            text(m_metric, 1, m_part);
        }
        m_part.clear();
        if (!series.distribution) {
            const MetricType type = m_family.type;
            number(m_part, 1, shownValue(series));
            text(
                m_metric,
                type == MetricType::Counter ? 3
                : type == MetricType::Gauge ? 2
                                            : 5,
                m_part
            );
        } else if (m_family.type == MetricType::Histogram) {
            writeHistogram(*series.distribution);
        } else {
            writeSummary(*series.distribution);
        }
        if (series.timestampMs != kNoTimestamp) {
            key(m_metric, 6, Wire::Varint);
            base::appendVarint(m_metric, static_cast<std::uint64_t>(series.timestampMs));
        }
    }

    void writeHistogram(const Distribution& value) {
        count(m_part, 1, 4, value.count);
        number(m_part, 2, value.sum);
        double reached = 0;
        for (const Point& point : value.points) {
            reached = std::max(reached, point.value);
            m_point.clear();
            count(m_point, 1, 4, reached);
            number(m_point, 2, point.bound);
            text(m_part, 3, m_point);
        }
        text(m_metric, 7, m_part);
    }

    void writeSummary(const Distribution& value) {
        key(m_part, 1, Wire::Varint);
        base::appendVarint(m_part, static_cast<std::uint64_t>(value.count));
        number(m_part, 2, value.sum);
        for (const Point& point : value.points) {
            m_point.clear();
            number(m_point, 1, point.bound);
            number(m_point, 2, point.value);
            text(m_part, 3, m_point);
        }
        text(m_metric, 4, m_part);
    }

    std::string& m_out;
    const Family& m_family;
    std::string m_message;
    std::string m_metric;
    std::string m_part;
    std::string m_point;
};

} // namespace

void writeFamilies(std::string& out, const Merger& merger, ExposeFormat format) {
    if (format == ExposeFormat::Text) {
        renderText(out, merger);
        return;
    }
    for (const Family* family : sortedFamilies(merger)) {
        if (format == ExposeFormat::OpenMetrics) {
            OpenMetricsWriter(out, merger, *family).write();
        } else {
            ProtobufWriter(out, *family).write();
        }
    }
}

} // namespace meterbench::gateway
