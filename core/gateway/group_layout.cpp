#include "core/gateway/group_layout.h"

#include "core/base/hash.h"
#include "core/exposition/number_text.h"
#include "core/gateway/render.h"
#include "core/gateway/series_key.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace meterbench::gateway {

namespace {

using model::MetricType;

std::string inQuotes(std::string_view name) {
    std::string out;
    appendLabel(out, 0, "", name);
    return out.substr(1); // without the equals sign
}

/// Writes the lines of one metric.
class LineWriter {
public:
    LineWriter(LineSet& set, const std::vector<LabelSource>& labels)
        : m_set(set)
        , m_labels(labels) {}

    void write(
        std::string_view name,
        std::uint32_t slot,
        std::string_view boundName = {},
        std::string_view bound = {}
    ) {
        SampleLine line;
        line.literalBegin = size();
        line.firstPiece = static_cast<std::uint32_t>(m_set.pieces.size());
        line.slot = slot;
        const bool isLegacy = model::isLegacyMetricName(name);
        m_set.literals.append(isLegacy ? name : std::string_view()).append("{");
        const std::size_t start = m_set.literals.size();
        m_set.literals += isLegacy ? std::string() : inQuotes(name);
        for (const LabelSource& label : m_labels) {
            writeLabel(label, start, line.firstPiece);
        }
        if (!boundName.empty()) {
            m_set.literals.append(",").append(boundName).append("=\""); // instance is always there
            m_set.literals.append(bound).append("\"");
        }
        m_set.literals += "} ";
        line.endPiece = static_cast<std::uint32_t>(m_set.pieces.size());
        line.literalEnd = size();
        m_set.lines.push_back(line);
    }

private:
    [[nodiscard]] std::uint32_t size() const {
        return static_cast<std::uint32_t>(m_set.literals.size());
    }

    void writeLabel(const LabelSource& label, std::size_t start, std::uint32_t firstPiece) {
        const bool hasPiece = m_set.pieces.size() > firstPiece;
        const bool isFirst = m_set.literals.size() == start && !hasPiece;
        if (label.group == kFromBody) {
            m_set.literals += isFirst ? "" : ",";
            appendSeriesLabel(m_set.literals, label.name, label.value);
            return;
        }
        if (hasPiece) {
            LinePiece& last = m_set.pieces.back();
            if (last.literalEnd == size() && last.to == label.group) {
                ++last.to; // the group's text has the comma
                return;
            }
        }
        m_set.literals += isFirst ? "" : ",";
        m_set.pieces.push_back({size(), label.group, static_cast<std::uint16_t>(label.group + 1)});
    }

    LineSet& m_set;
    const std::vector<LabelSource>& m_labels;
};

std::string boundText(double bound, bool isOpenMetrics) {
    if (isOpenMetrics) {
        return exposition::formatOpenMetricsFloat(bound);
    }
    std::string out;
    appendNumber(out, bound);
    return out;
}

std::string sampleName(const GroupFamily& family, std::string_view suffix) {
    return family.name + std::string(suffix);
}

} // namespace

void appendSeriesLabel(std::string& out, std::string_view name, std::string_view value) {
    if (model::isLegacyLabelName(name)) {
        appendLabel(out, out.size(), name, value);
        return;
    }
    out += inQuotes(name);
    appendLabel(out, out.size(), "", value);
}

std::uint64_t labelIdentity(std::string_view name, std::string_view value) {
    return value.empty() ? 0 : base::hash64(value, base::hash64(name));
}

GroupLayoutView::GroupLayoutView(const GroupBody& body, const PathLabels& labels)
    : m_body(body) {
    for (const model::Label& label : labels) {
        m_names.push_back(label.name);
    }
    for (std::uint32_t i = 0; i < body.families.size(); ++i) {
        m_families.insert(m_families.end(), body.families[i].metrics.size(), i);
    }
    m_identities.reserve(body.metrics);
    for (std::uint32_t i = 0; i < body.metrics; ++i) {
        std::uint64_t identity = base::hash64(familyOf(i).name, 1);
        for (const LabelSource& label : this->labels(i)) {
            identity += label.group == kFromBody ? labelIdentity(label.name, label.value) : 0;
        }
        m_identities.push_back(identity);
    }
}

bool GroupLayoutView::suits(const PathLabels& labels) const {
    return std::ranges::equal(m_names, labels, {}, {}, &model::Label::name);
}

const GroupFamily& GroupLayoutView::familyOf(std::uint32_t metric) const {
    return m_body.families[m_families[metric]];
}

std::vector<LabelSource> GroupLayoutView::labels(std::uint32_t number) const {
    std::vector<LabelSource> out;
    for (std::uint16_t i = 0; i < m_names.size(); ++i) {
        out.push_back({m_names[i], {}, i});
    }
    for (const model::Label& label : metric(number).labels) {
        if (!std::ranges::binary_search(m_names, label.name)) {
            out.push_back({label.name, label.value, kFromBody});
        }
    }
    if (std::ranges::find(out, "instance", &LabelSource::name) == out.end()) {
        out.push_back({"instance", "", kFromBody});
    }
    std::ranges::sort(out, {}, &LabelSource::name);
    return out;
}

const LineSet& GroupLayoutView::lines(bool isOpenMetrics) const {
    std::unique_ptr<LineSet>& set = m_lines[isOpenMetrics ? 1 : 0];
    if (!set) {
        set = std::make_unique<LineSet>();
        for (std::uint32_t i = 0; i < m_body.metrics; ++i) {
            set->firstLine.push_back(static_cast<std::uint32_t>(set->lines.size()));
            addLines(*set, i, isOpenMetrics);
        }
        set->firstLine.push_back(static_cast<std::uint32_t>(set->lines.size()));
        set->literals.shrink_to_fit();
        set->pieces.shrink_to_fit();
        set->lines.shrink_to_fit();
    }
    return *set;
}

void GroupLayoutView::addLines(LineSet& set, std::uint32_t number, bool isOpenMetrics) const {
    const GroupFamily& family = familyOf(number);
    const GroupMetric& held = metric(number);
    const std::vector<LabelSource> sources = labels(number);
    LineWriter writer(set, sources);
    const bool isHistogram = family.type == MetricType::Histogram;
    if (!isHistogram && family.type != MetricType::Summary) {
        writer.write(family.name, held.value);
        return;
    }
    bool hasInfinity = !isHistogram;
    for (const BoundSlot& bound : held.bounds) {
        hasInfinity |= bound.bound == std::numeric_limits<double>::infinity();
        writer.write(
            sampleName(family, isHistogram ? "_bucket" : ""),
            bound.slot,
            isHistogram ? "le" : "quantile",
            boundText(bound.bound, isOpenMetrics)
        );
    }
    if (!hasInfinity) {
        writer.write(sampleName(family, "_bucket"), held.count, "le", "+Inf");
    }
    writer.write(sampleName(family, "_sum"), held.sum);
    writer.write(sampleName(family, "_count"), held.count);
}

std::size_t GroupLayoutView::sizeBytes() const {
    std::size_t bytes = sizeof *this + m_identities.capacity() * sizeof(std::uint64_t) +
                        m_families.capacity() * sizeof(std::uint32_t);
    for (const auto& set : m_lines) {
        bytes += set ? set->literals.capacity() + set->pieces.capacity() * sizeof(LinePiece) +
                           set->lines.capacity() * sizeof(SampleLine)
                     : 0;
    }
    return bytes;
}

} // namespace meterbench::gateway
