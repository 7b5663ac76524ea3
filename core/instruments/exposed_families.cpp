#include "core/instruments/exposed_families.h"

#include "core/exposition/pull_parser.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <span>

namespace meterbench::instruments {

namespace {

using base::Code;
using base::Error;
using exposition::EntryKind;
using exposition::Format;
using model::MetricType;

constexpr std::string_view kCreated = "_created";
constexpr std::string_view kTotal = "_total";

/// What the samples of a type may have behind the family's name. OpenMetrics 1.0 "Suffixes".
std::span<const std::string_view> suffixesOf(MetricType type) {
    static constexpr std::string_view counter[]{kTotal, kCreated};
    static constexpr std::string_view info[]{"_info"};
    static constexpr std::string_view gaugeParts[]{"_bucket", "_gsum", "_gcount"};
    static constexpr std::string_view parts[]{"_bucket", "_sum", "_count", kCreated};
    switch (type) {
    case MetricType::Counter:
        return counter;
    case MetricType::Info:
        return info;
    case MetricType::GaugeHistogram:
        return gaugeParts;
    case MetricType::Histogram:
    case MetricType::Summary:
        return parts;
    default:
        return {};
    }
}

bool mayHave(const ExposedFamily& family, std::string_view suffix) {
    return std::ranges::count(suffixesOf(family.type), suffix) != 0;
}

/// OpenMetrics ends with # EOF; nothing else does.
Format formatOf(std::string_view text) {
    const std::size_t last = text.find_last_not_of(" \t\r\n");
    const bool isOpen =
        last != std::string_view::npos && text.substr(0, last + 1).ends_with("# EOF");
    return isOpen ? Format::OpenMetrics : Format::Text;
}

class Reading {
public:
    explicit Reading(std::string_view text)
        : m_parser(text, formatOf(text)) {}

    base::Status run() {
        for (;;) {
            base::Status status;
            switch (m_parser.next()) {
            case EntryKind::End:
                return {};
            case EntryKind::Error:
                return syntax();
            case EntryKind::Type:
                status = type();
                break;
            case EntryKind::Help:
                family(m_parser.family()).help = m_parser.text();
                break;
            case EntryKind::Unit:
                family(m_parser.family()).unit = m_parser.text();
                break;
            case EntryKind::Sample:
                status = sample();
            }
            if (!status) {
                return status;
            }
        }
    }

    [[nodiscard]] std::vector<ExposedFamily> families() const {
        std::vector<ExposedFamily> kept;
        std::ranges::copy_if(m_families, std::back_inserter(kept), [this](const auto& one) {
            return !isCreation(one);
        });
        return kept;
    }

private:
    [[nodiscard]] Error syntax() const {
        const exposition::ParseProblem& problem = m_parser.problem();
        return {
            Code::InvalidInput,
            "line " + std::to_string(problem.line) + ", column " + std::to_string(problem.column) +
                ": " + problem.message +
                (*problem.hint == '\0' ? "" : std::string(" (") + problem.hint + ")")};
    }

    [[nodiscard]] const ExposedFamily* find(std::string_view name) const {
        const auto at = m_places.find(name);
        return at == m_places.end() ? nullptr : &m_families[at->second];
    }

    ExposedFamily& family(std::string_view name) {
        const auto [at, isNew] = m_places.try_emplace(std::string(name), m_families.size());
        if (isNew) {
            ExposedFamily& made = m_families.emplace_back();
            made.line = m_parser.line();
            made.name = name;
        }
        return m_families[at->second];
    }

    base::Status type() {
        ExposedFamily& of = family(m_parser.family());
        const bool isOther = of.type != m_parser.type();
        if (isOther && (of.type != MetricType::Unknown || !of.lines.empty())) {
            return wrongLine(
                m_parser.line(),
                of.name + " is a " + std::string(model::metricTypeName(of.type)) +
                    " above; its type stands before its samples, once"
            );
        }
        of.type = m_parser.type();
        return {};
    }

    /// The family that a sample belongs to: its own name, or what a known one calls its parts.
    [[nodiscard]] std::string ownerOf(std::string_view name, std::string& suffix) const {
        const std::size_t at = name.rfind('_');
        if (find(name) == nullptr && at != std::string_view::npos) {
            const ExposedFamily* const owner = find(name.substr(0, at));
            if (owner != nullptr && mayHave(*owner, name.substr(at))) {
                suffix = name.substr(at);
                return owner->name;
            }
        }
        return std::string(name);
    }

    base::Status sample() {
        std::vector<model::LabelView> views;
        if (!m_parser.labels(views)) {
            return syntax();
        }
        ExposedLine line;
        line.line = m_parser.line();
        line.value = m_parser.sample().value;
        std::string_view name;
        for (const model::LabelView& label : views) {
            if (label.name == model::kMetricName) {
                name = label.value;
            } else if (!line.labels.empty() && line.labels.back().name == label.name) {
                return wrongLine(
                    line.line, "the label " + std::string(label.name) + " is given twice"
                );
            } else {
                line.labels.push_back({std::string(label.name), std::string(label.value)});
            }
        }
        const std::string owner = ownerOf(name, line.suffix);
        family(owner).lines.push_back(std::move(line));
        return {};
    }

    /// Of a family that counts, written as a family of its own.
    [[nodiscard]] bool isCreation(const ExposedFamily& one) const {
        const bool isGauge = one.type == MetricType::Gauge || one.type == MetricType::Unknown;
        if (!isGauge || !std::string_view(one.name).ends_with(kCreated)) {
            return false;
        }
        const std::string base = one.name.substr(0, one.name.size() - kCreated.size());
        const ExposedFamily* const whole = find(base);
        const ExposedFamily* const total = find(base + std::string(kTotal)); // or it is refused
        return (whole != nullptr && mayHave(*whole, kCreated)) || total != nullptr;
    }

    exposition::PullParser m_parser;
    std::vector<ExposedFamily> m_families;
    std::map<std::string, std::size_t, std::less<>> m_places;
};

} // namespace

base::Result<std::vector<ExposedFamily>> readFamilies(std::string_view text) {
    Reading reading(text);
    if (const base::Status status = reading.run(); !status) {
        return status.error();
    }
    return reading.families();
}

const std::string* labelOf(const ExposedLine& line, std::string_view name) {
    const auto label = std::ranges::find(line.labels, name, &model::Label::name);
    return label == line.labels.end() ? nullptr : &label->value;
}

LabelValues valuesOf(const ExposedLine& line, const std::vector<std::string>& labelNames) {
    LabelValues values;
    for (const std::string& name : labelNames) {
        const std::string* const value = labelOf(line, name);
        values.push_back(value == nullptr ? std::string() : *value);
    }
    return values;
}

Error wrongLine(std::uint32_t line, std::string_view text) {
    return {Code::InvalidInput, "line " + std::to_string(line) + ": " + std::string(text)};
}

Error twice(const ExposedFamily& family, const ExposedLine& line) {
    return wrongLine(line.line, family.name + line.suffix + " stands here twice with these labels");
}

} // namespace meterbench::instruments
