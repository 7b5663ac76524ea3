#include "core/exposition/writer.h"

#include "core/base/number.h"
#include "core/exposition/number_text.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace meterbench::exposition {

namespace {

using model::MetricType;

constexpr std::string_view kTotal = "_total";

std::string quotedName(std::string_view name) {
    return '"' + model::escapedLabelValue(name) + '"';
}

/// The name in the metadata of each format.
std::string metadataName(const model::Family& family, Format format) {
    std::string name = family.name;
    const bool total = name.ends_with(kTotal);
    if (family.type == MetricType::Counter && format == Format::Text && !total) {
        name += kTotal;
    } else if (family.type == MetricType::Counter && format == Format::OpenMetrics && total) {
        name.resize(name.size() - kTotal.size());
    } else if (family.type == MetricType::Info && format == Format::Text) {
        name += "_info";
    }
    return model::isLegacyMetricName(name) ? name : quotedName(name);
}

/// The text format has four types and untyped; the others become the one that reads alike.
std::string_view textType(MetricType type) {
    switch (type) {
    case MetricType::Info:
    case MetricType::StateSet:
        return "gauge";
    case MetricType::GaugeHistogram:
        return "histogram";
    case MetricType::Unknown:
        return "untyped";
    default:
        return model::metricTypeName(type);
    }
}

std::string escapedHelp(std::string_view text, Format format) {
    std::string out;
    for (const char c : text) {
        if (c == '\n') {
            out += "\\n";
            continue;
        }
        if (c == '\\' || (c == '"' && format == Format::OpenMetrics)) {
            out += '\\';
        }
        out += c;
    }
    return out;
}

bool isShortEnough(const model::Labels& labels) {
    std::ptrdiff_t characters = 0;
    const auto startsCharacter = [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
    };
    for (const model::Label& label : labels) {
        characters += std::count_if(label.name.begin(), label.name.end(), startsCharacter);
        characters += std::count_if(label.value.begin(), label.value.end(), startsCharacter);
    }
    return characters <= 128;
}

} // namespace

std::string_view contentTypeOf(Format format) {
    return format == Format::Text ? "text/plain; version=0.0.4; charset=utf-8"
                                  : "application/openmetrics-text; version=1.0.0; charset=utf-8";
}

void Writer::metadata(std::string_view word, std::string_view name, std::string_view text) {
    m_body.append("# ").append(word).append(" ").append(name).append(" ").append(text).append("\n");
}

void Writer::family(const model::Family& family) {
    const std::string name = metadataName(family, m_format);
    const bool text = m_format == Format::Text;
    if (text && !family.help.empty()) {
        metadata("HELP", name, escapedHelp(family.help, m_format));
    }
    metadata("TYPE", name, text ? textType(family.type) : model::metricTypeName(family.type));
    if (!text && !family.unit.empty()) {
        metadata("UNIT", name, family.unit);
    }
    if (!text && !family.help.empty()) {
        metadata("HELP", name, escapedHelp(family.help, m_format));
    }
}

void Writer::label(const model::LabelView& label) {
    m_body +=
        model::isLegacyLabelName(label.name) ? std::string(label.name) : quotedName(label.name);
    m_body.append("=\"").append(model::escapedLabelValue(label.value)).append("\"");
}

void Writer::series(std::string_view name, std::span<const model::LabelView> labels) {
    const bool legacy = model::isLegacyMetricName(name);
    if (legacy) {
        m_body += name;
    }
    if (legacy && labels.empty()) {
        return;
    }
    m_body += '{';
    if (!legacy) {
        m_body += quotedName(name);
    }
    bool first = legacy;
    for (const model::LabelView& each : labels) {
        if (!first) {
            m_body += ',';
        }
        first = false;
        label(each);
    }
    m_body += '}';
}

/// Whole milliseconds in text; in OpenMetrics seconds with as many places as it needs.
void Writer::time(std::int64_t timestampMs) {
    m_body += ' ';
    if (m_format == Format::Text) {
        m_body += std::to_string(timestampMs);
        return;
    }
    const bool negative = timestampMs < 0;
    const auto magnitude = negative ? 0 - static_cast<std::uint64_t>(timestampMs)
                                    : static_cast<std::uint64_t>(timestampMs);
    m_body.append(negative ? "-" : "").append(std::to_string(magnitude / 1000));
    if (magnitude % 1000 != 0) {
        std::array<char, 8> places{};
        std::snprintf(
            places.data(), places.size(), ".%03u", static_cast<unsigned>(magnitude % 1000)
        );
        std::string_view shown = places.data();
        m_body += shown.substr(0, shown.find_last_not_of('0') + 1);
    }
}

void Writer::valueAndTime(double value, std::optional<std::int64_t> timestampMs) {
    m_body.append(" ").append(
        m_numbers == Numbers::Shortest ? base::formatNumber(value) : formatPythonClientFloat(value)
    );
    if (timestampMs) {
        time(*timestampMs);
    }
}

void Writer::sample(
    std::string_view name,
    std::span<const model::LabelView> labels,
    double value,
    std::optional<std::int64_t> timestampMs
) {
    series(name, labels);
    valueAndTime(value, timestampMs);
    m_body += '\n';
}

void Writer::sample(
    std::string_view name,
    std::span<const model::LabelView> labels,
    double value,
    std::optional<std::int64_t> timestampMs,
    const ExemplarEntry& exemplar
) {
    series(name, labels);
    valueAndTime(value, timestampMs);
    if (m_format == Format::OpenMetrics && isShortEnough(exemplar.labels)) {
        m_body += " # {";
        const auto views = exemplar.labels.views();
        for (std::size_t i = 0; i < views.size(); ++i) {
            m_body += i == 0 ? "" : ",";
            label(views[i]);
        }
        m_body += '}';
        valueAndTime(exemplar.value, exemplar.timestampMs);
    }
    m_body += '\n';
}

std::string Writer::finish() {
    if (m_format == Format::OpenMetrics) {
        m_body += "# EOF\n";
    }
    std::string body;
    body.swap(m_body);
    return body;
}

} // namespace meterbench::exposition
