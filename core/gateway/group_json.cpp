#include "core/gateway/group_json.h"

#include "core/base/text.h"
#include "core/gateway/group_words.h"
#include "core/gateway/render.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace meterbench::gateway {

namespace {

using model::MetricType;

class JsonWriter {
public:
    explicit JsonWriter(const GroupIndex& index)
        : m_index(index) {}

    [[nodiscard]] std::string write() {
        m_out = "{\"status\":\"success\",\"data\":[";
        for (const std::uint32_t number : m_index.orderedGroups()) {
            separate();
            writeGroup(m_index.group(number));
        }
        return m_out + "]}";
    }

private:
    using Series = std::vector<SeriesAt>;

    void separate() {
        if (m_out.back() != '[' && m_out.back() != '{') {
            m_out += ',';
        }
    }

    void key(std::string_view name) {
        separate();
        text(name);
        m_out += ':';
    }

    void text(std::string_view value) {
        m_out.append("\"").append(base::jsonEscaped(value)).append("\"");
    }

    void number(double value) {
        m_out += '"';
        m_out += value == 0 && std::signbit(value) ? "-" : ""; // as there; not so in the text
        appendNumber(m_out, value);
        m_out += '"';
    }

    void boundKey(double bound) {
        std::string name;
        appendNumber(name, bound);
        key(name);
    }

    /// Without zeros at the end of the fraction.
    void time(std::int64_t ms) {
        std::string stamp = base::formatTimeUtc(ms);
        stamp.resize(stamp.find_last_not_of("0Z") + 1);
        stamp.resize(stamp.size() - (stamp.back() == '.' ? 1 : 0));
        text(stamp + 'Z');
    }

    void labels(const std::vector<model::LabelView>& all) {
        key("labels");
        m_out += '{';
        for (const model::LabelView& label : all) {
            key(label.name);
            text(label.value);
        }
        m_out += '}';
    }

    void writeGroup(const HeldGroup& group) {
        m_out += '{';
        std::map<std::string_view, Series> families;
        for (const std::uint32_t at : group.parts) {
            const GroupPart& part = m_index.part(at);
            for (std::uint32_t i = 0; i < part.layout->metricCount(); ++i) {
                if (part.holds(i)) {
                    families[part.layout->familyOf(i).name].push_back({at, i});
                }
            }
        }
        if (!families.contains("labels")) { // else the family stands there, as with the original
            std::vector<model::LabelView> own;
            for (const model::Label& label : group.labels) {
                own.push_back({label.name, label.value});
            }
            labels(own);
        }
        if (!families.contains("last_push_successful")) {
            key("last_push_successful");
            m_out += group.pushedMs > group.failedMs ? "true" : "false";
        }
        for (const auto& [name, series] : families) {
            writeFamily(series);
        }
        writeStamp(group, kPushTime, "succeeded", group.pushedMs);
        writeStamp(group, kFailureTime, "failed", group.failedMs);
        m_out += '}';
    }

    void head(std::string_view name, std::int64_t ms, MetricType type, std::string_view help) {
        key(name);
        m_out += '{';
        key("time_stamp");
        time(ms);
        key("type");
        text(upperTypeName(type));
        if (!help.empty()) {
            key("help");
            text(help);
        }
        key("metrics");
        m_out += '[';
    }

    void writeFamily(const Series& series) {
        const GroupPart& first = m_index.part(series.front().part);
        const GroupFamily& family = first.layout->familyOf(series.front().metric);
        head(family.name, first.pushedMs, family.type, family.help);
        for (const SeriesAt& at : series) {
            const GroupPart& part = m_index.part(at.part);
            separate();
            m_out += '{';
            labels(m_index.labels(at));
            writeValue(part, family.type, part.layout->metric(at.metric));
            m_out += '}';
        }
        m_out += "]}";
    }

    void writeValue(const GroupPart& part, MetricType type, const GroupMetric& metric) {
        const bool isHistogram = type == MetricType::Histogram;
        if (!isHistogram && type != MetricType::Summary) {
            key("value");
            number(part.value(metric.value));
            return;
        }
        key(isHistogram ? "buckets" : "quantiles");
        m_out += '{';
        for (const BoundSlot& bound : metric.bounds) {
            boundKey(bound.bound);
            number(part.value(bound.slot));
        }
        m_out += '}';
        key("count");
        number(part.value(metric.count));
        key("sum");
        number(part.value(metric.sum));
    }

    void writeStamp(
        const HeldGroup& group, std::string_view name, std::string_view word, std::int64_t ms
    ) {
        head(
            name,
            ms != 0 ? ms : std::max(group.pushedMs, group.failedMs),
            MetricType::Gauge,
            "Last Unix time when changing this group in the Pushgateway " + std::string(word) + "."
        );
        m_out += '{';
        labels(stampLabels(group));
        key("value");
        number(static_cast<double>(ms) / 1e3);
        m_out += "}]}";
    }

    const GroupIndex& m_index;
    std::string m_out;
};

} // namespace

std::string apiMetrics(const GroupIndex& index) {
    return JsonWriter(index).write();
}

} // namespace meterbench::gateway
