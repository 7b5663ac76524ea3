#include "core/gateway/render.h"

#include "core/gateway/series_key.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace meterbench::gateway {

namespace {

using model::MetricType;

void appendHelp(std::string& out, std::string_view help) {
    for (const char c : help) {
        if (c == '\\') {
            out += "\\\\";
        } else if (c == '\n') {
            out += "\\n";
        } else {
            out += c;
        }
    }
}

void appendMetadata(std::string& out, const Family& family) {
    if (!family.help.empty()) {
        out.append("# HELP ").append(family.name).append(" ");
        appendHelp(out, family.help);
        out += '\n';
    }
    const bool isUntyped = family.type == MetricType::Unknown;
    out.append("# TYPE ").append(family.name).append(" ");
    out.append(isUntyped ? "untyped" : model::metricTypeName(family.type)).append("\n");
}

class FamilyWriter {
public:
    FamilyWriter(std::string& out, const Family& family)
        : m_out(out)
        , m_family(family) {}

    void write(const Series& series) {
        m_series = &series;
        if (!series.distribution) {
            line("", shownValue(series));
            return;
        }
        const bool isHistogram = m_family.type == MetricType::Histogram;
        double reached = 0;
        for (const Point& point : series.distribution->points) {
            // Compatible adds unlike bounds as they are, which can fall; a histogram cannot.
            reached = isHistogram ? std::max(reached, point.value) : point.value;
            name(isHistogram ? "_bucket" : "");
            bound(isHistogram ? "le" : "quantile", point.bound);
            value(reached);
        }
        if (series.distribution->hasSum) {
            line("_sum", series.distribution->sum);
        }
        if (series.distribution->hasCount) {
            line("_count", series.distribution->count);
        }
    }

private:
    void name(std::string_view suffix) { m_out.append(m_family.name).append(suffix); }

    void bound(std::string_view label, double number) {
        m_out.append("{").append(m_series->key).append(m_series->key.empty() ? "" : ",");
        m_out.append(label).append("=\"");
        appendNumber(m_out, number);
        m_out += "\"}";
    }

    void line(std::string_view suffix, double number) {
        name(suffix);
        if (!m_series->key.empty()) {
            m_out.append("{").append(m_series->key).append("}");
        }
        value(number);
    }

    void value(double number) {
        m_out += ' ';
        appendNumber(m_out, number);
        if (m_series->timestampMs != kNoTimestamp) {
            m_out.append(" ").append(std::to_string(m_series->timestampMs));
        }
        m_out += '\n';
    }

    std::string& m_out;
    const Family& m_family;
    const Series* m_series = nullptr;
};

void appendFamily(std::string& out, const Family& family) {
    appendMetadata(out, family);
    FamilyWriter writer(out, family);
    for (const std::uint32_t place : family.sorted()) {
        writer.write(family.series[place]);
    }
}

} // namespace

void appendNumber(std::string& out, double value) {
    const double magnitude = std::fabs(value);
    if (!std::isfinite(value) || value == 0) {
        out += std::isnan(value) ? "NaN" : value == 0 ? "0" : value > 0 ? "+Inf" : "-Inf";
        return;
    }
    std::array<char, 32> buffer{};
    const bool isPlain = magnitude >= 1e-4 && magnitude < 1e6;
    const auto format = isPlain ? std::chars_format::fixed : std::chars_format::scientific;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format).ptr;
    out.append(buffer.data(), end);
}

std::vector<const Family*> sortedFamilies(const Merger& merger) {
    std::vector<const Family*> order;
    for (const Family& family : merger.families()) {
        order.push_back(&family);
    }
    std::sort(order.begin(), order.end(), [](const Family* a, const Family* b) {
        return a->name < b->name;
    });
    return order;
}

void renderText(std::string& out, const Merger& merger) {
    for (const Family* family : sortedFamilies(merger)) {
        appendFamily(out, *family);
    }
}

std::string render(const Merger& merger) {
    std::string out;
    renderText(out, merger);
    return out;
}

} // namespace meterbench::gateway
