#include "core/instruments/import_exposition.h"

#include "core/base/number.h"
#include "core/exposition/pull_parser.h"
#include "core/instruments/name_advice.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace meterbench::instruments {

namespace {

using base::Code;
using base::Error;
using exposition::EntryKind;
using exposition::Format;
using model::MetricType;

Error wrong(std::uint32_t line, std::string text) {
    return {Code::InvalidInput, "line " + std::to_string(line) + ": " + std::move(text)};
}

struct Line {
    std::uint32_t line = 0;
    std::string suffix; ///< "_total", "_bucket" …; empty: the name itself
    std::vector<model::Label> labels;
    double value = 0;
};

struct Family {
    std::uint32_t line = 0;
    MetricType type = MetricType::Unknown;
    std::string help;
    std::string unit;
    std::vector<Line> lines;
};

std::optional<Type> typeOf(MetricType type) {
    switch (type) {
    case MetricType::Counter:
        return Type::Counter;
    case MetricType::Gauge:
    case MetricType::Unknown:
        return Type::Gauge;
    case MetricType::Info:
        return Type::Info;
    case MetricType::StateSet:
        return Type::Enum;
    case MetricType::Histogram:
        return Type::Histogram;
    default:
        return std::nullopt;
    }
}

/// The families in their order, each with its lines.
class Reading {
public:
    Reading(std::string_view text, Format format)
        : m_parser(text, format) {}

    base::Status run() {
        for (;;) {
            switch (m_parser.next()) {
            case EntryKind::End:
                return {};
            case EntryKind::Error:
                return syntax();
            case EntryKind::Type:
                family(m_parser.family()).type = m_parser.type();
                break;
            case EntryKind::Help:
                family(m_parser.family()).help = m_parser.text();
                break;
            case EntryKind::Unit:
                family(m_parser.family()).unit = m_parser.text();
                break;
            case EntryKind::Sample:
                if (base::Status status = sample(); !status) {
                    return status;
                }
            }
        }
    }

    [[nodiscard]] const std::vector<std::string>& order() const { return m_order; }

    [[nodiscard]] const Family& at(const std::string& name) const { return m_families.at(name); }

private:
    Error syntax() const {
        const exposition::ParseProblem& problem = m_parser.problem();
        return {
            Code::InvalidInput,
            "line " + std::to_string(problem.line) + ", column " + std::to_string(problem.column) +
                ": " + problem.message +
                (*problem.hint == '\0' ? "" : std::string(" (") + problem.hint + ")")};
    }

    Family& family(std::string_view name) {
        const auto [at, isNew] = m_families.try_emplace(std::string(name));
        if (isNew) {
            at->second.line = m_parser.line();
            m_order.push_back(at->first);
        }
        return at->second;
    }

    /// The family that a sample belongs to: its own name, or what a known one calls its parts.
    std::string ownerOf(const std::string& name, std::string& suffix) const {
        if (m_families.contains(name)) {
            return name;
        }
        for (const char* const end : {"_total", "_created", "_info", "_bucket", "_sum", "_count"}) {
            const std::string_view part = end;
            if (name.ends_with(part) && m_families.contains(name.substr(0, name.size() - part.size()))) {
                suffix = part;
                return name.substr(0, name.size() - part.size());
            }
        }
        return name;
    }

    base::Status sample() {
        std::vector<model::LabelView> views;
        if (!m_parser.labels(views)) {
            return syntax();
        }
        Line line;
        line.line = m_parser.line();
        line.value = m_parser.sample().value;
        std::string name;
        for (const model::LabelView& label : views) {
            if (label.name == model::kMetricName) {
                name = label.value;
            } else {
                line.labels.push_back({std::string(label.name), std::string(label.value)});
            }
        }
        const std::string owner = ownerOf(name, line.suffix);
        family(owner).lines.push_back(std::move(line));
        return {};
    }

    exposition::PullParser m_parser;
    std::map<std::string, Family> m_families;
    std::vector<std::string> m_order;
};

std::string keyOf(const std::vector<model::Label>& labels) {
    std::string key;
    for (const model::Label& label : labels) {
        key += label.name + '\0' + label.value + '\0';
    }
    return key;
}

class Making {
public:
    Making(const std::string& name, const Family& family, std::int64_t nowMs)
        : m_name(name)
        , m_family(family)
        , m_nowMs(nowMs) {}

    base::Status run(std::vector<Edit>& edits) {
        const std::optional<Type> type = typeOf(m_family.type);
        if (!type) {
            return wrong(
                m_family.line,
                m_name + " is a " + std::string(model::metricTypeName(m_family.type)) +
                    ", which cannot be made by hand; leave it out, or make it a gauge"
            );
        }
        m_definition.type = *type;
        m_definition.name = familyOf(*type, m_name);
        m_definition.help = m_family.help;
        m_definition.unit = m_family.unit;
        m_own = *type == Type::Enum ? m_definition.name : *type == Type::Histogram ? "le" : "";
        collectNames();
        edits.emplace_back(Create{});
        const std::size_t at = edits.size() - 1;
        const base::Status status = *type == Type::Histogram ? histograms(edits)
                                    : *type == Type::Enum    ? enums(edits)
                                                             : numbers(edits);
        std::get<Create>(edits[at]).definition = m_definition;
        return status;
    }

private:
    void collectNames() {
        if (m_definition.type == Type::Info) {
            return; // what identifies an info and what it says cannot be told apart: all of it says
        }
        std::set<std::string> names;
        for (const Line& line : m_family.lines) {
            for (const model::Label& label : line.labels) {
                if (label.name != m_own) {
                    names.insert(label.name);
                }
            }
        }
        m_definition.labelNames.assign(names.begin(), names.end());
    }

    [[nodiscard]] Place placeOf(const Line& line) const {
        Place place{m_definition.name, {}};
        for (const model::Label& label : line.labels) {
            if (label.name != m_own) {
                place.labels.push_back(label);
            }
        }
        return place;
    }

    base::Status numbers(std::vector<Edit>& edits) {
        for (const Line& line : m_family.lines) {
            if (line.suffix == "_created") {
                continue; // it begins to count here
            }
            if (m_definition.type == Type::Info) {
                InfoPairs info;
                for (const model::Label& label : line.labels) {
                    info[label.name] = label.value;
                }
                edits.emplace_back(SetInfo{{m_definition.name, {}}, std::move(info)});
            } else if (m_definition.type == Type::Gauge) {
                edits.emplace_back(SetValue{placeOf(line), line.value});
            } else if (line.value >= 0 && std::isfinite(line.value)) {
                edits.emplace_back(Increment{placeOf(line), line.value});
            } else {
                return wrong(
                    line.line,
                    "the counter " + m_name + " is " + base::formatNumber(line.value) +
                        "; a counter is 0 or more"
                );
            }
        }
        return {};
    }

    base::Status enums(std::vector<Edit>& edits) {
        for (const Line& line : m_family.lines) {
            const auto state = std::ranges::find(line.labels, m_own, &model::Label::name);
            if (state == line.labels.end()) {
                return wrong(line.line, "a state of " + m_name + " needs the label " + m_own);
            }
            auto& states = m_definition.states;
            if (std::ranges::find(states, state->value) == states.end()) {
                states.push_back(state->value);
            }
            if (line.value == 1) {
                edits.emplace_back(Choose{placeOf(line), state->value});
            }
        }
        return {};
    }

    base::Status histograms(std::vector<Edit>& edits) {
        struct Parts {
            Place place;
            std::map<double, double> buckets;
            double sum = 0;
        };

        std::map<std::string, Parts> all;
        std::set<double> bounds;
        for (const Line& line : m_family.lines) {
            Place place = placeOf(line);
            Parts& parts = all[keyOf(place.labels)];
            parts.place = std::move(place);
            if (line.suffix == "_bucket") {
                const auto le = std::ranges::find(line.labels, m_own, &model::Label::name);
                const auto bound = le == line.labels.end() ? std::nullopt : base::parseNumber(le->value);
                if (!bound) {
                    return wrong(line.line, "a bucket of " + m_name + " needs the label le");
                }
                parts.buckets[*bound] = line.value;
                bounds.insert(*bound);
            } else if (line.suffix == "_sum") {
                parts.sum = line.value;
            }
        }
        for (const double bound : bounds) {
            if (std::isfinite(bound)) {
                m_definition.bounds.push_back(bound);
            }
        }
        for (auto& [key, parts] : all) {
            PutState put;
            put.name = m_definition.name;
            for (const std::string& name : m_definition.labelNames) {
                const auto label = std::ranges::find(parts.place.labels, name, &model::Label::name);
                put.labelValues.push_back(
                    label == parts.place.labels.end() ? std::string() : label->value
                );
            }
            put.state.value = parts.sum;
            put.state.createdMs = m_nowMs;
            double below = 0;
            for (std::size_t i = 0; i <= m_definition.bounds.size(); ++i) {
                const double bound = i < m_definition.bounds.size() ? m_definition.bounds[i] : HUGE_VAL;
                const auto bucket = parts.buckets.find(bound);
                const double reached = bucket == parts.buckets.end() ? below : bucket->second;
                if (!(reached >= below) || !std::isfinite(reached)) {
                    return wrong(m_family.line, "the buckets of " + m_name + " must not fall");
                }
                put.state.counts.push_back(static_cast<std::uint64_t>(reached - below));
                below = reached;
            }
            edits.emplace_back(std::move(put));
        }
        return {};
    }

    const std::string& m_name;
    const Family& m_family;
    std::int64_t m_nowMs;
    Definition m_definition;
    std::string m_own; ///< the label that a type uses itself
};

/// OpenMetrics ends with # EOF; nothing else does.
Format formatOf(std::string_view text) {
    const std::size_t last = text.find_last_not_of(" \t\r\n");
    const bool isOpen = last != std::string_view::npos && text.substr(0, last + 1).ends_with("# EOF");
    return isOpen ? Format::OpenMetrics : Format::Text;
}

} // namespace

base::Result<std::vector<Edit>> readExposition(std::string_view text, std::int64_t nowMs) {
    Reading reading(text, formatOf(text));
    if (const base::Status status = reading.run(); !status) {
        return status.error();
    }
    std::vector<Edit> edits;
    for (const std::string& name : reading.order()) {
        const Family& family = reading.at(name);
        if (family.lines.empty()) {
            continue;
        }
        if (const base::Status status = Making(name, family, nowMs).run(edits); !status) {
            return status.error();
        }
    }
    if (edits.empty()) {
        return Error{Code::InvalidInput, "there is no metric in it"};
    }
    return edits;
}

} // namespace meterbench::instruments
