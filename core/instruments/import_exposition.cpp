#include "core/instruments/import_exposition.h"

#include "core/instruments/bench.h"
#include "core/instruments/exposed_families.h"
#include "core/instruments/exposed_histograms.h"
#include "core/instruments/name_advice.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace meterbench::instruments {

namespace {

using base::Code;
using base::Error;
using base::Status;
using model::MetricType;

/// An info is a gauge in the text format, and by custom for all that write no OpenMetrics.
bool isInfo(const ExposedFamily& family) {
    const auto isOne = [](const ExposedLine& line) { return line.value == 1; };
    return family.type == MetricType::Info || (familyOf(Type::Info, family.name) != family.name &&
                                               std::ranges::all_of(family.lines, isOne));
}

std::optional<Type> typeOf(const ExposedFamily& family) {
    switch (family.type) {
    case MetricType::Counter:
        return Type::Counter;
    case MetricType::Gauge:
    case MetricType::Unknown:
        return isInfo(family) ? Type::Info : Type::Gauge;
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

/// The label that a type uses itself.
std::string ownLabelOf(const Definition& definition) {
    return definition.type == Type::Enum        ? definition.name
           : definition.type == Type::Histogram ? "le"
                                                : "";
}

/// The edits of one family, each tried on a bench that has the families before.
class Making {
public:
    Making(const ExposedFamily& family, Bench& bench, std::vector<Edit>& edits, std::int64_t nowMs)
        : m_family(family)
        , m_bench(bench)
        , m_edits(edits)
        , m_nowMs(nowMs) {}

    Status run() {
        const std::optional<Type> type = typeOf(m_family);
        if (!type) {
            return wrongLine(
                m_family.line,
                m_family.name + " is a " + std::string(model::metricTypeName(m_family.type)) +
                    ", which cannot be made by hand; leave it out, or make it a gauge"
            );
        }
        m_definition.type = *type;
        m_definition.name = familyOf(*type, m_family.name);
        m_definition.help = m_family.help;
        m_definition.unit = m_family.unit;
        m_own = ownLabelOf(m_definition);
        nameLabels();
        switch (*type) {
        case Type::Enum:
            return enums();
        case Type::Histogram:
            return histograms();
        default:
            return numbers();
        }
    }

private:
    /// What identifies an info and what it says cannot be told apart: of a single one everything
    /// says something, of several everything tells them apart.
    void nameLabels() {
        if (m_definition.type == Type::Info && m_family.lines.size() == 1) {
            return;
        }
        std::set<std::string> names;
        for (const ExposedLine& line : m_family.lines) {
            for (const model::Label& label : line.labels) {
                names.insert(label.name);
            }
        }
        names.erase(m_own);
        m_definition.labelNames.assign(names.begin(), names.end());
    }

    Status add(std::uint32_t line, Edit edit) {
        if (const auto done = m_bench.apply(edit, m_nowMs); !done) {
            return wrongLine(line, done.error().context);
        }
        m_edits.push_back(std::move(edit));
        return {};
    }

    Status create() { return add(m_family.line, Create{m_definition}); }

    [[nodiscard]] Place placeOf(const ExposedLine& line) const {
        Place place{m_definition.name, {}};
        for (const model::Label& label : line.labels) {
            if (label.name != m_own) {
                place.labels.push_back(label);
            }
        }
        return place;
    }

    Status numbers() {
        Status status = create();
        std::set<LabelValues> seen;
        for (const ExposedLine& line : m_family.lines) {
            if (!status) {
                break;
            }
            if (line.suffix == "_created") {
                continue; // it begins to count here
            }
            status = seen.insert(valuesOf(line, m_definition.labelNames)).second
                         ? number(line)
                         : twice(m_family, line);
        }
        return status;
    }

    Status number(const ExposedLine& line) {
        if (m_definition.type == Type::Gauge) {
            return add(line.line, SetValue{placeOf(line), line.value});
        }
        if (m_definition.type == Type::Counter) {
            return add(line.line, Increment{placeOf(line), line.value});
        }
        if (line.value != 1) {
            return wrongLine(line.line, "the info " + m_family.name + " is always 1");
        }
        if (!m_definition.labelNames.empty()) {
            return add(line.line, AddSeries{placeOf(line)});
        }
        InfoPairs info;
        for (const model::Label& label : line.labels) {
            info[label.name] = label.value;
        }
        return add(line.line, SetInfo{{m_definition.name, {}}, std::move(info)});
    }

    Status enums() {
        struct States {
            std::uint32_t line = 0;
            std::set<std::string> seen;
            std::vector<std::string> chosen;
            Place place;
        };

        std::map<LabelValues, States> all;
        for (const ExposedLine& line : m_family.lines) {
            const std::string* const state = labelOf(line, m_own);
            if (state == nullptr) {
                return wrongLine(
                    line.line, "a state of " + m_family.name + " needs the label " + m_own
                );
            }
            if (line.value != 0 && line.value != 1) {
                return wrongLine(line.line, "a state of " + m_family.name + " is 0 or 1");
            }
            States& states = all[valuesOf(line, m_definition.labelNames)];
            if (!states.seen.insert(*state).second) {
                return twice(m_family, line);
            }
            states.line = states.line == 0 ? line.line : states.line;
            states.place = placeOf(line);
            if (line.value == 1) {
                states.chosen.push_back(*state);
            }
            if (std::ranges::count(m_definition.states, *state) == 0) {
                m_definition.states.push_back(*state);
            }
        }
        Status status = create();
        for (auto& [values, states] : all) {
            if (status && states.chosen.size() != 1) {
                return wrongLine(
                    states.line,
                    m_family.name + " is in " + std::to_string(states.chosen.size()) +
                        " states; an enum made by hand is in one"
                );
            }
            status =
                status ? add(states.line, Choose{states.place, states.chosen.front()}) : status;
        }
        return status;
    }

    Status histograms() {
        auto read = readHistograms(m_family, m_definition.labelNames, m_nowMs);
        if (!read) {
            return read.error();
        }
        m_definition.bounds = std::move(read->bounds);
        Status status = create();
        for (auto& [values, one] : read->series) {
            status =
                status ? add(one.line, PutState{m_definition.name, values, one.state, {}}) : status;
        }
        return status;
    }

    const ExposedFamily& m_family;
    Bench& m_bench;
    std::vector<Edit>& m_edits;
    std::int64_t m_nowMs;
    Definition m_definition;
    std::string m_own;
};

} // namespace

base::Result<std::vector<Edit>> readExposition(std::string_view text, std::int64_t nowMs) {
    const auto families = readFamilies(text);
    if (!families) {
        return families.error();
    }
    Bench bench;
    std::vector<Edit> edits;
    for (const ExposedFamily& family : *families) {
        if (family.lines.empty()) {
            continue;
        }
        if (const Status status = Making(family, bench, edits, nowMs).run(); !status) {
            return status.error();
        }
    }
    if (edits.empty()) {
        return Error{Code::InvalidInput, "there is no metric in it"};
    }
    return edits;
}

} // namespace meterbench::instruments
