#include "core/exposition/lint_families.h"

#include <algorithm>

namespace meterbench::exposition {

namespace {

using model::MetricType;

constexpr std::string_view kTextTypes = "counter, gauge, histogram, summary or untyped";
constexpr std::string_view kOpenMetricsTypes =
    "counter, gauge, histogram, gaugehistogram, summary, info, stateset or unknown";

bool knowsType(Format format, std::string_view word) {
    if (format == Format::Text) {
        return word == "counter" || word == "gauge" || word == "histogram" || word == "summary" ||
               word == "untyped";
    }
    return word != "untyped" && model::parseMetricType(word).has_value();
}

std::string lineText(Place at) {
    return "line " + std::to_string(at.line);
}

std::string allowedNames(const LintFamily& family, Format format) {
    std::string out;
    for (const std::string_view suffix : sampleSuffixes(family.effectiveType(), format)) {
        out += (out.empty() ? "" : ", ") + family.name + std::string(suffix);
    }
    return out;
}

} // namespace

std::vector<std::string_view> sampleSuffixes(MetricType type, Format format) {
    const bool openMetrics = format == Format::OpenMetrics;
    switch (type) {
    case MetricType::Counter:
        return openMetrics ? std::vector<std::string_view>{"_total", "_created"}
                           : std::vector<std::string_view>{""};
    case MetricType::Summary:
        return openMetrics ? std::vector<std::string_view>{"", "_count", "_sum", "_created"}
                           : std::vector<std::string_view>{"", "_count", "_sum"};
    case MetricType::Histogram:
        return openMetrics ? std::vector<std::string_view>{"_bucket", "_count", "_sum", "_created"}
                           : std::vector<std::string_view>{"_bucket", "_count", "_sum"};
    case MetricType::GaugeHistogram:
        return {"_bucket", "_gcount", "_gsum"};
    case MetricType::Info:
        return {"_info"};
    default:
        return {""};
    }
}

void LintFamilies::open(const std::string& name, Place at) {
    close();
    m_family.emplace();
    m_family->name = name;
    m_family->at = at;
    if (m_format == Format::OpenMetrics && name.starts_with('_')) {
        m_report.format(
            at,
            "reserved-name",
            "the name " + quoted(name) + " begins with an underscore",
            "such names are reserved by the standard"
        );
    }
}

void LintFamilies::close() {
    if (!m_family) {
        return;
    }
    const LintFamily& family = *m_family;
    const MetricType type = family.effectiveType();
    if (family.unit && !family.unit->empty() &&
        (type == MetricType::Info || type == MetricType::StateSet)) {
        m_report.format(
            family.unitAt,
            "unit-place",
            "a unit on a metric of type " + std::string(model::metricTypeName(type)),
            "only types with measured values have units"
        );
    }
    checkPoints(family, m_format, m_report);
    if (claimNames(family)) {
        checkStyle(family, m_format, m_report);
    }
    m_family.reset();
}

/// A family's own name and every name that its samples could have must be free; false when it goes
/// on with an old one.
bool LintFamilies::claimNames(const LintFamily& family) {
    std::vector<std::string> names{family.name};
    if (m_format == Format::OpenMetrics) {
        for (const std::string_view suffix : sampleSuffixes(family.effectiveType(), m_format)) {
            names.push_back(family.name + std::string(suffix));
        }
    }
    bool reported = false;
    bool split = false;
    for (const std::string& name : names) {
        const auto [at, free] = m_names.try_emplace(name, Owner{family.name, family.at});
        if (free || reported || at->second.at.line == family.at.line) {
            continue;
        }
        reported = true;
        const Owner& owner = at->second;
        split = owner.family == family.name;
        if (split) {
            m_report.format(
                family.at,
                "split-family",
                "lines of " + quoted(family.name) + " stood already on " + lineText(owner.at),
                "all lines of a metric stand together, its metadata first"
            );
        } else {
            m_report.format(
                family.at,
                "clashing-name",
                "a sample of " + quoted(family.name) + " could be named " + quoted(name) +
                    " like one of " + quoted(owner.family) + " of " + lineText(owner.at),
                "no two metrics may share the name of a sample"
            );
        }
    }
    return !split;
}

bool LintFamilies::isTwice(const LintMetadata& metadata) const {
    switch (metadata.kind) {
    case MetadataKind::Help:
        return m_family->help.has_value();
    case MetadataKind::Type:
        return m_family->type.has_value() || m_family->badType;
    default:
        return m_family->unit.has_value();
    }
}

void LintFamilies::add(const LintMetadata& metadata) {
    if (!m_family || m_family->name != metadata.name) {
        open(metadata.name, metadata.at);
    } else if (m_family->samples != 0) {
        m_report.format(
            metadata.at,
            "late-metadata",
            "metadata of " + quoted(metadata.name) + " behind its samples",
            "HELP, TYPE and UNIT stand before the first sample"
        );
        return;
    } else if (isTwice(metadata)) {
        m_report.format(
            metadata.at,
            "repeated-metadata",
            "a second line of this kind for " + quoted(metadata.name),
            "each of HELP, TYPE and UNIT may stand once"
        );
        return;
    }
    switch (metadata.kind) {
    case MetadataKind::Help:
        m_family->help = metadata.text;
        break;
    case MetadataKind::Type:
        setType(metadata);
        break;
    case MetadataKind::Unit:
        setUnit(metadata);
        break;
    }
}

void LintFamilies::setType(const LintMetadata& metadata) {
    if (knowsType(m_format, metadata.text)) {
        m_family->type = model::parseMetricType(metadata.text);
        return;
    }
    m_family->badType = true;
    m_family->broken = true;
    m_report.format(
        metadata.textAt,
        "metric-type",
        "the type is unknown: " + quoted(metadata.text),
        std::string(m_format == Format::Text ? kTextTypes : kOpenMetricsTypes)
    );
}

void LintFamilies::setUnit(const LintMetadata& metadata) {
    m_family->unit = metadata.text;
    m_family->unitAt = metadata.textAt;
    if (!metadata.text.empty() && !metadata.name.ends_with("_" + metadata.text)) {
        m_report.format(
            metadata.textAt,
            "unit-suffix",
            "the name " + quoted(metadata.name) + " does not end with the unit " +
                quoted(metadata.text),
            "a metric in seconds is named …_seconds"
        );
    }
}

std::optional<std::string_view> LintFamilies::suffixInFamily(std::string_view name) const {
    if (!m_family || !name.starts_with(m_family->name)) {
        return std::nullopt;
    }
    const std::string_view suffix = name.substr(m_family->name.size());
    if (m_family->badType) {
        constexpr std::string_view kAll[] = {
            "", "_total", "_created", "_bucket", "_count", "_sum", "_gcount", "_gsum", "_info"};
        return std::find(std::begin(kAll), std::end(kAll), suffix) != std::end(kAll)
                   ? std::optional(suffix)
                   : std::nullopt;
    }
    const auto allowed = sampleSuffixes(m_family->effectiveType(), m_format);
    const bool belongs =
        suffix.empty() || std::find(allowed.begin(), allowed.end(), suffix) != allowed.end();
    return belongs ? std::optional(suffix) : std::nullopt;
}

/// The plain name belongs to its family even where the type wants a suffix.
void LintFamilies::reportWrongSuffix(const LintSample& sample) {
    const std::string type(model::metricTypeName(m_family->effectiveType()));
    std::string hint = "here: " + allowedNames(*m_family, m_format);
    if (m_family->type == MetricType::Counter && m_family->name.ends_with("_total")) {
        hint = "TYPE, HELP and UNIT name the metric without _total: # TYPE " +
               m_family->name.substr(0, m_family->name.size() - 6) + " counter";
    }
    m_report.format(
        sample.at,
        "sample-suffix",
        "a sample of type " + type + " has the plain name " + quoted(sample.name),
        hint
    );
}

void LintFamilies::add(const LintSample& sample) {
    auto suffix = suffixInFamily(sample.name);
    if (!suffix) {
        open(sample.name, sample.at);
        suffix = std::string_view(sample.name).substr(sample.name.size());
    }
    LintFamily& family = *m_family;
    ++family.samples;
    for (const LintLabel& label : sample.labels) {
        family.labelNames.try_emplace(label.name, label.at);
    }
    const auto allowed = sampleSuffixes(family.effectiveType(), m_format);
    if (suffix->empty() && !family.badType &&
        std::find(allowed.begin(), allowed.end(), "") == allowed.end()) {
        reportWrongSuffix(sample);
        family.broken = true;
        return;
    }
    checkSample(family, *suffix, sample, m_format, m_report);
    checkOrder(family, *suffix, sample, m_format, m_report);
    addToPoint(family, *suffix, sample, m_format, m_report);
}

void LintFamilies::addBroken(std::string_view name) {
    if (m_family && (name.empty() || suffixInFamily(name))) {
        m_family->broken = true;
    }
}

} // namespace meterbench::exposition
